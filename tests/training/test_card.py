"""The contact card: whom it names and how, inside and without sign-in, in a frame, on paper, and what comes in as a contact."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.config.framing import frame_ancestors
from dueregard.kernel import clock
from dueregard.training.models import Officer
from dueregard.training.queries import card as queries
from dueregard.training.rules.card import EMERGENCY, Row, contact_link, contact_parts, entries_of
from tests import factories
from tests.training.records import appoint_officer, make_staff

pytestmark = pytest.mark.django_db
INTRANET = "https://intranet.example.ac.uk"


def on_the_card(name: str = "", title: str = "", **more: Any) -> Officer:
    """A current officer who can be reached."""
    given = {"contact": "dso@example.org"} | more
    return appoint_officer(make_staff(name), clock.today() - timedelta(days=30), title=title, **given)


@pytest.fixture
def public(settings: Any) -> Any:
    """The card is shown without sign-in."""
    settings.DUEREGARD_PUBLIC_CONTACT_CARD = True
    return settings


# --- rules ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("dso@example.org", "mailto:dso@example.org"),
        ("a?bcc=x&y@example.org", "mailto:a%3Fbcc%3Dx%26y@example.org"),
        ("01632 960 000", "tel:01632960000"),
        ("+44 (0)1632 960-000", "tel:+4401632960000"),
        ("999", ""),
        ("Room 4, or 01632 960000", ""),
        ("javascript:alert(1)", ""),
        ("dso@example.org, other@example.org", ""),
        ("dso@example.org\nBcc: x@example.org", ""),
        ("01632 960 000\n", ""),
        ("", ""),
    ],
)
def test_a_contact_becomes_a_link_where_it_is_one(contact: str, link: str) -> None:
    assert contact_link(contact) == link


def test_an_address_and_a_number_are_links_of_their_own() -> None:
    assert contact_parts("dso@example.org, 01632 960 000 or the duty desk") == [
        ("dso@example.org", "mailto:dso@example.org"),
        (", ", ""),
        ("01632 960 000", "tel:01632960000"),
        (" or ", ""),
        ("the duty desk", ""),
    ]
    assert contact_parts("") == []


def row(key: int, campus: str = "", covers: int | None = None, title: str = "") -> Row:
    return Row(key, f"Name {key}", title, f"{key}@example.org", "", campus, "", covers)


def test_whom_the_card_names_and_who_stands_in() -> None:
    rows = [row(1, "North"), row(2, "North", covers=1), row(3, "South", covers=1), row(4), row(5, "East", covers=9)]
    entries = entries_of(rows, with_names=True)
    assert [(each.place, each.line.name, [c.name for c in each.cover]) for each in entries] == [
        ("The whole institution", "Name 4", []),
        ("East", "Name 5", []),
        ("North", "Name 1", ["Name 2", "Name 3"]),
        ("South", "Name 3", []),
    ]
    # two for each other are both named
    both = entries_of([row(1, covers=2), row(2, covers=1)], with_names=True)
    assert [[each.line.name, each.cover[0].name] for each in both] == [["Name 1", "Name 2"], ["Name 2", "Name 1"]]


@pytest.mark.parametrize(
    ("with_names", "title", "expected"),
    [
        (True, "", ("Name 1", "")),
        (True, "DSO", ("Name 1", "DSO")),
        (False, "", ("Name 1", "")),
        (False, "DSO", ("DSO", "")),
    ],
)
def test_a_title_stands_in_place_of_the_name_outside(with_names: bool, title: str, expected: tuple[str, str]) -> None:
    (entry,) = entries_of([row(1, title=title)], with_names=with_names)
    assert (entry.line.name, entry.line.title) == expected


# --- who is on it -----------------------------------------------------------------------------------------------------
def names(**asked: str) -> set[str]:
    return {each.line.name for each in queries.card(clock.today(), with_names=True, **asked)}


def test_only_todays_officers_who_were_chosen_and_can_be_reached() -> None:
    today = clock.today()
    campus, other = factories.make_campus("North"), factories.make_campus("South")
    school = factories.make_body()
    on_the_card("Whole")
    on_the_card("North", campus=campus)
    on_the_card("School", school=school)
    on_the_card("Off", on_card=False)
    on_the_card("Unreachable", contact="")
    on_the_card("Ended", to_on=today - timedelta(days=1))
    on_the_card("Last day", to_on=today)
    Officer.objects.filter(pk=on_the_card("Coming").pk).update(from_on=today + timedelta(days=1))
    for name, more in (("Left", {"left_on": today - timedelta(days=1)}), ("Forgotten", {"forgotten_on": today})):
        appoint_officer(make_staff(name, **more), today - timedelta(days=30), contact="x")
    assert names() == {"Whole", "North", "School", "Last day"}
    assert names(campus=campus.reference) == {"Whole", "North", "School", "Last day"}
    assert names(campus=other.reference) == {"Whole", "School", "Last day"}
    assert names(school=school.reference, campus=other.reference) == {"Whole", "School", "Last day"}
    lead = factories.make_lead_officer()
    left_out = queries.left_out(lead, today)
    assert [each.staff.name for each in left_out.without_contact] == ["Unreachable"]
    assert [each.staff.name for each in left_out.kept_off] == ["Off"]
    nobody = queries.left_out(factories.make_account(Role.AUDITOR), today)
    assert (nobody.without_contact, nobody.kept_off) == ([], [])


def test_the_card_is_one_question_to_the_database(django_assert_num_queries: Any) -> None:
    for _ in range(20):
        on_the_card(campus=factories.make_campus())
    with django_assert_num_queries(1):
        assert len(queries.card(clock.today(), with_names=False)) == 20


# --- inside -----------------------------------------------------------------------------------------------------------
def test_inside_everybody_sees_names_and_keepers_what_to_do() -> None:
    on_the_card("Ann Officer", "DSO for Arts", hours="9 to 5")
    on_the_card("Bob Unreachable", contact="")
    for role in (Role.MEMBER_OF_STAFF, Role.PREVENT_LEAD):
        page = factories.signed_in(factories.make_account(role)).get(reverse("training:contact"))
        for words in (b"Ann Officer", b"DSO for Arts", b"9 to 5", b"mailto:dso@example.org", EMERGENCY.encode()):
            assert words in page.content
        keeps = role == Role.PREVENT_LEAD
        assert (b"Bob Unreachable" in page.content) == keeps
        assert (b"DUEREGARD_PUBLIC_CONTACT_CARD" in page.content) == keeps


def test_inside_nobody_is_said_and_keepers_are_told_what_to_do() -> None:
    for role, told in ((Role.MEMBER_OF_STAFF, False), (Role.TRAINING_ADMINISTRATOR, True)):
        page = factories.signed_in(factories.make_account(role)).get(reverse("training:contact"))
        assert b"Nobody is on the card" in page.content
        assert EMERGENCY.encode() in page.content
        assert (reverse("training:appoint_officer").encode() in page.content) == told


def test_what_to_put_into_the_intranets_page(public: Any) -> None:
    client = factories.signed_in(factories.make_lead_officer())
    campus = factories.make_campus("North")
    on_the_card("Ann Officer", campus=campus)
    public.DUEREGARD_ADDRESS = "https://prevent.example.ac.uk/"
    page = client.get(reverse("training:contact")).content.decode()
    assert "DUEREGARD_CARD_FRAME_ANCESTORS" in page
    assert "&lt;iframe" not in page
    public.DUEREGARD_CARD_FRAME_ANCESTORS = [INTRANET]
    page = client.get(reverse("training:contact"), {"campus": campus.reference}).content.decode()
    assert f"&lt;iframe src=&quot;https://prevent.example.ac.uk/contact-card?campus={campus.reference}&quot;" in page
    assert "<iframe" not in page


@pytest.mark.parametrize("paper", ["card", "poster"])
def test_on_paper_it_says_what_the_public_card_says(paper: str) -> None:
    on_the_card("Ann Officer", "DSO for Arts")
    client = factories.signed_in(factories.make_account())
    page = client.get(reverse("training:printed_card", args=[paper]))
    assert b"DSO for Arts" in page.content
    assert b"Ann Officer" not in page.content
    assert f"paper-{paper}.css".encode() in page.content
    assert client.get(reverse("training:printed_card", args=["banner"])).status_code == 404


# --- without sign-in --------------------------------------------------------------------------------------------------
def test_without_the_setting_there_is_no_such_page() -> None:
    on_the_card("Ann Officer")
    for client in (factories.signed_in(None), factories.signed_in(factories.make_lead_officer())):
        assert client.get("/contact-card").status_code == 404


def test_the_public_card_says_what_was_chosen_and_no_more(public: Any) -> None:
    on_the_card("Ann Officer", "DSO for Arts", hours="9 to 5")
    on_the_card("Bob Named")
    on_the_card("Off Card", on_card=False, contact="private@example.org")
    covered = Officer.objects.get(staff__name="Ann Officer")
    on_the_card("Deputy Person", "Deputy", covers=covered, contact="deputy@example.org", campus=factories.make_campus())
    on_the_card("Hidden Deputy", "Hidden", covers=covered, on_card=False)
    page = factories.signed_in(None).get("/contact-card")
    for words in (
        b"DSO for Arts",
        b"9 to 5",
        b"Bob Named",
        b"dso@example.org",
        b"deputy@example.org",
        EMERGENCY.encode(),
    ):
        assert words in page.content
    for words in (
        b"Ann Officer",
        b"Off Card",
        b"private@example.org",
        b"Deputy Person",
        b"Hidden",
        b"<script",
        b"<form",
    ):
        assert words not in page.content
    signed_in = factories.signed_in(factories.make_lead_officer()).get("/contact-card")
    assert signed_in.content == page.content


def test_nobody_on_the_public_card(public: Any) -> None:
    page = factories.signed_in(None).get("/contact-card?campus=nothing&school=%00")
    assert page.status_code == 404  # a null byte names nothing
    page = factories.signed_in(None).get("/contact-card?campus=nothing")
    assert b"Nobody is named here at present" in page.content
    assert EMERGENCY.encode() in page.content


def test_hostile_words_stay_text(public: Any) -> None:
    bad = "<script>alert(1)</script>"
    on_the_card(bad, contact=f'"{bad}"@x', hours='" onmouseover="x')
    content = factories.signed_in(None).get("/contact-card").content
    assert b"<script" not in content
    assert b'" onmouseover' not in content


def test_a_reader_who_has_it_is_told_so_and_hears_of_a_change(public: Any) -> None:
    officer = on_the_card("Ann Officer")
    client = factories.signed_in(None)
    first = client.get("/contact-card")
    assert first["Cache-Control"] == "no-cache"
    again = client.get("/contact-card", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.head("/contact-card").status_code == 200
    assert client.post("/contact-card").status_code == 405
    Officer.objects.filter(pk=officer.pk).update(contact="new@example.org")
    changed = client.get("/contact-card", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert b"new@example.org" in changed.content


def test_a_frame_is_for_the_sites_of_the_setting_and_this_page_alone(public: Any) -> None:
    client = factories.signed_in(None)
    page = client.get("/contact-card")
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    public.DUEREGARD_CARD_FRAME_ANCESTORS = [INTRANET, "https://*.example.org"]
    kept = client.get("/contact-card", headers={"If-None-Match": page["ETag"]})
    for page in (client.get("/contact-card"), kept):
        policy = page["Content-Security-Policy"]
        assert f"frame-ancestors {INTRANET} https://*.example.org" in policy
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "X-Frame-Options" not in page
    account = factories.make_lead_officer()
    for other in (client.get(reverse("account_login")), factories.signed_in(account).get(reverse("training:contact"))):
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([], []),
        ([" https://intranet.example.ac.uk/ ", ""], [INTRANET]),
        (["https://*.example.ac.uk:8443"], ["https://*.example.ac.uk:8443"]),
    ],
)
def test_sites_that_may_frame(written: list[str], read: list[str]) -> None:
    assert frame_ancestors(written) == read


@pytest.mark.parametrize(
    "site",
    [
        "*",
        "https:",
        "http://intranet.example.ac.uk",
        "https://x.org; script-src *",
        "https://x.org/path",
        "https://a b.org",
    ],
)
def test_what_is_no_site_is_refused_at_the_start(site: str) -> None:
    with pytest.raises(ValueError, match="DUEREGARD_CARD_FRAME_ANCESTORS"):
        frame_ancestors([site])
