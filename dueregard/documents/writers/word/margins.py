"""Headers and footers: an institution's own with its placeholders filled, and ours where a document needs more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...blocks import Document, Span
from .markup import element, is_on, w
from .parts import Foundation, Margin
from .runs import Letters, Script, Shape

if TYPE_CHECKING:
    from lxml import etree

# What an institution may write into its template's headers and footers: {{title}} and so on.
PLACEHOLDERS = ("title", "subtitle", "version", "date", "author", "subject", "footer")
_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_-]{1,40})\s*\}\}")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def placeholders_in(root: etree._Element) -> set[str]:
    """The names of the placeholders in a header or footer, known or not, in small letters."""
    return {found.lower() for texts in _paragraphs(root) for found in _PLACEHOLDER.findall(_joined(texts))}


def filled(margins: Iterable[Margin], document: Document) -> None:
    """Put the document's own words where a header or footer has a placeholder; unknown ones stay as they are."""
    day = document.dated
    words = {
        "title": document.title,
        "subtitle": document.subtitle,
        "version": document.version,
        "date": f"{day.day} {day:%B %Y}",
        "author": document.author,
        "subject": document.subject,
        "footer": document.footer,
    }
    words = {name: " ".join(Letters().clean(text).split()) for name, text in words.items()}
    for margin in margins:
        asked = placeholders_in(margin.root)
        margin.tells_footer = "footer" in asked
        for texts in _paragraphs(margin.root):
            _fill(texts, words)


def complete_margins(foundation: Foundation, document: Document, script: Script, width: int) -> None:
    """See that every page tells what the document's footer says, and its number unless the template numbers pages."""
    margins = foundation.margins
    has_numbers = any(_numbers_pages(margin.root) for margin in margins)
    # A first page that differs, or a left-hand one, has no footer at all unless it has its own.
    wanted = {"default": True}
    wanted["first"] = is_on(foundation.section, "titlePg")
    wanted["even"] = is_on(foundation.settings, "evenAndOddHeaders")
    there = {margin.pages for margin in margins if margin.kind == "footer"}
    margins.extend(
        Margin("footer", pages, element("<w:ftr/>")) for pages in wanted if wanted[pages] and pages not in there
    )
    for margin in margins:
        if margin.kind != "footer" or margin.tells_footer:
            continue
        line = _footer_line(document, script, width, numbered=not has_numbers)
        if line:
            margin.root.append(element(line))
        elif not len(margin.root):
            margin.root.append(element(script.paragraph("Plan Footer", "")))


def _footer_line(document: Document, script: Script, width: int, *, numbered: bool) -> str:
    if not document.footer and not numbered:
        return ""
    content = script.one_line(document.footer) if document.footer else ""
    if numbered:
        page, of = script.runs((Span("\tPage "),)), script.runs((Span(" of "),))
        content += f"{page}{_field('PAGE')}{of}{_field('NUMPAGES')}"
    return script.paragraph("Plan Footer", content, Shape(tabs=(width,)))


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _numbers_pages(root: etree._Element) -> bool:
    told = [each.text or "" for each in root.iter(w("instrText"))]
    told += [each.get(w("instr")) or "" for each in root.iter(w("fldSimple"))]
    return any(text.split()[:1] in (["PAGE"], ["NUMPAGES"]) for text in told)


def _paragraphs(root: etree._Element) -> list[list[etree._Element]]:
    """The elements of text of each paragraph, without those of paragraphs in its text boxes."""
    found: dict[etree._Element, list[etree._Element]] = {}
    for text in root.iter(w("t")):
        paragraph = next(text.iterancestors(w("p")), None)
        if paragraph is not None:
            found.setdefault(paragraph, []).append(text)
    return list(found.values())


def _joined(texts: list[etree._Element]) -> str:
    return "".join(each.text or "" for each in texts)


def _fill(texts: list[etree._Element], words: dict[str, str]) -> None:
    """Word cuts a placeholder into several runs as it likes: what replaces it goes where it began."""
    whole = _joined(texts)
    for found in reversed(list(_PLACEHOLDER.finditer(whole))):
        word = words.get(found[1].lower())
        if word is None:
            continue
        start = 0
        for each in texts:
            own = each.text or ""
            end = start + len(own)
            left, right = max(found.start(), start), min(found.end(), end)
            if left < right:
                put = word if start <= found.start() < end else ""
                each.text = own[: left - start] + put + own[right - start :]
                each.set(_SPACE, "preserve")
            start = end
