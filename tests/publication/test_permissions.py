"""Who may do what with versions: one table for each question, and the promise that a list and a single check agree."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command
from dueregard.publication import permissions
from dueregard.publication.models import Version
from dueregard.publication.queries.versions import versions
from dueregard.publication.rules.states import Audience
from tests import factories

pytestmark = pytest.mark.django_db

LEAD, OFFICER, SECRETARY = Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY
FULL = {LEAD, OFFICER, SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
NOBODY = {Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF}
OTHERS = Version(proposed_by="somebody")


@pytest.mark.parametrize("role", Role.values)
def test_what_a_role_for_the_whole_institution_may_do(role: str) -> None:
    viewer = factories.make_account(role)
    own = Version(proposed_by=viewer.reference)
    reads, edits, decides = role not in NOBODY, role in {LEAD, OFFICER}, role in {LEAD, SECRETARY}
    assert permissions.can_read_versions(viewer) is reads
    assert permissions.can_read_assurance(viewer) is reads
    assert permissions.can_read_file_of(viewer, Audience.PUBLIC) is reads
    assert permissions.can_read_file_of(viewer, Audience.COMMITTEE) is reads
    assert permissions.can_read_file_of(viewer, Audience.INTERNAL) is (role in FULL)
    assert permissions.can_propose_version(viewer) is edits
    assert permissions.can_decide_on_versions(viewer) is decides
    assert permissions.can_approve_version(viewer, OTHERS) is decides
    assert not permissions.can_approve_version(viewer, own)  # never as the second person
    assert permissions.can_record_approval_of_body(viewer, own) is (edits or decides)
    assert permissions.can_publish_version(viewer, own) is decides
    assert permissions.can_withdraw_version(viewer, OTHERS) is decides
    assert permissions.can_withdraw_version(viewer, own) is (edits or decides)
    assert permissions.can_redact(viewer) is decides


def test_the_list_and_the_single_check_agree(room: Any) -> None:
    version = room.proposed()
    for role in Role.values:
        viewer = factories.make_account(role)
        assert list(versions(viewer)) == ([version] if permissions.can_read_versions(viewer) else [])


def test_the_command_line_holds_the_keys_already_but_is_no_second_person() -> None:
    by = Command()
    for may in (permissions.can_read_versions, permissions.can_propose_version, permissions.can_redact):
        assert may(by)
    assert permissions.can_publish_version(by, OTHERS)
    assert permissions.can_read_file_of(by, Audience.INTERNAL)
    assert not permissions.can_approve_version(by, OTHERS)


def test_who_has_one_campus_only_reads_what_is_published(room: Any) -> None:
    room.proposed()
    viewer = factories.make_account(OFFICER, scope=factories.make_campus())
    for may in (permissions.can_read_versions, permissions.can_propose_version, permissions.can_redact):
        assert not may(viewer)
    assert list(versions(viewer)) == []
