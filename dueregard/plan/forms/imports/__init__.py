"""Forms of an import. A form cleans and never saves."""

from dueregard.plan.forms.imports.fields import RevisionForm
from dueregard.plan.forms.imports.rows import CorrectArea
from dueregard.plan.forms.imports.shaping import JoinForm, SplitForm
from dueregard.plan.forms.imports.whole import (
    BringForm,
    ColumnsForm,
    CommitForm,
    ContextForms,
    DocumentForm,
    RhythmsForm,
    SectionForms,
    TermForms,
)

__all__ = [
    "BringForm",
    "ColumnsForm",
    "CommitForm",
    "ContextForms",
    "CorrectArea",
    "DocumentForm",
    "JoinForm",
    "RevisionForm",
    "RhythmsForm",
    "SectionForms",
    "SplitForm",
    "TermForms",
]
