"""The pages of the organisation: who gets them, what they say, what bad input does."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.organisation import queries
from dueregard.organisation.models import Body, Campus, Initials, Membership, Post, PostHolding, TermDate
from dueregard.organisation.workflows import bodies, campuses, posts
from tests.factories import (
    COMMAND,
    make_account,
    make_body,
    make_campus,
    make_initials,
    make_lead,
    make_membership,
    make_person,
    make_post,
    signed_in,
)

pytestmark = pytest.mark.django_db

LISTS = ["bodies", "posts", "campuses", "glossary", "terms", "leads"]
KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR}


def text(response: Any) -> str:
    """What a page says, without its tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def url(name: str, *args: Any) -> str:
    return reverse(f"organisation:{name}", args=[getattr(arg, "reference", arg) for arg in args])


def keeper() -> Any:
    return signed_in(make_account(Role.PREVENT_LEAD))


@pytest.mark.parametrize("role", list(Role))
def test_access_by_role(role: Role) -> None:
    client, body, post = signed_in(make_account(role)), make_body(), make_post(holder=make_person())
    reads = 403 if role == Role.MEMBER_OF_STAFF else 200
    keeps = 200 if role in KEEPERS else 403
    for name in LISTS:
        assert client.get(url(name)).status_code == reads, name
    assert client.get(url("body", body)).status_code == client.get(url("post", post)).status_code == reads
    for page in (
        url("add_body"),
        url("correct_body", body),
        url("end_body", body),
        url("add_membership", body),
        url("correct_membership", make_membership(body)),
        url("end_membership", make_membership(body)),
        url("add_post"),
        url("correct_post", post),
        url("end_post", post),
        url("appoint_holder", post),
        url("change_holder", post),
        url("end_holding", post.holdings.get()),
        url("add_campus"),
        url("rename_campus", make_campus()),
        url("close_campus", make_campus()),
        url("add_initials"),
        url("correct_initials", make_initials()),
        url("remove_initials", make_initials()),
        url("set_terms", 2026),
    ):
        assert client.get(page).status_code == keeps, page
    names = KEEPERS - {Role.SYSTEM_ADMINISTRATOR}
    assert client.get(url("resolve_lead", make_lead("Words"))).status_code == (200 if role in names else 403)
    # A page that only reads has no way to change anything.
    if role not in KEEPERS and reads == 200:
        page = client.get(url("body", body)).content.decode() + client.get(url("posts")).content.decode()
        assert "/add" not in page
        assert "/correct" not in page


@pytest.mark.parametrize("name", ["reopen_body", "reopen_post", "reopen_campus", "use_usual_terms"])
def test_buttons_are_not_for_get_nor_for_readers(name: str) -> None:
    thing: Any = {
        "reopen_body": make_body,
        "reopen_post": make_post,
        "reopen_campus": make_campus,
        "use_usual_terms": lambda: 2026,
    }[name]()
    assert keeper().get(url(name, thing)).status_code == 405
    assert signed_in(make_account(Role.AUDITOR)).post(url(name, thing)).status_code == 403
    assert signed_in(None).post(url(name, thing))["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "name", ["body", "correct_body", "post", "change_holder", "rename_campus", "correct_initials", "resolve_lead"]
)
def test_what_is_not_there_is_404(name: str) -> None:
    assert keeper().get(url(name, "NOTHERE000")).status_code == 404


def test_empty_lists_say_what_to_do() -> None:
    client = keeper()
    for name, words in (
        ("bodies", "Begin with the institution itself"),
        ("posts", "Add the offices that lead something"),
        ("campuses", "With one site only you need none"),
        ("glossary", "They come with the plan that you bring"),
        ("leads", "Everybody is recognised"),
    ):
        assert words in text(client.get(url(name))), name


def test_lists_lead_to_each_other() -> None:
    page = keeper().get(url("posts")).content.decode()
    assert all(f'href="{url(name)}"' in page for name in LISTS)
    assert f'href="{url("posts")}" aria-current="page"' in page


