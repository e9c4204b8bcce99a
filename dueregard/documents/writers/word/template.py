"""An institution's own Word template: checked when it is brought, then taken apart for what may be kept of it.

Kept: styles, lists, theme, typefaces, page and margins, headers and footers with their pictures and links. Left out: its
text, and everything else. {{title}}, {{subtitle}}, {{version}}, {{date}}, {{author}}, {{subject}} and {{footer}} in a
header or footer are filled.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ...apart import run_apart
from ...grids import UnreadableDocument
from ...limits import Limits, in_megabytes
from ...readers.markup import DAMAGED
from ...readers.package import Package
from .house import COMPAT
from .margins import PLACEHOLDERS, placeholders_in
from .markup import R, as_part, element, w
from .parts import CONTENT_TYPES, Foundation, Margin, Part, Relation
from .section import NARROWEST, kept_section, text_width
from .stylebook import WORTH_TELLING
from .styles import StyleSheet
from .suspicions import ContentTypes, Found, reaches_outside, relations_in, suspicions

if TYPE_CHECKING:
    from lxml import etree

# A template holds styles and a logo. What unpacks to more is none.
LIMITS = Limits(max_bytes=10_000_000, max_unpacked_bytes=40_000_000, max_members=1_000)

_OLD = b"\xd0\xcf\x11\xe0"
_PICTURES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "bmp": "image/bmp",
    "tif": "image/tiff", "tiff": "image/tiff", "emf": "image/x-emf", "wmf": "image/x-wmf", "svg": "image/svg+xml",
}  # fmt: skip
# Settings that say how the template is set, in none of which anything outside the file can be named.
_SETTINGS = {
    "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
    "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps", "defaultTabStop",
    "evenAndOddHeaders", "characterSpacingControl", "embedTrueTypeFonts", "saveSubsetFonts", "themeFontLang",
    "clrSchemeMapping", "decimalSymbol", "listSeparator", "zoom",
}  # fmt: skip
_AFTER_COMPAT = ("themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator")


class UnusableTemplate(ValueError):
    """A template that is refused. Its text is the sentences of check_template."""


@dataclass(slots=True)
class Checked:
    """What is wrong with a template, and what its owner may want to know: sentences for the person who brought it."""

    refusals: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def check_template(content: bytes) -> list[str]:
    """Why this file cannot be a template, as sentences for the person who brought it; none when it is good."""
    return look_over(content).refusals


def look_over(content: bytes) -> Checked:
    """The same with advice about a good template: what it lacks and what of it is not used."""
    checked = Checked()
    try:
        package = _opened(content)
        checked.refusals = suspicions(package)
        if not checked.refusals:
            checked.advice = _advice(package, _Taking(package).foundation())
    except UnreadableDocument as error:
        checked.refusals = [str(error)]
    return checked


def look_over_apart(content: bytes) -> Checked:
    """The same in a child process with limits of time and memory: for a file that somebody has just brought."""
    argument = {"content": base64.b64encode(content).decode()}
    try:
        answer = run_apart("dueregard.documents.writers.word.template:looked_over", argument, limits=LIMITS)
    except UnreadableDocument as error:
        return Checked([str(error)])
    return Checked(**answer)


def looked_over(argument: dict[str, Any]) -> dict[str, Any]:
    """What the child does: look_over as JSON."""
    return asdict(look_over(base64.b64decode(argument["content"])))


def foundation_of(content: bytes) -> Foundation:
    """What a document can stand on, taken from a template. Raises UnusableTemplate."""
    refusals = check_template(content)
    if refusals:
        raise UnusableTemplate(" ".join(refusals))
    return _Taking(_opened(content)).foundation()


def _opened(content: bytes) -> Package:
    if len(content) > LIMITS.max_bytes:
        raise UnreadableDocument(
            f"The file is {in_megabytes(len(content))} and a template may have {in_megabytes(LIMITS.max_bytes)}: "
            "take out what is not needed for letterhead and styles, or compress its pictures."
        )
    if content.startswith(_OLD):
        raise UnreadableDocument(
            "The file is protected by a password or in Word's old format: open it in Word, take the password off, "
            "save it as .docx or .dotx and bring that."
        )
    if not content.startswith(b"PK"):
        raise UnreadableDocument("The file is no Word document: bring a template that is saved as .docx or .dotx.")
    return Package(content, LIMITS)


class _Taking:
    """Takes from a package what may be kept, under names of our own."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._types = ContentTypes(package)
        self._main = self._types.main
        self._root = package.required_xml(self._main)
        self._by_kind = {found.kind: found.target for found in relations_in(package, self._main) if not found.external}
        self._parts: list[Part] = []
        self._names: dict[str, str] = {}

    def foundation(self) -> Foundation:
        """Everything but the text. Raises UnreadableDocument for a part that is damaged or missing."""
        margins, section = self._margins()
        relations: list[Relation] = []
        for kind in ("theme", "fontTable"):
            if kind in self._by_kind:
                part = self._part(kind, self._by_kind[kind])
                relations.append(Relation(f"own{kind}", kind, part.name))
        numbering = self._related_xml("numbering", "numbering")
        for bullet in numbering.findall(w("numPicBullet")):  # pictures as bullets: their lists fall back to signs
            numbering.remove(bullet)
        for reference in list(numbering.iter(w("lvlPicBulletId"))):
            holder = reference.getparent()
            if holder is not None:
                holder.remove(reference)
        return Foundation(
            styles=self._related_xml("styles", "styles"),
            numbering=numbering,
            settings=self._settings(),
            section=section,
            margins=margins,
            parts=self._parts,
            relations=relations,
        )

    def _related_xml(self, kind: str, name: str) -> etree._Element:
        """The root of the document's part of that kind, or an empty one."""
        if kind not in self._by_kind:
            return element(f"<w:{name}/>")
        root = self._package.required_xml(self._by_kind[kind])
        if root.tag != w(name):
            raise UnreadableDocument(DAMAGED)
        return root

    def _settings(self) -> etree._Element:
        root = self._related_xml("settings", "settings")
        for child in list(root):
            if child.tag not in {w(name) for name in _SETTINGS}:
                root.remove(child)
        language = root.find(w("themeFontLang"))
        if language is not None:
            language.set(w("val"), "en-GB")
        later = [child for child in root if child.tag in {w(name) for name in _AFTER_COMPAT}]
        root.insert(root.index(later[0]) if later else len(root), element(COMPAT))
        return root

    def _margins(self) -> tuple[list[Margin], etree._Element]:
        """Headers and footers of the last section, each inherited from the section before where it names none."""
        body = self._root.find(w("body"))
        sections = [] if body is None else [each for each in body.iter(w("sectPr")) if _stands(each)]
        last = sections[-1] if sections else None
        by_id = {found.identity: found for found in relations_in(self._package, self._main)}
        chosen: dict[tuple[str, str], str] = {}
        for section in sections:
            for kind in ("header", "footer"):
                for reference in section.findall(w(f"{kind}Reference")):
                    found = by_id.get(reference.get(f"{{{R}}}id") or "")
                    if found is not None and found.kind == kind:
                        chosen[kind, reference.get(w("type")) or "default"] = found.target
        margins: list[Margin] = []
        for (kind, pages), name in sorted(chosen.items()):
            if pages not in ("default", "first", "even"):
                continue
            margins.append(Margin(kind, pages, self._package.required_xml(name), self._kept_relations(name)))
        return margins, kept_section(last)

    def _part(self, kind: str, name: str) -> Part:
        """A theme or a table of typefaces with what belongs to it."""
        content = as_part(self._package.required_xml(name))
        own = "word/theme/theme1.xml" if kind == "theme" else f"word/{kind}.xml"
        part = Part(own, CONTENT_TYPES[kind], content, self._kept_relations(name))
        self._parts.append(part)
        return part

    def _kept_relations(self, name: str) -> tuple[Relation, ...]:
        """Pictures, typefaces and links of a part; suspicions has refused all others."""
        kept: list[Relation] = []
        for found in relations_in(self._package, name):
            if found.external:
                if not reaches_outside(found):
                    kept.append(Relation(found.identity, found.kind, found.target, external=True))
            elif found.kind in ("image", "font"):
                kept.append(Relation(found.identity, found.kind, self._kept_file(found)))
        return tuple(kept)

    def _kept_file(self, found: Found) -> str:
        """The new name of a picture or typeface, which is kept once however often it is used."""
        if found.target in self._names:
            return self._names[found.target]
        content = self._package.read(found.target)
        ending = found.target.rpartition(".")[2].lower()
        content_type = CONTENT_TYPES["font"] if found.kind == "font" else _PICTURES.get(ending)
        if content is None or content_type is None:
            raise UnreadableDocument(
                "A picture in the header or footer is missing or of an unknown kind: put it there again as PNG or JPEG."
            )
        number = len(self._names) + 1
        name = f"word/fonts/font{number}.odttf" if found.kind == "font" else f"word/media/template{number}.{ending}"
        self._names[found.target] = name
        self._parts.append(Part(name, content_type, content))
        return name


