"""What a template may not hold: programs, objects of other programs, and whatever reaches out of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

from ...grids import UnreadableDocument
from ...readers.markup import DAMAGED
from ...readers.package import Package
from .markup import W, w

if TYPE_CHECKING:
    from lxml import etree

_NO_WORD = "The file is no Word document: bring a template that is saved as .docx or .dotx."
_STRICT = (
    "The file is saved as a “Strict Open XML Document”: open it in Word, save it as an ordinary Word document (.docx) "
    "and bring that."
)
_MACROS = "The file holds macros: save it as .docx or .dotx, which hold none, and bring that."
_OBJECTS = "The file holds an object of another program (OLE): take it out, or put it in as a picture."
_CONTROLS = "The file holds an ActiveX control: take it out on the Developer tab."
_REMOTE = (
    "The file is tied to another template ({}): in Word's options under Add-ins, Templates, attach “Normal” instead and "
    "save it."
)
_OUTSIDE = "The file takes a part from outside ({}): put the thing itself into the file instead of a link to it."
_CHUNK = "The file embeds another document: take it out, or put in its text."
_FETCHES = "A header or footer holds a field that fetches something from elsewhere ({}): put in its result instead."
_DRAWING = "A header or footer holds a chart or a diagram ({}): put it there as a picture."

_ENDING_OF_MAIN = "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"
_FIELDS = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDEAUTO|DDE|DATABASE|MACROBUTTON|RD|AUTOTEXT|GLOSSARY)\b", re.I
)
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]{1,20}:|//|\\\\)", re.I)
_LINK = re.compile(r"(?:https?://|mailto:)\S", re.I)
_KEPT_IN_MARGINS = ("image", "hyperlink")


@dataclass(frozen=True, slots=True)
class Found:
    """A relation as a file has it. source: the part that it starts from. target: a member's name, or an address."""

    source: str
    identity: str
    kind: str
    target: str
    external: bool


class ContentTypes:
    """What a package says that its parts are, and which of them is the document."""

    def __init__(self, package: Package) -> None:
        """Raises UnreadableDocument when it is no Word document."""
        root = package.xml("[Content_Types].xml")
        self.all = [] if root is None else [(each.get("ContentType") or "").lower() for each in root]
        starts = [found for found in relations_in(package, "") if found.kind == "officeDocument" and not found.external]
        named = {} if root is None else {
            (each.get("PartName") or "").lstrip("/").lower(): (each.get("ContentType") or "").lower() for each in root
        }  # fmt: skip
        self.main = starts[0].target if starts else ""
        kind = named.get(self.main.lower(), "")
        self.has_macros = any("macroenabled" in each or "vbaproject" in each for each in self.all)
        if not package.find(self.main) or not (kind.endswith(_ENDING_OF_MAIN) or self.has_macros):
            raise UnreadableDocument(_NO_WORD)


def relations_in(package: Package, part: str) -> list[Found]:
    """All relations of a part, those to the outside as well."""
    folder, _, name = part.rpartition("/")
    return list(_read(package, f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels", part))


def _read(package: Package, rels: str, part: str) -> Iterator[Found]:
    root = package.xml(rels)
    for each in () if root is None else root:
        target, external = each.get("Target") or "", (each.get("TargetMode") or "").lower() == "external"
        if not external:
            target = normpath(target if target.startswith("/") else f"{part.rpartition('/')[0]}/{target}").lstrip("/")
        kind = (each.get("Type") or "").rpartition("/")[2]
        yield Found(part, each.get("Id") or "", kind, target, external)


def reaches_outside(found: Found) -> bool:
    """Whether a relation is more than a link that somebody may follow."""
    return found.external and not (found.kind == "hyperlink" and _LINK.match(found.target) is not None)


def suspicions(package: Package) -> list[str]:
    """Why this package is refused: one sentence for each reason. Raises UnreadableDocument for what is damaged."""
    types = ContentTypes(package)
    main = package.required_xml(types.main)
    if main.tag != w("document"):
        raise UnreadableDocument(_STRICT if str(main.tag).startswith("{http://purl.oclc.org/") else DAMAGED)
    reasons: list[str] = []
    names = [name.lower() for name in package.names()]
    if types.has_macros or any("vbaproject" in name or "vbadata" in name for name in names):
        reasons.append(_MACROS)
    if any("activex" in name for name in names):
        reasons.append(_CONTROLS)
    if any("/embeddings/" in name for name in names):
        reasons.append(_OBJECTS)
    margins: set[str] = set()
    for rels in (name for name in package.names() if name.lower().endswith(".rels")):
        part = rels.replace("_rels/", "", 1)[: -len(".rels")]
        for found in _read(package, rels, part):
            reasons.extend(_about(found))
            if found.kind in ("header", "footer") and not found.external:
                margins.add(found.target)
    for name in sorted(margins):
        reasons.extend(_about_margin(package, name))
    return list(dict.fromkeys(reasons))


def _about(found: Found) -> Iterator[str]:
    kind = found.kind.lower()
    if "vbaproject" in kind or kind in ("keymapcustomizations", "attachedtoolbars"):
        yield _MACROS
    elif kind in ("oleobject", "package"):
        yield _OBJECTS
    elif kind in ("control", "activexcontrol", "activexcontrolbinary"):
        yield _CONTROLS
    elif kind in ("afchunk", "subdocument"):
        yield _CHUNK
    elif kind == "attachedtemplate":
        # Word names the template that a file was made from by its place on the author's own disk: that ties nothing.
        if not _is_on_own_disk(found.target):
            yield _REMOTE.format(_shown(found.target))
    elif kind != "hyperlink" and found.external:
        yield _OUTSIDE.format(_shown(found.target))


def _is_on_own_disk(target: str) -> bool:
    return re.match(r"(?:file:/{3})?[A-Za-z]:[\\/](?![\\/])", target) is not None


def _about_margin(package: Package, name: str) -> Iterator[str]:
    root = package.required_xml(name)
    if root.tag not in (w("hdr"), w("ftr")):
        raise UnreadableDocument(DAMAGED)
    for found in relations_in(package, name):
        if found.kind not in _KEPT_IN_MARGINS and not found.external:
            yield _DRAWING.format(_shown(found.kind))
        elif found.kind == "hyperlink" and reaches_outside(found):
            yield _OUTSIDE.format(_shown(found.target))
    # A field may be cut into runs anywhere, so its letters are looked at together.
    told = "".join(each.text or "" for each in root.iter(w("instrText")))
    told += " ".join(["", *(each.get(w("instr")) or "" for each in root.iter(w("fldSimple")))])
    for field in _FIELDS.findall(told):
        yield _FETCHES.format(field.upper())
    for each in root.iter():
        yield from _addresses(each)


def _addresses(each: etree._Element) -> Iterator[str]:
    """Old drawings (VML) may name a picture by its address, without any relation."""
    if not isinstance(each.tag, str) or each.tag.startswith(f"{{{W}}}"):
        return
    for attribute, text in each.attrib.items():
        name = str(attribute).rpartition("}")[2].lower()
        if name in ("src", "althref", "href") and _ADDRESS.match(str(text)) and not _is_only_a_link(each, name):
            yield _OUTSIDE.format(_shown(str(text)))


def _is_only_a_link(each: etree._Element, name: str) -> bool:
    """A shape's href is a link that somebody may follow; a picture's is fetched."""
    return name == "href" and not str(each.tag).endswith("}imagedata") and bool(_LINK.match(each.get("href") or ""))


def _shown(text: str) -> str:
    """What a file says of itself, short enough for a sentence and without what could confuse it."""
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return plain if len(plain) <= 80 else plain[:79] + "…"
