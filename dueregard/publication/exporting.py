"""A version as files: one for each audience and format, all from the same frozen content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dueregard.documents.blocks import Attachment, Document
from dueregard.documents.writers.written import Written
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules.printed import PLAN_FILE
from dueregard.publication.models import Approval, Issue, Version
from dueregard.publication.queries.versions import approvals_of, current_template
from dueregard.publication.rules.audiences import Resolution, Restricted, as_seen, restricted_as_well
from dueregard.publication.rules.claims import in_words
from dueregard.publication.rules.comparing import Comparison
from dueregard.publication.rules.comparison_layout import document_of as comparison_document
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.layout import Imprint, document_of
from dueregard.publication.rules.sheets import csv_bytes, workbook_bytes
from dueregard.publication.rules.states import CONTENT_TYPES, SLUGS, Audience, Format, Kind

# What is made: the public page is kept as a file, too; inside the house, pages are drawn for their reader.
WANTED = tuple(
    (str(audience), str(format))
    for audience in Audience
    for format in Format
    if format != Format.PAGE or audience == Audience.PUBLIC
)


@dataclass
class Source:
    """All that the files of one publication are made from."""

    version: Version
    content: Json
    imprint: Imprint
    resolutions: Sequence[Resolution] = ()
    template: bytes | None = None
    wanted: tuple[tuple[str, str], ...] = WANTED
    _seen: dict[str, Json] = field(default_factory=dict)
    _documents: dict[str, Document] = field(default_factory=dict)

    def seen(self, audience: str) -> Json:
        """The content as `audience` sees it."""
        if audience not in self._seen:
            self._seen[audience] = as_seen(self.content, audience, self.resolutions).content
        return self._seen[audience]

    def document(self, audience: str) -> Document:
        """The document as blocks."""
        if audience not in self._documents:
            self._documents[audience] = document_of(self.seen(audience), audience, self.imprint)
        return self._documents[audience]


def plan_files(
    version: Version,
    content: Json,
    approvals: Sequence[Approval],
    resolutions: Sequence[Resolution],
    issue: Issue | None = None,
) -> Source:
    """What the files of a version are made from: its content, and what had been restricted since when `issue` was begun."""
    template = None
    if issue is not None:
        content = restricted_as_well(content, Restricted.stored(issue.restrictions))
    if issue is not None and issue.template is not None:
        with issue.template.file.content.open("rb") as stream:
            template = stream.read()
    imprint = Imprint(
        hash=version.hash,
        approved=tuple(approval_words(one) for one in approvals),
        correction=version.correction_reason,
        issue=issue.number if issue else 1,
    )
    return Source(version, content, imprint, resolutions, template)


def approval_words(approval: Approval) -> str:
    """An approval as the document prints it; persons are not named."""
    if approval.body is not None:
        return f"{approval.body.name}, {plain_day(approval.approved_on)}, minute {approval.minute}"
    return f"A second person, {plain_day(approval.approved_on)}"


def file_name(version: Version, audience: str, format: str) -> str:
    """What a file is called: document, version and audience."""
    # The page as it is drawn is part of a page; the file of that ending stands alone.
    ending = "fragment.html" if format == Format.PAGE else format
    for_whom = "" if audience == Audience.PUBLIC else f"-{audience}"
    return f"prevent-{SLUGS[Kind(version.kind)]}-{version.number}{for_whom}.{ending}"


def as_json_bytes(content: Json) -> bytes:
    """The JSON file, in the published schema (plan.importing.house.data.SCHEMA)."""
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def write_file(source: Source, audience: str, format: str) -> Written:
    """One file. Raises Refused with a sentence where the format cannot hold a text; nothing is ever cut."""
    seen = source.seen(audience)
    if format == Format.JSON:
        return Written(as_json_bytes(seen), ())
    if format == Format.CSV:
        return csv_bytes(seen)
    if format == Format.EXCEL:
        return workbook_bytes(seen, source.imprint)
    document = source.document(audience)
    if format == Format.WORD:
        from dueregard.documents.writers.word import write_word

        return write_word(document, source.template)
    if format == Format.PDF:
        from dueregard.documents.writers.pdf import write_pdf

        attachment = Attachment(PLAN_FILE, "application/json", as_json_bytes(seen), "The plan as data")
        return write_pdf(replace(document, attachments=(attachment,)))
    from dueregard.documents.writers.webpage import as_fragment, write_webpage

    if format == Format.HTML:
        return write_webpage(document)
    fragment: Any = as_fragment(document)
    return Written(str(fragment).encode(), ())


def fragment_of(version: Version, seen: Json, audience: str) -> Any:
    """A version as its page shows it, as safe HTML. seen: its content, cut for `audience`; bound numbers are put in words."""
    from dueregard.documents.writers.webpage import as_fragment

    imprint = Imprint(
        version.hash, tuple(approval_words(one) for one in approvals_of(version)), version.correction_reason
    )
    return as_fragment(document_of(in_words(seen), audience, imprint))


COMPARISON_FORMATS = {str(format): CONTENT_TYPES[format] for format in (Format.WORD, Format.PDF)}


def write_comparison(comparison: Comparison, before: str, after: str, dated: date, format: str) -> tuple[bytes, str]:
    """The paper “what has changed” as Word or PDF, and what the file is called."""
    document = comparison_document(comparison, before, after, dated)
    if format == Format.WORD:
        from dueregard.documents.writers.word import write_word

        template = current_template()
        content = None
        if template is not None:
            with template.file.content.open("rb") as stream:
                content = stream.read()
        written = write_word(document, content)
    else:
        from dueregard.documents.writers.pdf import write_pdf

        written = write_pdf(document)
    return written.content, f"prevent-what-has-changed-{dated.isoformat()}.{format}"
