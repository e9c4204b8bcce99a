"""Addresses of sessions, places in them, and attendance."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import attendance, bookings, session_mail, sessions

_ONE = "sessions/<str:reference>"
_DATE = f"{_ONE}/dates/<str:mark>"

urlpatterns: list[URLPattern] = [
    path("sessions", sessions.sessions, name="sessions"),
    path("sessions/plan", sessions.plan_session, name="plan_session"),
    path(_ONE, sessions.session, name="session"),
    path(f"{_ONE}/edit", sessions.edit_session, name="edit_session"),
    path(f"{_ONE}/cancel", sessions.cancel_session, name="cancel_session"),
    path(f"{_ONE}/hold", sessions.hold_session, name="hold_session"),
    path(f"{_ONE}/reopen", sessions.reopen_session, name="reopen_session"),
    path(f"{_ONE}/calendar.ics", sessions.session_calendar, name="session_calendar"),
    path(f"{_ONE}/who-else", sessions.name_role, name="name_role_after_session"),
    path(f"{_ONE}/book", bookings.book_place, name="book_place"),
    path(f"{_ONE}/book-for", bookings.book_for, name="book_for"),
    path(f"{_ONE}/places/<str:booking>/give-up", bookings.give_up_place, name="give_up_place"),
    path(f"{_ONE}/mail", session_mail.session_mail, name="session_mail"),
    path(f"{_ONE}/mail/<str:mail>/again", session_mail.send_session_mail_again, name="send_session_mail_again"),
    path(f"{_DATE}/sheet", attendance.attendance_sheet, name="attendance_sheet"),
    path(f"{_DATE}/add", attendance.add_attendee, name="add_attendee"),
    path(f"{_DATE}/list", attendance.attendance_list, name="attendance_list"),
]
