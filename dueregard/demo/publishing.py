"""The demonstration's versions: last year's, approved and published with all its files, and this year's, which waits."""

from __future__ import annotations

from dueregard.demo.calendar import On
from dueregard.demo.founding import Cast
from dueregard.kernel import clock
from dueregard.publication.models import Version
from dueregard.publication.queries.versions import content_of, waiting_names
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.states import Decision, Kind
from dueregard.publication.workflows.making import make_issue
from dueregard.publication.workflows.publishing import decide_names, publish_version
from dueregard.publication.workflows.versions import approve_version, propose_version, record_approval_of_body

_PROPOSED: On = (-1, 11, 20)
_PUBLISHED: On = (-1, 12, 4)
_WAITING: On = (0, 11, 20)


def propose_last_year(cast: Cast) -> None:
    """The yearly version is frozen for Council."""
    propose_version(
        by=cast.acting("officer"),
        kind=Kind.BOTH,
        note="Put to Council with the annual assurance statement.",
        yearly=True,
    )


def publish_last_year(cast: Cast) -> None:
    """The secretary and Council approve it, and it is published with all its files."""
    version = Version.objects.get(major=1)
    secretary = cast.acting("secretary")
    approve_version(by=secretary, version=version, hash=version.hash)
    record_approval_of_body(
        by=secretary,
        version=version,
        hash=version.hash,
        body=cast.bodies["council"],
        minute="25/57",
        approved_on=clock.today(),
    )
    found = waiting_names(version, content_of(version))
    decisions = [
        Resolution(one.path, one.found, Decision.KEEP, "It is a team; it names nobody.")
        if one.kind == "lead"
        else Resolution(one.path, one.found, Decision.REPLACE, "the university")
        for one in found
    ]
    decide_names(by=cast.acting("officer"), version=version, decisions=decisions)
    issue = publish_version(by=secretary, version=version)
    # Done here and now: the job that was queued finds nothing left to do.
    make_issue({"issue": issue.reference}, report=lambda progress: None)


def propose_this_year(cast: Cast) -> None:
    """This year's version waits for its approvals, so that each of them can be tried."""
    propose_version(by=cast.acting("officer"), kind=Kind.BOTH, note="For the autumn meeting of Council.", yearly=True)


HAPPENINGS = ((_PROPOSED, propose_last_year), (_PUBLISHED, publish_last_year), (_WAITING, propose_this_year))
