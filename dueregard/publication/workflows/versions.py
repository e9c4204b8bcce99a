"""Freezing a version, approving exactly that content, and taking it back."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Body
from dueregard.plan.rules.passages import paragraphs
from dueregard.publication import permissions
from dueregard.publication.models import Approval, FrozenPassage, NameDecision, Version, VersionState
from dueregard.publication.queries.living import known_people, living_content
from dueregard.publication.queries.versions import approvals_of, being_made, content_of, lacking
from dueregard.publication.rules.corrections import as_shown, corrected, only_prose_differs, possible_corrections
from dueregard.publication.rules.findings import findings
from dueregard.publication.rules.frozen import Json, canonical, freeze
from dueregard.publication.rules.states import VERSION, ApprovalKind, Kind, State, number_text
from dueregard.publication.workflows.issues import end_issue

_OTHER = {Kind.RISK_ASSESSMENT: Kind.ACTION_PLAN, Kind.ACTION_PLAN: Kind.RISK_ASSESSMENT}


# Whoever reads the register to freeze it and whoever redacts it wait for each other: a text that is taken out must not
# come back in a version that was being made. SQLite's immediate transactions see to it; PostgreSQL takes this lock.
_FREEZING_LOCK = 7_265_272


def one_at_a_time() -> None:
    """Wait until nobody else freezes or redacts; held to the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FREEZING_LOCK])


def recorded(by: Any, version: Version, verb: str, summary: str, details: dict[str, Any] | None = None) -> int:
    """An entry about a version; gives its number. {version} in the summary is “risk assessment 3”."""
    entry = record(
        by=by,
        verb=f"publication.{verb}",
        subject_kind="version",
        subject=version.reference,
        summary=summary.format(version=f"{version.get_kind_display().lower()} {version.number}"),
        details={"version": version.number, "kind": version.kind, "hash": version.hash, **(details or {})},
    )
    return int(entry.number)


@transaction.atomic
def propose_version(*, by: Any, kind: str, dated: date | None = None, note: str = "", yearly: bool = False) -> Version:
    """Freeze the register as it is now as the next version of a document.

    dated: the day printed on it (today, unless given; not in the future). note: what it says about itself. yearly:
    whether it is the academic year's version, which a body approves as well. Raises NotAllowedNow while another version of the
    same document waits, or while there is nothing to freeze.
    """
    permit(permissions.can_propose_version(by))
    sound(kind in Kind.values, "Choose which document to freeze.")
    dated = dated or clock.today()
    sound(dated <= clock.today(), "A version is dated today or earlier.")
    one_at_a_time()
    waiting = Version.objects.filter(kind=kind, now__state__in=[State.PROPOSED, State.APPROVED]).first()
    if waiting is not None:
        raise NotAllowedNow(f"Version {waiting.number} still waits: publish it or withdraw it first.")
    content = living_content(kind)
    allowed_now(bool(content["areas"]), "The register is empty: there is nothing to freeze yet.")
    last = Version.objects.filter(kind=kind).aggregate(last=Max("major"))["last"] or 0
    before = Version.objects.filter(kind=kind, now__published_at__isnull=False).order_by("-major", "-minor").first()
    content["closed_since"] = before.dated.isoformat() if before else None
    cites = _cited(kind)
    content["cites"] = {"kind": cites.kind, "number": cites.number, "hash": cites.hash} if cites else None
    version = _frozen(by, content, kind, last + 1, 0, dated, note, yearly=yearly, cites=cites)
    VersionState.objects.create(version=version, state=State.PROPOSED)
    recorded(by, version, "proposed", f"Proposed {{version}} (SHA-256 {version.hash}).", {"yearly": yearly})
    return version


def _cited(kind: str) -> Version | None:
    """The version of the other document that this one goes with: the one that waits, else the one that is published."""
    if Kind(kind) not in _OTHER:
        return None
    others = Version.objects.filter(kind=_OTHER[Kind(kind)]).order_by("-major", "-minor")
    open_states = [State.PROPOSED, State.APPROVED]
    return others.filter(now__state__in=open_states).first() or others.filter(now__state=State.PUBLISHED).first()


def _frozen(
    by: Any, content: Json, kind: str, major: int, minor: int, dated: date, note: str, **columns: Any
) -> Version:
    content["number"], content["dated"] = number_text(major, minor), dated.isoformat()
    content["note"] = paragraphs(clean_text(note))
    frozen = freeze(content, lambda: secrets.token_hex(16))
    try:
        with transaction.atomic():
            version = Version.objects.create(
                kind=kind,
                major=major,
                minor=minor,
                dated=dated,
                skeleton=frozen.skeleton,
                hash=frozen.hash,
                proposed_at=clock.now(),
                proposed_by=by.reference,
                proposed_by_name=by.name,
                **columns,
            )
    except IntegrityError:
        raise NotAllowedNow("Somebody has just frozen a version of this document: look at that one first.") from None
    FrozenPassage.objects.bulk_create(
        [
            FrozenPassage(
                version=version,
                position=position,
                path=passage.path,
                value=canonical(passage.value),
                salt=passage.salt,
                digest=passage.digest,
            )
            for position, passage in enumerate(frozen.passages)
        ],
        batch_size=2000,
    )
    return version