# --- bodies -----------------------------------------------------------------------------------------------------------
def test_body_by_its_pages() -> None:
    client = keeper()
    data = {"name": "Steering group", "kind": "committee", "began_on": "1/9/2019"}
    assert "Steering group was added." in text(client.post(url("add_body"), data, follow=True))
    body = Body.objects.get()
    assert body.began_on == date(2019, 9, 1)
    person, post = make_person("Jo Bell"), make_post("Registrar", holder=make_person("Rita Vale"))
    for who, seat in ((person, "chair"), (post, "secretary")):
        client.post(url("add_membership", body), {"who": who.reference, "seat": seat, "from_on": "1 Sept 2025"})
    page = text(client.get(url("body", body)))
    assert "Jo Bell Chair from 1 September 2025" in page
    assert "Registrar Rita Vale Secretary" in page
    chair = Membership.objects.get(person=person)
    client.post(url("end_membership", chair), {"on": "31 July 2026"})
    assert "Former members (1)" in text(client.get(url("body", body)))
    page = text(client.post(url("correct_body", body), data | {"name": "Prevent group", "revision": "1"}, follow=True))
    assert "Prevent group" in page
    client.post(url("end_body", body), {"on": "31 July 2026"})
    assert "Its last day was 31 July 2026" in text(client.get(url("body", body)))
    assert "is open again" in text(client.post(url("reopen_body", body), follow=True))
    assert "Not done. This body has not ended." in text(client.post(url("reopen_body", body), follow=True))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the body’s name"),
        ({"name": "taken"}, "There is a body of this name already."),
        ({"kind": "planet"}, "Select a valid choice"),
        ({"kind": ""}, "Choose what kind of body it is"),
        ({"began_on": "last year"}, "Enter a date such as"),
    ],
)
def test_bad_input_keeps_what_was_typed(changes: dict[str, str], sentence: str) -> None:
    make_body("Taken")
    data = {"name": "A new body", "kind": "committee", "began_on": "1 May 2020"} | changes
    response = keeper().post(url("add_body"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "<title>Error: " in page
    assert not data["name"] or f'value="{data["name"]}"' in page
    assert f'value="{data["began_on"]}"' in page
    assert Body.objects.count() == 1


def test_seat_is_refused_with_the_reason() -> None:
    body, person = make_body(), make_person()
    make_membership(body, person=person)
    client = keeper()
    said = text(client.post(url("add_membership", body), {"who": person.reference, "seat": "member"}))
    assert "They have a seat on this body on one of these days already." in said
    assert "Choose a person or a post" in text(client.post(url("add_membership", body), {"seat": "member"}))
    unknown = client.post(url("add_membership", body), {"who": "NOTHERE000", "seat": "member"})
    assert "Select a valid choice" in text(unknown)


# --- posts ------------------------------------------------------------------------------------------------------------
def test_post_by_its_pages() -> None:
    client, body = keeper(), make_body("Estates")
    assert (
        f'<option value="{body.reference}" selected>'
        in client.get(f"{url('add_post')}?body={body.reference}").content.decode()
    )
    client.post(url("add_post"), {"title": "Head of Security", "body": body.reference})
    post = Post.objects.get()
    assert post.body == body
    assert "Vacant" in text(client.get(url("posts")))
    old, new = make_person("Old Hand"), make_person("New Broom")
    client.post(url("appoint_holder", post), {"person": old.reference, "from_on": "1 Jan 2020"})
    said = text(
        client.post(url("change_holder", post), {"successor": new.reference, "on": "1 October 2026"}, follow=True)
    )
    assert "What it leads in the plan stays with it." in said
    assert "New Broom from 1 October 2026" in said
    assert "Old Hand 1 January 2020 to 30 September 2026" in said
    assert "Head of Security New Broom Estates" in text(client.get(url("posts")))
    holding = PostHolding.objects.get(person=new)
    client.post(url("end_holding", holding), {"on": "31 October 2026"})
    assert "Held it" in text(client.get(url("post", post)))
    client.post(url("correct_post", post), {"title": "Director of Security", "body": "", "revision": "1"})
    client.post(url("end_post", post), {"on": "1 November 2026"})
    post.refresh_from_db()
    assert (post.title, post.body, post.ended_on) == ("Director of Security", None, date(2026, 11, 1))
    assert "is open again" in text(client.post(url("reopen_post", post), follow=True))


def test_shared_post_asks_who_leaves() -> None:
    one, two, new = make_person("One"), make_person("Two"), make_person("New")
    post = make_post(holder=one)
    posts.appoint_holder(by=COMMAND, post=post, person=two)
    client = keeper()
    assert "Who leaves" in text(client.get(url("change_holder", post)))
    data = {"successor": new.reference, "on": "1 October 2026"}
    assert "Choose who leaves" in text(client.post(url("change_holder", post), data))
    client.post(url("change_holder", post), data | {"predecessor": two.reference})
    assert {p.name for p in queries.holders_on(post, date(2026, 10, 1))} == {"One", "New"}


def test_handing_over_to_oneself_is_refused_on_the_form() -> None:
    holder = make_person()
    post = make_post(holder=holder)
    said = text(keeper().post(url("change_holder", post), {"successor": holder.reference, "on": "1 October 2026"}))
    assert "This person holds the post already." in said


# --- campuses, glossary, leads ----------------------------------------------------------------------------------------
def test_campus_by_its_pages() -> None:
    client = keeper()
    client.post(url("add_campus"), {"name": "North"})
    campus = Campus.objects.get()
    assert "There is a campus of this name already." in text(client.post(url("add_campus"), {"name": "NORTH"}))
    client.post(url("rename_campus", campus), {"name": "North side", "revision": "1"})
    client.post(url("close_campus", campus), {"on": "31 July 2026"})
    assert "North side Closed since 31 July 2026" in text(client.get(url("campuses")))
    assert "is open again" in text(client.post(url("reopen_campus", campus), follow=True))


def test_glossary_by_its_pages() -> None:
    client, post = keeper(), make_post("Head of Security")
    data = {"letters": "HoS", "meaning": "Head of Security", "lead": make_lead(post).reference}
    client.post(url("add_initials"), data)
    entry = Initials.objects.get()
    assert entry.lead is not None
    assert entry.lead.post == post
    form = client.get(url("correct_initials", entry)).content.decode()
    assert f'<option value="{entry.lead.reference}" selected>' in form
    again = client.post(url("add_initials"), data)
    assert "These letters are in the glossary already." in text(again)
    assert 'value="Head of Security"' in again.content.decode()
    client.post(url("correct_initials", entry), data | {"letters": "HS", "lead": "", "revision": "1"})
    entry.refresh_from_db()
    assert (entry.letters, entry.lead) == ("HS", None)
    assert "HS stands for" in text(client.get(url("remove_initials", entry)))
    assert "HS was taken out." in text(client.post(url("remove_initials", entry), follow=True))
    assert not Initials.objects.exists()


def test_recognising_words_by_the_page() -> None:
    client, words, post = keeper(), make_lead("DVC <Ed>"), make_post("Deputy Vice-Chancellor")
    page = client.get(url("leads")).content.decode()
    assert "DVC &lt;Ed&gt;" in page
    assert "Choose whom they mean" in text(client.post(url("resolve_lead", words), {"meant": ""}))
    other = make_lead("Other words")
    assert "Select a valid choice" in text(client.post(url("resolve_lead", words), {"meant": other.reference}))
    said = text(client.post(url("resolve_lead", words), {"meant": make_lead(post).reference}, follow=True))
    assert "was recognised." in said
    page = text(client.get(url("leads")))
    assert "DVC" not in page
    assert "Other words" in page


# --- terms ------------------------------------------------------------------------------------------------------------
TERMS = {
    "autumn_start": "28 September 2026",
    "autumn_end": "11 December 2026",
    "spring_start": "11 January 2027",
    "spring_end": "26 March 2027",
    "summer_start": "19 April 2027",
    "summer_end": "18 June 2027",
}


def test_terms_begin_with_the_usual_dates_and_are_saved() -> None:
    client = keeper()
    assert "Usual dates" in text(client.get(url("terms")))
    assert 'value="28 September 2026"' in client.get(url("set_terms", 2026)).content.decode()
    assert "The terms of 2026/27 were saved." in text(client.post(url("set_terms", 2026), TERMS, follow=True))
    page = text(client.get(url("terms")))
    assert "28 September to 11 December 2026" in page
    assert "Your own" in page
    assert TermDate.objects.count() == 3
    assert "has the usual dates again" in text(client.post(url("use_usual_terms", 2026), follow=True))
    assert TermDate.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"spring_start": "11 December 2026"}, "The spring term starts before the autumn term has ended."),
        ({"summer_end": "1 September 2027"}, "The summer term must lie between 1 August 2026 and 31 July 2027."),
        ({"autumn_end": "1 September 2026"}, "The autumn term must end after it starts."),
        ({"autumn_end": ""}, "Give the last day of the autumn term"),
        ({"autumn_end": "30 February 2027"}, "Enter a date such as"),
    ],
)
def test_terms_that_cannot_be_are_refused_and_kept_on_the_form(changes: dict[str, str], sentence: str) -> None:
    data = TERMS | changes
    response = keeper().post(url("set_terms", 2026), data)
    assert sentence in text(response)
    assert all(f'value="{typed}"' in response.content.decode() for typed in data.values() if typed)
    assert TermDate.objects.count() == 0


