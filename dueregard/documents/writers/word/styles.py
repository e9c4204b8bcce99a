"""The styles that a document of ours needs: looked up by name in whatever styles there are, and added where missing."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from .markup import element, value, w
from .stylebook import DEFAULTS, NEEDED, OURS

if TYPE_CHECKING:
    from lxml import etree

LANGUAGE = "en-GB"

_OTHER = re.compile("@([A-Za-z0-9 ]+)@")

_BULLETS = (
    '<w:abstractNum w:abstractNumId="{0}"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl></w:abstractNum>'
)


class StyleSheet:
    """The styles and lists of one document. Whatever of NEEDED is missing has been added."""

    def __init__(self, styles: etree._Element, numbering: etree._Element) -> None:
        """Completes both elements in place. missing: the names from NEEDED that were not there."""
        self._styles = styles
        self._numbering = numbering
        self._ids: dict[str, str] = {}
        self.missing: list[str] = []
        self._taken = {style.get(w("styleId")) or "" for style in styles.iter(w("style"))}
        known: dict[tuple[str, str], etree._Element] = {}
        for style in styles.iter(w("style")):
            kind, name = style.get(w("type")) or "paragraph", value(style, "name").lower()
            known.setdefault((kind, name), style)
            if style.get(w("default")) in ("1", "true", "on"):
                known.setdefault((kind, ""), style)
        for name, (kind, wished, _) in NEEDED.items():
            found = known.get((kind, "")) if name in DEFAULTS else None
            if found is None:
                found = known.get((kind, name.lower()))
            if found is None or not found.get(w("styleId")):
                self.missing.append(name)
                self._ids[name] = self._free(wished)
            else:
                # A template may call its styles anything: what goes into XML is escaped once, here.
                self._ids[name] = escape(found.get(w("styleId")) or "")
        for name in self.missing:
            self._add(name)
        if "List Bullet" not in self.missing:
            self._see_that_it_has_bullets(known["paragraph", "list bullet"])

    def id_of(self, name: str) -> str:
        """The identity of a style of NEEDED in this document, as an attribute's value."""
        return self._ids[name]

    def _free(self, wished: str) -> str:
        free, number = wished, 1
        while free in self._taken:
            number += 1
            free = f"{wished}{number}"
        self._taken.add(free)
        return free

    def _add(self, name: str) -> None:
        kind, _, body = NEEDED[name]
        body = _OTHER.sub(lambda found: self._bullets() if found[1] == "bullet" else self._ids[found[1]], body)
        default = ' w:default="1"' if name in DEFAULTS else ""
        own = ' w:customStyle="1"' if name in OURS else ""
        self._styles.append(
            element(
                f'<w:style w:type="{kind}"{default}{own} w:styleId="{self._ids[name]}"><w:name w:val="{name}"/>{body}</w:style>'
            )
        )

    def _see_that_it_has_bullets(self, style: etree._Element) -> None:
        """A style called List Bullet without a list would lose the marks: it gets ours."""
        known = {number.get(w("numId")) for number in self._numbering.findall(w("num"))}
        by_id = {each.get(w("styleId")): each for each in self._styles.iter(w("style"))}
        each: etree._Element | None = style
        for _ in range(12):  # longer chains are circles
            if each is None:
                break
            lists = each.find(f"{w('pPr')}/{w('numPr')}")
            if lists is not None and value(lists, "numId") in known:
                return
            each = by_id.get(value(each, "basedOn"))
        properties = style.find(w("pPr"))
        if properties is None:
            properties = element("<w:pPr/>")
            after = style.find(w("rPr"))
            style.insert(len(style) if after is None else style.index(after), properties)
        for own in properties.findall(w("numPr")):
            properties.remove(own)
        before = {w(name) for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")}
        place = sum(1 for child in properties if child.tag in before)
        properties.insert(place, element(f'<w:numPr><w:numId w:val="{self._bullets()}"/></w:numPr>'))

    def _bullets(self) -> str:
        """The number of a list with our bullets, added to the document's lists."""
        abstract = _next(self._numbering, "abstractNum", "abstractNumId")
        number = max(1, _next(self._numbering, "num", "numId"))
        lists = self._numbering.findall(w("num"))
        place = self._numbering.index(lists[0]) if lists else len(self._numbering)
        self._numbering.insert(place, element(_BULLETS.format(abstract)))
        after = self._numbering.index(lists[-1]) + 1 if lists else len(self._numbering)
        self._numbering.insert(
            after, element(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>')
        )
        return str(number)


def _next(numbering: etree._Element, name: str, attribute: str) -> int:
    used = [each.get(w(attribute)) or "" for each in numbering.iter(w(name))]
    return max((int(each) for each in used if each.isascii() and each.isdigit() and len(each) < 9), default=-1) + 1


def speak_british(styles: etree._Element) -> None:
    """Set the language of proofing: the document's default, and every style that says US English."""
    defaults = styles.find(w("docDefaults"))
    if defaults is None:
        defaults = element("<w:docDefaults/>")
        styles.insert(0, defaults)
    outer = defaults.find(w("rPrDefault"))
    if outer is None:
        outer = element("<w:rPrDefault/>")
        defaults.insert(0, outer)
    inner = outer.find(w("rPr"))
    if inner is None:
        inner = element("<w:rPr/>")
        outer.insert(0, inner)
    language = inner.find(w("lang"))
    if language is None:
        language = element("<w:lang/>")
        after = [child for child in inner if child.tag in (w("eastAsianLayout"), w("specVanish"), w("oMath"))]
        inner.insert(inner.index(after[0]) if after else len(inner), language)
    language.set(w("val"), LANGUAGE)
    for each in styles.iter(w("lang")):
        for name, told in each.attrib.items():
            if str(told).lower() == "en-us":
                each.set(name, LANGUAGE)