@transaction.atomic
def correct_version(
    *, by: Any, version: Version, paths: list[str], reason: str, note: str = "", shown: str | None = None
) -> Version:
    """A minor correction of a published version: it takes the wording of the living plan at `paths`, and nothing else.

    shown: what the page showed of the corrections (rules.corrections.as_shown); what was not shown is not taken. It needs
    no second approval, since no rating, lead, date, status or restriction can change. Raises NotAllowedNow for
    a version that is not published; Refused without a reason, or for a path that is not (any more) a possible correction.
    """
    permit(permissions.can_propose_version(by))
    one_at_a_time()
    now = locked(VersionState, version.pk)
    allowed_now(now.state == State.PUBLISHED, "Only the version that is published now can be corrected.")
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why it is corrected.")
    named = findings({"reason": [reason]}, known_people())
    sound(not named, f"The reason is printed: say it without “{named[0].found[:60]}”." if named else "")
    sound(bool(paths), "Choose at least one correction.")
    base = content_of(version)
    possible = {one.path: one for one in possible_corrections(base, living_content(version.kind))}
    sound(
        set(paths) <= set(possible) and shown in (None, as_shown(possible.values())),
        "The living plan has changed since you opened this page. Look at the corrections again.",
    )
    content = corrected(base, [possible[path] for path in possible if path in set(paths)])
    sound(only_prose_differs(base, content), "This changes more than prose: propose a new version instead.")
    waiting = Version.objects.filter(kind=version.kind, now__state__in=[State.PROPOSED, State.APPROVED]).first()
    if waiting is not None:
        raise NotAllowedNow(f"Version {waiting.number} still waits: publish it or withdraw it first.")
    last = Version.objects.filter(kind=version.kind, major=version.major).aggregate(last=Max("minor"))["last"]
    made = _frozen(
        by,
        content,
        version.kind,
        version.major,
        last + 1,
        clock.today(),
        note or "\n\n".join(base["note"]),
        yearly=version.yearly,
        cites=version.cites,
        correction_of=version,
        correction_reason=reason,
    )
    VersionState.objects.create(version=made, state=VERSION.target("approve", State.PROPOSED), approved_at=clock.now())
    NameDecision.objects.bulk_create(
        [
            NameDecision(
                version=made,
                path=one.path,
                found=one.found,
                decision=one.decision,
                words=one.words,
                decided_at=one.decided_at,
                decided_by_name=one.decided_by_name,
            )
            for one in version.decisions.all()
        ]
    )
    recorded(
        by,
        made,
        "corrected",
        f"Proposed {{version}}, a correction of {len(paths)} passage{'s' * (len(paths) > 1)} (SHA-256 {made.hash}).",
        {"paths": sorted(paths), "reason": reason},
    )
    return made


@transaction.atomic
def approve_version(*, by: Any, version: Version, hash: str) -> Approval:
    """Approve, as the second person, exactly the content with this hash.

    Raises NotPermitted for the proposer; NotAllowedNow where the version is no longer proposed or has been approved so;
    Refused where the hash is not the version's: the page showed something else.
    """
    permit(
        permissions.can_approve_version(by, version), "A version is approved by a second person who may decide on it."
    )
    return _approved(by, version, hash, ApprovalKind.PERSON, approved_on=clock.today())


@transaction.atomic
def record_approval_of_body(
    *, by: Any, version: Version, hash: str, body: Body, minute: str, approved_on: date
) -> Approval:
    """Record that `body` approved exactly the content with this hash on that day, and under which minute.

    Raises Refused without a minute, for a day in the future or before the version existed; and as approve_version.
    """
    permit(permissions.can_record_approval_of_body(by, version))
    minute = clean_line(minute)[:100]
    sound(bool(minute), "Give the minute by which the approval can be found.")
    sound(not findings({"minute": [minute]}, known_people()), "The minute is printed: give its number, not a name.")
    sound(approved_on <= clock.today(), "An approval is recorded when it has been given.")
    sound(approved_on >= version.dated, "The approval cannot be older than the version.")
    return _approved(by, version, hash, ApprovalKind.BODY, body=body, minute=minute, approved_on=approved_on)


def _approved(by: Any, version: Version, hash: str, kind: str, **columns: Any) -> Approval:
    now = locked(VersionState, version.pk)
    VERSION.target("approve", now.state)
    sound(hash == version.hash, "This is not the content that the page showed. Open the version again.")
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                version=version,
                kind=kind,
                hash=version.hash,
                recorded_at=clock.now(),
                recorded_by=by.reference,
                recorded_by_name=by.name,
                **columns,
            )
    except IntegrityError:
        raise NotAllowedNow("This approval has been given already.") from None
    if not lacking(version, approvals_of(version)):
        now.state, now.approved_at = VERSION.target("approve", now.state), clock.now()
        now.save(update_fields=["state", "approved_at"])
    who = "a body" if kind == ApprovalKind.BODY else "a second person"
    recorded(
        by,
        version,
        "approved",
        f"Recorded the approval of {{version}} by {who}.",
        {
            "approval": kind,
            "body": approval.body.name if approval.body else "",
            "body_reference": approval.body.reference if approval.body else "",
            "minute": approval.minute,
            "approved_on": approval.approved_on,
        },
    )
    return approval


@transaction.atomic
def withdraw_version(*, by: Any, version: Version, why: str) -> VersionState:
    """Take a version back. Its public page says so; its files are no longer given out there. The reason stays inside.

    What was made of its files so far goes. Raises Refused without a reason.
    """
    permit(permissions.can_withdraw_version(by, version))
    now = locked(VersionState, version.pk)
    why = clean_text(why).strip()
    sound(bool(why), "Say why it is withdrawn.")
    # Whoever proposed it may take it back before it is published; what is published is for those who decide.
    if now.state in (State.PUBLISHED, State.SUPERSEDED):
        permit(permissions.can_decide_on_versions(by))
    begun = being_made(version)
    if begun is not None:
        end_issue(begun)
    now.state, now.ended_at, now.why_ended = VERSION.target("withdraw", now.state), clock.now(), why
    now.save(update_fields=["state", "ended_at", "why_ended"])
    recorded(by, version, "withdrawn", "Withdrew {version}.", {"why": why})
    return now