def _stands(section: etree._Element) -> bool:
    """Whether a section is no memory of what it was before somebody changed it."""
    holder = section.getparent()
    return holder is not None and holder.tag != w("sectPrChange")


def _advice(package: Package, foundation: Foundation) -> list[str]:
    """Sentences about a good template; also raises UnreadableDocument for a page without room."""
    width = text_width(foundation.section)
    if width < NARROWEST:
        raise UnreadableDocument("The page's margins leave no room for text: make them narrower and bring it again.")
    advice: list[str] = []
    missing = [name for name in StyleSheet(foundation.styles, foundation.numbering).missing if name in WORTH_TELLING]
    if missing:
        shown = ", ".join(f"“{name[0].upper()}{name[1:]}”" for name in missing)
        advice.append(f"The template does not define {shown}: the house's own is used.")
    if not foundation.margins:
        advice.append("The template has no header and no footer, so a logo can only be absent: put it in the header.")
    asked = set().union(*(placeholders_in(margin.root) for margin in foundation.margins))
    unknown = sorted(asked - set(PLACEHOLDERS))
    if unknown:
        known = ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)
        shown = ", ".join(f"{{{{{name}}}}}" for name in unknown)
        advice.append(f"Nothing will be put where its header or footer says {shown}; what is filled is {known}.")
    body = package.required_xml(ContentTypes(package).main).find(w("body"))
    if body is not None and any((text.text or "").strip() for text in body.iter(w("t"))):
        advice.append("The text in the template is not used: only its styles, page, headers and footers are.")
    return advice