def test_another_year_is_chosen_from_the_list() -> None:
    client = keeper()
    assert client.get(f"{url('choose_year')}?year=2019")["Location"] == url("set_terms", 2019)
    for bad in ("", "x", "1999", "9" * 30):
        assert client.get(f"{url('choose_year')}?year={bad}").status_code == 404, bad
    assert client.get("/organisation/terms/1850/set").status_code == 404


def test_ended_things_are_shown_with_their_end() -> None:
    client, body, campus = keeper(), make_body("Old panel"), make_campus("Old yard")
    bodies.end_body(by=COMMAND, body=body, on=date(2020, 7, 31))
    campuses.close_campus(by=COMMAND, campus=campus, on=date(2020, 7, 31))
    assert "Old panel (until 31 July 2020 )" in text(client.get(url("bodies")))
    assert "Old panel" not in text(client.get(url("add_post")))


@pytest.mark.parametrize("name", [*LISTS, "add_body", "add_post"])
def test_pages_carry_no_inline_style_or_script(name: str) -> None:
    page = keeper().get(url(name)).content.decode()
    assert " style=" not in page
    assert not re.findall(r"<script(?![^>]* src=)", page)


def test_posts_page_costs_five_queries(django_assert_num_queries: Any) -> None:
    client = keeper()
    for number in range(20):
        make_post(f"Post {number}", make_body(), make_person())
    client.get(url("posts"))
    with django_assert_num_queries(5):  # session, account, roles, posts with bodies, their holders
        client.get(url("posts"))
