"""The pages: what each step says, what is kept when something is wrong, what the public gets, and what costs how much."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.plan.models import Area, ContextPassageRevision
from dueregard.plan.workflows import areas
from dueregard.publication.models import Issue, IssueFile, Version, VersionState
from dueregard.publication.rules.states import State
from dueregard.publication.workflows.versions import withdraw_version
from tests import factories
from tests.publication.conftest import decided, made

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"publication:{name}", args=args)


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    content: str = response.content.decode()
    return content


# --- inside the house -------------------------------------------------------------------------------------------------
def test_from_proposal_to_approval(room: Any) -> None:
    lead, secretary = factories.signed_in(room.lead), factories.signed_in(room.secretary)
    assert "There is no version yet" in text(lead.get(url("versions")))
    wrong = text(lead.post(url("propose_version"), {"kind": "both", "dated": "1 May 2199", "note": "Kept note"}))
    assert "dated today or earlier" in wrong
    assert "Kept note" in wrong
    done = lead.post(
        url("propose_version"), {"kind": "both", "dated": "1 November 2026", "note": "For Council.", "yearly": "on"}
    )
    version = Version.objects.get()
    assert done.url == url("version", version.reference)
    page = text(lead.get(done.url))
    assert "Still needs a second person and a body, by its minute" in page
    assert "Approve this content" not in page  # the proposer
    assert "For Council." in page
    assert "Approve this content" in text(secretary.get(done.url))
    assert secretary.post(url("approve_version", version.reference), {"hash": "0" * 64}).status_code == 409
    assert secretary.post(url("approve_version", version.reference), {"hash": version.hash}).status_code == 302
    body = factories.make_body("Council")
    form = url("record_approval_of_body", version.reference)
    assert "Give the minute" in text(
        lead.post(form, {"hash": version.hash, "body": body.reference, "approved_on": "1 November 2026"})
    )
    sent = {"hash": version.hash, "body": body.reference, "approved_on": "20 November 2026", "minute": "26/41"}
    assert lead.post(form, sent).status_code == 302
    assert "Council, minute 26/41" in text(lead.get(done.url))
    assert VersionState.objects.get().state == State.APPROVED


def test_names_are_decided_about_and_what_was_typed_is_kept(room: Any) -> None:
    version = room.approved()
    client = factories.signed_in(room.officer)
    page = client.get(url("decide_names", version.reference))
    assert text(page).count("<select") == 2
    # The first is suggested: the post that the person holds stands where the plan names them as a lead.
    assert 'value="the Head of Security"' in text(page)
    form = page.context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    wrong = client.post(
        url("decide_names", version.reference), sent | {"decision_0": "keep", "words_0": "", "words_1": "typed"}
    )
    assert "Say why" in text(wrong)
    assert 'value="typed"' in text(wrong)
    part = client.post(url("decide_names", version.reference), sent | {"decision_0": "replace", "words_0": "the team"})
    assert part.url == url("decide_names", version.reference)
    rest = client.get(part.url)
    assert text(rest).count("<select") == 1
    form = rest.context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    assert client.post(part.url, sent | {"decision_0": "withhold"}).url == url("version", version.reference)
    assert "Every name" in text(client.get(url("decide_names", version.reference)))


def test_each_audience_is_shown_what_it_will_get(room: Any) -> None:
    version = room.proposed()
    client = factories.signed_in(room.officer)
    public = text(client.get(url("preview_version", version.reference, "public")))
    assert "Head of Security" in public
    assert "Nobody leads" not in public
    assert "It is restricted." in public
    assert "landlord" not in public
    assert "landlord" in text(client.get(url("preview_version", version.reference, "internal")))
    assert client.get(url("preview_version", version.reference, "nobody")).status_code == 404
    assert factories.signed_in(room.member).get(url("preview_version", version.reference, "public")).status_code == 403


def test_what_is_restricted_since_is_restricted_in_the_versions_as_well(room: Any, published: Version) -> None:
    areas.restrict_passages(by=room.lead, area=room.awareness.area, passages=["actions_taken"], reason="A place.")
    member, officer = factories.signed_in(room.member), factories.signed_in(room.officer)
    page, whole = url("version", published.reference), "134 staff attended"
    assert whole not in text(member.get(page))
    assert whole in text(officer.get(page))
    assert url("version_file", published.reference, "committee", "json") not in text(member.get(page))
    for format in ("json", "pdf", "docx", "xlsx", "csv"):
        assert member.get(url("version_file", published.reference, "committee", format)).status_code == 404
        assert officer.get(url("version_file", published.reference, "committee", format)).status_code == 200
        assert member.get(url("version_file", published.reference, "public", format)).status_code == 200
    for before, after in ((published.reference, "living-both"), ("living-both", published.reference)):
        assert whole not in text(member.get(url("compare"), {"before": before, "after": after}))


def test_a_step_evidence_and_context_restricted_since(room: Any, published: Version) -> None:
    ActionRevision.objects.filter(text="Write the statement").update(restricted=True)
    ContextPassageRevision.objects.update(restricted=True)
    page = text(factories.signed_in(room.member).get(url("version", published.reference)))
    assert "Write the statement" not in page
    assert "A quiet town" not in page
    assert "Write the statement" in text(factories.signed_in(room.officer).get(url("version", published.reference)))


def test_remarks_on_files_that_one_may_not_take_are_not_shown(room: Any, published: Version) -> None:
    Issue.objects.update(
        remarks=[
            {"file": "prevent-plan-1-internal.pdf", "says": "A secret sign."},
            {"file": "prevent-plan-1.pdf", "says": "A sign for all."},
        ]
    )
    page = text(factories.signed_in(room.member).get(url("version", published.reference)))
    assert "A sign for all." in page
    assert "A secret sign." not in page
    assert "A secret sign." in text(factories.signed_in(room.officer).get(url("version", published.reference)))


def test_nothing_but_what_names_somebody_is_replaced_after_the_approval(room: Any) -> None:
    version = room.approved()
    client = factories.signed_in(room.officer)
    form = client.get(url("decide_names", version.reference)).context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    forged = sent | {"found_0": "134", "decision_0": "replace", "words_0": "1,340"}
    assert "was not found there" in text(client.post(url("decide_names", version.reference), forged))
    forged = sent | {"path_0": "title", "decision_0": "replace", "words_0": "Another"}
    assert "was not found there" in text(client.post(url("decide_names", version.reference), forged))
    assert not version.decisions.exists()


def test_a_correction_is_what_the_page_showed_and_its_reason_names_nobody(room: Any, published: Version) -> None:
    def edited(words: str) -> None:
        area = Area.objects.get(pk=room.awareness.area_id)
        areas.edit_area(by=room.lead, area=area, revision=area.revision, actions_taken=words)

    edited("135 staff attended.")
    client = factories.signed_in(room.officer)
    page = url("correct_version", published.reference)
    form = client.get(page).context["form"]
    path = form.fields["paths"].choices[0][0]
    sent = {"paths": path, "shown": form["shown"].value(), "reason": "A slip."}
    edited("999 staff attended.")
    assert "has changed since" in text(client.post(page, sent))
    assert Version.objects.count() == 1
    sent["shown"] = client.get(page).context["form"]["shown"].value()
    assert "The reason is printed" in text(client.post(page, sent | {"reason": "Harriet Holder’s number"}))
    assert client.post(page, sent).status_code == 302


def test_a_member_reads_a_version_without_its_restricted_passages(room: Any) -> None:
    version = room.proposed()
    page = text(factories.signed_in(room.member).get(url("version", version.reference)))
    assert "Restricted passages are left out for you" in page
    for secret in ("Nobody leads", "landlord"):
        assert secret not in page
    assert "Harriet Holder" in page


def test_files_inside_the_house_go_by_audience(room: Any, published: Version) -> None:
    member, lead = factories.signed_in(room.member), factories.signed_in(room.lead)
    assert member.get(url("version_file", published.reference, "committee", "json")).status_code == 200
    assert member.get(url("version_file", published.reference, "internal", "json")).status_code == 404
    answer = lead.get(url("version_file", published.reference, "internal", "docx"))
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    for audience, format in (("internal", "page"), ("nobody", "json"), ("public", "exe")):
        assert lead.get(url("version_file", published.reference, audience, format)).status_code == 404


def test_the_costs_are_bounded(room: Any, published: Version, django_assert_max_num_queries: Any) -> None:
    client = factories.signed_in(room.lead)
    visitor = Client()
    for address, most in (
        (url("versions"), 8),
        (url("version", published.reference), 20),
        (url("compare"), 28),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(9):
        assert visitor.get(url("published_now", "plan")).status_code == 200


def test_comparing_by_default_tells_what_changed_since_publication(room: Any, published: Version) -> None:
    client = factories.signed_in(room.lead)
    assert "Nothing has changed" in text(client.get(url("compare")))
    from dueregard.plan.workflows import areas

    areas.rate_area(by=room.lead, area=room.awareness.area, rag="red", reason="Low numbers.")
    page = text(client.get(url("compare")))
    assert "ratings moved" in page
    address = f"{url('compare')}?before={published.reference}&after=living-both"
    for format, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(f"{address}&format={format}")
        assert answer.content.startswith(begins)
    assert client.get(f"{address}&format=exe").status_code == 404
    assert client.get(f"{url('compare')}?before=nothing&after=living-both").status_code == 404
    assert client.get(f"{url('compare')}?before={published.reference}&after=living-nothing").status_code == 404


def test_a_passage_is_found_and_taken_out_only_with_a_reason(room: Any, published: Version) -> None:
    client = factories.signed_in(room.secretary)
    address = url("redact_passage", published.reference)
    page = client.get(f"{address}?words=harriet holder or")
    assert "Ask Harriet Holder" in text(page)
    place = page.context["passages"][0].position
    assert "What happens next" in text(client.get(f"{address}?passage={place}"))
    wrong = text(client.post(address, {"passage": place, "why": "", "instead": "Ask us."}))
    assert "Say why it is taken out" in wrong
    assert "Ask us." in wrong
    assert client.post(address, {"passage": place, "why": "Named by mistake.", "sure": "on"}).status_code == 302
    assert client.get(f"{address}?passage={place}").status_code == 404
    assert client.get(f"{address}?passage=999999999999").status_code == 404
    assert "No passage of this version" in text(client.get(f"{address}?words=harriet holder or"))


# --- in public --------------------------------------------------------------------------------------------------------
def test_the_public_reads_what_is_published_and_its_browser_asks_again(published: Version) -> None:
    visitor = Client()
    address = url("published_now", "plan")
    page = visitor.get(address)
    assert "Staff know the duty" in text(page)
    assert "Harriet" not in text(page)
    assert page["Cache-Control"] == "no-cache"
    assert page["Last-Modified"]
    again = visitor.get(address, headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    file = visitor.get(url("published_file", "plan", "1", "pdf"))
    assert file["Content-Type"] == "application/pdf"
    same = visitor.get(url("published_file", "plan", "1", "pdf"), headers={"If-None-Match": file["ETag"]})
    assert same.status_code == 304
    assert "due_regard_manifest" in visitor.get(url("manifest", "plan", "1")).content.decode()
    assert len(visitor.get(url("signing_key")).content) == 45


@pytest.mark.parametrize(
    "path",
    [
        "published/nothing", "published/risk-assessment", "published/plan/2", "published/plan/1.0", "published/plan/x",
        "published/plan/1/exe", "published/plan/1/page", "published/plan/9/pdf", "published/plan/9/manifest",
    ],
)  # fmt: skip
def test_what_is_not_published_is_not_found(published: Version, path: str) -> None:
    assert Client().get(f"/{path}").status_code == 404


def test_a_version_that_only_waits_has_no_public_page(room: Any) -> None:
    room.approved()
    assert Client().get("/published/plan").status_code == 404
    assert Client().get("/published/plan/1").status_code == 404


def test_an_older_version_names_the_newer_and_a_withdrawn_one_gives_nothing(room: Any, published: Version) -> None:
    visitor = Client()
    first = visitor.get("/published/plan/1")
    second = room.approved()
    decided(room, second)
    made(room, second)
    older = visitor.get("/published/plan/1", headers={"If-None-Match": first["ETag"]})
    assert "There is a newer version" in text(older)
    withdraw_version(by=room.secretary, version=second, why="A secret reason.")
    page = text(visitor.get("/published/plan/2"))
    assert "This version is withdrawn" in page
    assert "A secret reason" not in page
    assert "Staff know the duty" not in page
    assert visitor.get("/published/plan/2/pdf").status_code == 404
    assert visitor.get("/published/plan").status_code == 404


def test_a_page_that_was_changed_on_the_disk_is_not_shown(published: Version) -> None:
    row = IssueFile.objects.get(audience="public", format="page")
    assert row.file is not None
    path = default_storage.path(str(row.file.content.name))
    with open(path, "ab") as stream:
        stream.write(b"<script>alert(1)</script>")
    answer = Client().get("/published/plan")
    assert answer.status_code == 503
    assert "alert" not in answer.content.decode()
    default_storage.delete(str(row.file.content.name))
    assert Client().get("/published/plan").status_code == 503


def test_head_and_dates_of_change_are_honoured(published: Version) -> None:
    visitor = Client()
    for address in ("/published/plan", "/published/plan/1/json"):
        whole = visitor.get(address)
        assert visitor.head(address).status_code == 200
        again = visitor.get(address, headers={"If-Modified-Since": whole["Last-Modified"]})
        assert (again.status_code, again["ETag"]) == (304, whole["ETag"])
        assert visitor.get(address, headers={"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200
    assert visitor.head("/published/").status_code == 200


def test_an_officer_of_one_campus_reads_no_restricted_passage_of_the_others(room: Any, published: Version) -> None:
    person = factories.make_account(Role.STEERING_MEMBER, name="Cam Pus").person
    factories.appoint(person, Role.PREVENT_OFFICER, scope=factories.make_campus())
    client = factories.signed_in(factories.fresh(person))
    assert "Nobody leads" not in text(client.get(url("version", published.reference)))
    assert client.get(url("version_file", published.reference, "internal", "json")).status_code == 404
