"""Word documents (.docx) that an officer can edit: real styles, on the house's foundation or the institution's own."""

from __future__ import annotations

from html import escape

from ...blocks import Document
from ..written import Written
from .body import Body, relation_of
from .house import house_foundation
from .margins import complete_margins, filled
from .markup import DECLARATION, NAMESPACES, R, as_part, w
from .parts import CONTENT_TYPES, MAIN, Foundation, Part, Relation, packed, properties_of
from .runs import Letters, Script
from .section import laid
from .styles import StyleSheet, speak_british
from .template import UnusableTemplate, foundation_of

__all__ = ["UnusableTemplate", "write_word"]


def write_word(document: Document, template: bytes | None = None) -> Written:
    """The document as .docx; the same document on the same template gives the same bytes.

    template: an institution's own .docx or .dotx, whose headers, footers, page, typefaces and styles are kept and whose
    text is not. Raises UnusableTemplate for one that template.check_template refuses, and ValueError for a table whose
    rows do not fit together. No text is cut; what Word cannot hold is told in the remarks.
    """
    foundation = house_foundation() if template is None else foundation_of(template)
    letters = Letters()
    script = Script(StyleSheet(foundation.styles, foundation.numbering), letters)
    speak_british(foundation.styles)
    width = laid(foundation.section, landscape=document.landscape)
    body = Body(script, width)
    content = body.write(document)
    filled(foundation.margins, document)
    complete_margins(foundation, document, script, width)
    main, margins = _assembled(foundation, content, body)
    properties = properties_of(
        title=_one_line(document.title),
        author=_one_line(document.author),
        subject=_one_line(document.subject),
        keywords=_one_line(document.keywords),
        dated=document.dated,
    )
    return Written(packed([main, *margins], properties), (*letters.remarks, *body.remarks))


def _one_line(text: str) -> str:
    # What is left out here is left out, and counted, in the document's own text as well.
    return escape(" ".join(Letters().clean(text).split()), quote=False)


def _assembled(foundation: Foundation, content: str, body: Body) -> tuple[Part, list[Part]]:
    """The document's own part and all others."""
    from lxml import etree

    parts = [
        Part(f"word/{kind}.xml", CONTENT_TYPES[kind], as_part(root))
        for kind, root in (
            ("styles", foundation.styles),
            ("numbering", foundation.numbering),
            ("settings", foundation.settings),
        )
    ]
    relations = [Relation(f"own{part.name[5:-4].title()}", part.name[5:-4], part.name) for part in parts]
    relations.extend(foundation.relations)
    for number, margin in enumerate(foundation.margins, start=1):
        name, identity = f"word/{margin.kind}{number}.xml", f"ownMargin{number}"
        parts.append(Part(name, CONTENT_TYPES[margin.kind], as_part(margin.root), margin.relations))
        relations.append(Relation(identity, margin.kind, name))
        reference = etree.Element(w(f"{margin.kind}Reference"))
        reference.set(w("type"), margin.pages)
        reference.set(f"{{{R}}}id", identity)
        foundation.section.insert(number - 1, reference)
    for number, picture in enumerate(body.pictures, start=1):
        name = f"word/media/chart{number}.png"
        parts.append(Part(name, "image/png", picture.png))
        relations.append(Relation(relation_of(number), "image", name))
    section = etree.tostring(foundation.section, encoding="unicode")
    xml = f"{DECLARATION}<w:document {NAMESPACES}><w:body>{content}{section}</w:body></w:document>"
    return Part("word/document.xml", MAIN, xml.encode(), tuple(relations)), parts + foundation.parts
