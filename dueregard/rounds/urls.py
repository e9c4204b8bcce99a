"""Addresses of the update round: for those who run it below rounds/, for whoever holds a personal link below round/."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.rounds.views import deciding, leads, papers, personal, rounds

app_name = "rounds"

_ROUND = "rounds/<str:reference>"
_ASK = f"{_ROUND}/leads/<str:ask>"
_LINK = f"{_ROUND}/links/<str:link>"
_ANSWER = f"{_ROUND}/answers/<str:answer>"

urlpatterns: list[URLPattern] = [
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/open", rounds.open_round, name="open_round"),
    path(_ROUND, rounds.round_page, name="round"),
    path(f"{_ROUND}/extend", rounds.extend_round, name="extend_round"),
    path(f"{_ROUND}/close", rounds.close_round, name="close_round"),
    path(f"{_ROUND}/mail", rounds.mail, name="mail"),
    path(f"{_ROUND}/mail/<str:mail>/send-again", rounds.send_again, name="send_again"),
    path(f"{_ROUND}/bring-back", papers.bring_form_back, name="bring_form_back"),
    path(f"{_ROUND}/changes", papers.changes, name="changes"),
    path(f"{_ROUND}/answers", deciding.answers, name="answers"),
    path(f"{_ROUND}/answers/accept", deciding.accept_answers, name="accept_answers"),
    path(_ANSWER, deciding.answer, name="answer"),
    path(f"{_ANSWER}/ask-again", deciding.ask_again, name="ask_again"),
    path(f"{_ANSWER}/drop", deciding.drop_answer, name="drop_answer"),
    path(_ASK, leads.ask, name="ask"),
    path(f"{_ASK}/form", papers.word_form, name="word_form"),
    path(f"{_ASK}/send-link", leads.send_link_to, name="send_link_to"),
    path(f"{_LINK}/send-fresh", leads.send_fresh_link, name="send_fresh_link"),
    path(f"{_LINK}/revoke", leads.revoke_link, name="revoke_link"),
    path("round/<str:token>", personal.personal, name="personal"),
    path("round/<str:token>/open", personal.open_link, name="open_link"),
    path("round/<str:token>/fresh", personal.fresh_link, name="fresh_link"),
]
