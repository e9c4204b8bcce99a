"""Versions and their passages, approvals and states; publications with their files; what was decided and redacted."""

from dueregard.publication.models.issues import Issue, IssueFile, NameDecision, WordTemplate
from dueregard.publication.models.versions import Approval, FrozenPassage, Tombstone, Version, VersionState

__all__ = [
    "Approval",
    "FrozenPassage",
    "Issue",
    "IssueFile",
    "NameDecision",
    "Tombstone",
    "Version",
    "VersionState",
    "WordTemplate",
]
