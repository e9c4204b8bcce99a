"""The evidence of an academic year as a page, as Word and as PDF: one list of blocks."""

from __future__ import annotations

from typing import Any

from dueregard.publication.queries.versions import current_template
from dueregard.publication.rules.assurance import YearOfEvidence, document_of
from dueregard.publication.rules.states import CONTENT_TYPES, Format

FORMATS = {str(format): CONTENT_TYPES[format] for format in (Format.WORD, Format.PDF)}


def fragment_of(found: YearOfEvidence) -> Any:
    """The evidence as its page shows it, as safe HTML."""
    from dueregard.documents.writers.webpage import as_fragment

    return as_fragment(document_of(found))


def write_assurance(found: YearOfEvidence, format: str) -> tuple[bytes, str]:
    """The evidence as Word (on the institution's own template, if it has one) or PDF, and what the file is called."""
    document = document_of(found)
    if format == Format.WORD:
        from dueregard.documents.writers.word import write_word

        template, content = current_template(), None
        if template is not None:
            with template.file.content.open("rb") as stream:
                content = stream.read()
        written = write_word(document, content)
    else:
        from dueregard.documents.writers.pdf import write_pdf

        written = write_pdf(document)
    return written.content, f"prevent-evidence-{found.year.label.replace('/', '-')}.{format}"
