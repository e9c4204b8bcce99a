"""An institution's own Word template: what of it is kept, and what makes it no template."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.shared import Mm, RGBColor
from lxml import etree

from dueregard.documents.blocks import Bullets, Cell, Column, Document, Heading, Paragraph, Table
from dueregard.documents.limits import DEFAULT
from dueregard.documents.readers.word import read_word
from dueregard.documents.writers.word import UnusableTemplate, write_word
from dueregard.documents.writers.word import template as module
from dueregard.documents.writers.word.markup import NAMESPACES, R, W, w
from dueregard.documents.writers.word.pictures import drawn
from dueregard.documents.writers.word.template import LIMITS, check_template, look_over, look_over_apart

LOGO = drawn(
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="60" height="20" fill="#5b2a86"/></svg>'
).png
PLAN = Document(
    "Prevent plan",
    (
        Heading(2, "Summary"),
        Paragraph("Text."),
        Bullets(("One",)),
        Table((Column("A"), Column("B", 30)), ((Cell("{{title}}"), Cell("Red", "red")),), "Areas"),
    ),
    date(2026, 11, 28),
    subtitle="Sub",
    footer="Version 3.1 · 9f86",
    version="3.1",
)
MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
SETTINGS = "word/_rels/settings.xml.rels"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def made(header: str = "{{title}}", footer: str = "Registered charity", *, landscape: bool = False) -> bytes:
    """A template as an institution saves it."""
    document = docx.Document()
    section = document.sections[0]
    across, down = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height, section.left_margin, section.right_margin = across, down, Mm(25), Mm(15)
    if header:
        section.header.paragraphs[0].add_run().add_picture(io.BytesIO(LOGO), width=Mm(30))
        section.header.add_paragraph(header)
    if footer:
        section.footer.paragraphs[0].text = footer
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x5B, 0x2A, 0x86)
    document.add_paragraph("Put your text here.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(content: bytes, changes: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> bytes:
    """The file with members changed, added (bytes) or taken out (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            change = changes.get(info.filename, lambda data: data)
            if change is not None:
                new.writestr(info.filename, change(old.read(info)) if callable(change) else change)
        for name, change in changes.items():
            if isinstance(change, bytes) and name not in old.namelist():
                new.writestr(name, change)
    return out.getvalue()


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new)

    return change


def related(kind: str, target: str, *, outside: bool = False) -> Callable[[bytes], bytes]:
    mode = ' TargetMode="External"' if outside else ""
    return swapped(
        b"</Relationships>",
        f'<Relationship Id="x1" Type="{R}/{kind}" Target="{target}"{mode}/></Relationships>'.encode(),
    )


def rels(kind: str, target: str, *, outside: bool = True) -> bytes:
    return related(kind, target, outside=outside)(f'<Relationships xmlns="{PACKAGE}"></Relationships>'.encode())


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def names(content: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def template() -> bytes:
    content = made("{{title}}, version {{ Version }}, {{date}}: {{unknown}}")
    assert check_template(content) == []
    return content


# --- what is kept -----------------------------------------------------------------------------------------------------
def test_headers_footers_logo_typeface_and_margins_are_kept(template: bytes) -> None:
    content = write_word(PLAN, template).content
    written = docx.Document(io.BytesIO(content))
    section = written.sections[0]
    header = section.header
    assert [each.text for each in header.paragraphs][-1] == "Prevent plan, version 3.1, 28 November 2026: {{unknown}}"
    assert [relation.target_part.blob for relation in header.part.rels.values()] == [LOGO]
    assert [each.text.split("\t")[0] for each in section.footer.paragraphs] == [
        "Registered charity",
        "Version 3.1 · 9f86",
    ]
    assert written.styles["Normal"].font.name == "Georgia"
    assert written.styles["Heading 1"].font.color.rgb == RGBColor(0x5B, 0x2A, 0x86)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (25, 15)
    assert written.core_properties.title == "Prevent plan"
    assert write_word(PLAN, template).content == content


def test_the_page_is_turned_and_the_table_fills_it(template: bytes) -> None:
    for landscape, paper, across in ((True, (297, 210), 257), (False, (210, 297), 170)):
        for content in (template, made(landscape=True)):
            document = Document("T", PLAN.blocks, PLAN.dated, landscape=landscape)
            written = docx.Document(io.BytesIO(write_word(document, content).content))
            section = written.sections[0]
            assert (round(section.page_width.mm), round(section.page_height.mm)) == paper
            assert round(sum(column.width for column in written.tables[0].columns) / Mm(1)) == across


def test_its_text_is_not_used_and_ours_holds_no_placeholder(template: bytes) -> None:
    content = write_word(PLAN, template).content
    back = read_word(content, DEFAULT)
    assert "Put your text here." not in [each.text for each in back.paragraphs()]
    (grid,) = back.grids()
    assert [cell.text for cell in grid.rows[1] if cell] == ["{{title}}", "Red"]


def test_only_what_is_known_travels(template: bytes) -> None:
    full = changed(
        template,
        {
            "word/comments.xml": f"<w:comments {NAMESPACES}/>".encode(),
            "customXml/item1.xml": b"<secret>Somebody</secret>",
            RELS: related("comments", "comments.xml"),
            "word/settings.xml": swapped(
                b"<w:compat", b'<w:documentProtection w:edit="forms"/><w:trackRevisions/><w:compat'
            ),
        },
    )
    assert check_template(full) == []
    content = write_word(PLAN, full).content
    assert names(content) == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", MAIN, RELS, "word/styles.xml", "word/numbering.xml",
        "word/settings.xml", "word/theme/theme1.xml", "word/fontTable.xml", "word/header2.xml", "word/footer1.xml",
        "word/_rels/header2.xml.rels", "word/media/template1.png",
    }  # fmt: skip
    settings = [str(each.tag).rpartition("}")[2] for each in part(content, "word/settings.xml")]
    assert "documentProtection" not in settings
    assert "trackRevisions" not in settings
    assert settings.index("compat") < settings.index("themeFontLang")
    assert b'w:val="15"' in etree.tostring(part(content, "word/settings.xml"))
    styles = etree.tostring(part(content, "word/styles.xml"))
    assert b"en-US" not in styles
    assert b"en-GB" in styles


def test_a_dotx_becomes_a_document(template: bytes) -> None:
    dotx = changed(template, {"[Content_Types].xml": swapped(b"document.main+xml", b"template.main+xml")})
    assert check_template(dotx) == []
    content = write_word(PLAN, dotx).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml")
    assert b"document.main+xml" in types
    assert b"template.main+xml" not in types


@pytest.mark.parametrize(
    ("footer", "lines"),
    [
        ("", ["Version 3.1 · 9f86\tPage 1 of 1"]),
        ("{{footer}} (c)", ["Version 3.1 · 9f86 (c)"]),
        ("Charity", ["Charity", "Version 3.1 · 9f86\tPage 1 of 1"]),
    ],
)
def test_every_page_tells_the_documents_footer(footer: str, lines: list[str]) -> None:
    content = write_word(PLAN, made(footer=footer)).content
    name = next(name for name in names(content) if name.startswith("word/footer"))
    found = []
    for paragraph in part(content, name).iter(w("p")):
        shown = [each for each in paragraph.iter(w("t"), w("tab")) if not each.get(w("pos"))]
        found.append("".join("\t" if each.tag == w("tab") else each.text or "" for each in shown))
    assert found == lines


def test_a_template_that_numbers_its_pages_is_not_numbered_twice() -> None:
    numbered = b'<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    own = changed(made(), {"word/footer1.xml": swapped(b"</w:ftr>", numbered)})
    for document, lines in ((PLAN, 3), (Document("T", (), PLAN.dated), 2)):
        root = part(write_word(document, own).content, "word/footer1.xml")
        assert len(root.findall(w("p"))) == lines
        assert [each.get(w("instr")) for each in root.iter(w("fldSimple"))] == [" PAGE "]
    in_header = changed(
        made(footer=""),
        {"word/header1.xml": swapped(b"</w:hdr>", b"<w:p><w:r><w:instrText> PAGE </w:instrText></w:r></w:p></w:hdr>")},
    )
    root = part(write_word(Document("T", (), PLAN.dated), in_header).content, "word/footer2.xml")
    assert len(root.findall(w("p"))) == 1, "an empty footer still needs a paragraph"


def test_a_placeholder_that_word_cut_into_runs_is_filled_once() -> None:
    runs = b"".join(
        b"<w:r><w:t>%s</w:t></w:r>" % piece for piece in (b"a {", b"{ti", b"tle}", b"} b {{subject", b"}} {{title}}!")
    )
    own = changed(made("KEY"), {"word/header1.xml": swapped(b"<w:r><w:t>KEY</w:t></w:r>", runs)})
    document = Document("One\n{{subject}} & <two>", (), PLAN.dated, subject="S")
    header = part(write_word(document, own).content, "word/header2.xml")
    text = ["".join(each.text or "" for each in paragraph.iter(w("t"))) for paragraph in header.iter(w("p"))]
    assert text[-1] == "a One {{subject}} & <two> b S One {{subject}} & <two>!"


def test_headers_are_inherited_from_the_section_before(template: bytes) -> None:
    """A cover of its own section: Word lets the last section take over what it does not name."""
    root = part(template, MAIN)
    section = root[0].find(w("sectPr"))
    header, footer = section.find(w("headerReference")), section.find(w("footerReference"))
    earlier = etree.fromstring(f"<w:p {NAMESPACES}><w:pPr><w:sectPr/></w:pPr></w:p>")
    earlier[0][0].extend([header, footer])
    etree.SubElement(earlier[0][0], w("headerReference"), {w("type"): "first", f"{{{R}}}id": header.get(f"{{{R}}}id")})
    etree.SubElement(earlier[0][0], w("headerReference"), {w("type"): "odd", f"{{{R}}}id": "nothing"})
    root[0].insert(0, earlier)
    etree.SubElement(section, w("titlePg"))
    etree.SubElement(section, w("lnNumType"))
    # What a section was before a tracked change is no section.
    etree.SubElement(etree.SubElement(section, w("sectPrChange")), w("sectPr"))
    settings = swapped(b"<w:compat", b"<w:evenAndOddHeaders/><w:compat")
    content = write_word(PLAN, changed(template, {MAIN: etree.tostring(root), "word/settings.xml": settings})).content
    written = part(content, MAIN)[0].find(w("sectPr"))
    references = [(str(each.tag).rpartition("}")[2], each.get(w("type"))) for each in written if each.get(w("type"))]
    assert references == [
        ("footerReference", "default"), ("headerReference", "default"), ("headerReference", "first"),
        # A first page and a left-hand page that differ would have no footer at all.
        ("footerReference", "first"), ("footerReference", "even"),
    ]  # fmt: skip
    for number in (1, 4, 5):
        assert "9f86" in "".join(part(content, f"word/footer{number}.xml").itertext())
    assert written.find(w("titlePg")) is not None
    assert written.find(w("lnNumType")) is None


def test_a_page_without_measures_gets_a4(template: bytes) -> None:
    bare = changed(template, {MAIN: f"<w:document {NAMESPACES}><w:body/></w:document>".encode()})
    assert look_over(bare).advice == [
        "The template has no header and no footer, so a logo can only be absent: put it in the header."
    ]
    section = docx.Document(io.BytesIO(write_word(PLAN, bare).content)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    odd = changed(template, {MAIN: lambda data: data.replace(b'w:left="', b'w:left="x')})
    assert docx.Document(io.BytesIO(write_word(PLAN, odd).content)).tables[0].style.name == "Plan Table"


def test_links_pictures_and_typefaces_keep_their_relations(template: bytes) -> None:
    own = changed(
        template,
        {
            "word/_rels/header1.xml.rels": related("hyperlink", "https://example.ac.uk/?a=1&amp;b=2", outside=True),
            "word/_rels/fontTable.xml.rels": rels("font", "fonts/f.odttf", outside=False),
            "word/fonts/f.odttf": b"letters",
            "word/_rels/footer1.xml.rels": rels("image", "/word/media/image1.png", outside=False),
        },
    )
    assert check_template(own) == []
    content = write_word(PLAN, own).content
    assert sorted(name for name in names(content) if "/media/" in name or "/fonts/" in name) == [
        "word/fonts/font2.odttf", "word/media/template1.png",
    ]  # fmt: skip
    links = [each.get("Target") for each in part(content, "word/_rels/header2.xml.rels") if each.get("TargetMode")]
    assert links == ["https://example.ac.uk/?a=1&b=2"]


def test_picture_bullets_fall_back_to_signs(template: bytes) -> None:
    picture = (
        b'<w:numPicBullet w:numPicBulletId="0"/><w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0">'
        b'<w:lvlPicBulletId w:val="0"/></w:lvl></w:abstractNum>'
    )
    own = changed(
        template, {"word/numbering.xml": lambda data: data.replace(b"<w:abstractNum ", picture + b"<w:abstractNum ", 1)}
    )
    numbering = part(write_word(PLAN, own).content, "word/numbering.xml")
    assert b"PicBullet" not in etree.tostring(numbering)
    assert b'abstractNumId="90"' in etree.tostring(numbering)


def test_a_style_with_a_hostile_identity_stays_an_identity(template: bytes) -> None:
    hostile = b"H1&quot;/&gt;&lt;/w:pPr&gt;&lt;w:r/&gt;@Title@"

    def renamed(data: bytes) -> bytes:
        return data.replace(b'"Heading1"', b'"%s"' % hostile)

    content = write_word(PLAN, changed(template, {"word/styles.xml": renamed})).content
    (heading,) = [each for each in part(content, MAIN).iter(w("p")) if "".join(each.itertext()) == "Summary"]
    style = heading.find(f"{w('pPr')}/{w('pStyle')}")
    assert style is not None
    assert style.get(w("val")) == 'H1"/></w:pPr><w:r/>@Title@'
    assert [each.level for each in read_word(content, DEFAULT).paragraphs() if each.text == "Summary"] == [1]


# --- advice -----------------------------------------------------------------------------------------------------------
def test_advice_tells_what_is_missing_and_what_is_not_used(template: bytes) -> None:
    poor = changed(template, {"word/styles.xml": f"<w:styles {NAMESPACES}/>".encode()})
    missing, unknown, text = look_over(poor).advice
    assert missing.startswith("The template does not define “Title”, “Subtitle”, “Heading 1”,")
    assert "{{unknown}}" in unknown
    assert text.startswith("The text in the template is not used")
    styles = docx.Document(io.BytesIO(write_word(PLAN, poor).content)).styles
    assert {"Normal", "Heading 1", "List Bullet", "Plan Table"} <= {style.name for style in styles}


def test_a_template_without_styles_lists_or_settings_will_do(template: bytes) -> None:
    def without(data: bytes) -> bytes:
        root = etree.fromstring(data)
        for each in list(root):
            if (each.get("Type") or "").endswith(("/styles", "/numbering", "/settings", "/theme", "/fontTable")):
                root.remove(each)
        return etree.tostring(root)

    own = changed(template, {RELS: without})
    assert check_template(own) == []
    assert docx.Document(io.BytesIO(write_word(PLAN, own).content)).paragraphs[0].style.name == "Title"


# --- what is refused --------------------------------------------------------------------------------------------------
HEADER_RELS = "word/_rels/header1.xml.rels"
FIELD = (
    b"<w:p><w:r><w:instrText> INCLUDE</w:instrText></w:r>"
    b'<w:r><w:instrText>PICTURE "http://x" </w:instrText></w:r></w:p></w:hdr>'
)
VML = b'<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="%s"/></w:pict></w:r></w:p></w:hdr>'
HOSTILE: dict[str, tuple[Mapping[str, Callable[[bytes], bytes] | bytes | None], str]] = {
    "macros by type": (
        {
            "[Content_Types].xml": swapped(
                b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
            )
        },
        "holds macros",
    ),
    "macros by part": ({"word/vbaProject.bin": b"x"}, "holds macros"),
    "macros by relation": ({RELS: related("vbaProject", "p.bin")}, "holds macros"),
    "embedded object": ({RELS: related("oleObject", "o.bin")}, "another program"),
    "embedded workbook": ({"word/embeddings/book.xlsx": b"x"}, "another program"),
    "control": ({RELS: related("control", "a.xml")}, "ActiveX"),
    "control by part": ({"word/activeX/activeX1.xml": b"<a/>"}, "ActiveX"),
    "embedded document": ({RELS: related("aFChunk", "a.html")}, "embeds another document"),
    "remote template": (
        {SETTINGS: rels("attachedTemplate", "https://evil.example/t.dotm")},
        "tied to another template",
    ),
    "template on a share": ({SETTINGS: rels("attachedTemplate", "file://server/t.dotm")}, "tied to another template"),
    "template on a share, again": (
        {SETTINGS: rels("attachedTemplate", "\\\\server\\t.dotm")},
        "tied to another template",
    ),
    "picture from outside": (
        {HEADER_RELS: related("image", "http://evil.example/p.png", outside=True)},
        "from outside",
    ),
    "data source": ({SETTINGS: rels("mailMergeSource", "file:///c:/d.mdb")}, "from outside"),
    "link to a file": ({HEADER_RELS: related("hyperlink", "file://server/a", outside=True)}, "from outside"),
    "link that runs": ({HEADER_RELS: related("hyperlink", "javascript:alert(1)", outside=True)}, "from outside"),
    "chart in the header": ({HEADER_RELS: related("chart", "charts/c.xml")}, "a chart or a diagram"),
    "field that fetches": (
        {"word/header1.xml": swapped(b"</w:hdr>", FIELD)},
        "from elsewhere (INCLUDEPICTURE)",
    ),
    "simple field that fetches": (
        {"word/footer1.xml": swapped(b"</w:ftr>", b'<w:p><w:fldSimple w:instr="DDEAUTO c"/></w:p></w:ftr>')},
        "from elsewhere (DDEAUTO)",
    ),
    "old drawing from outside": (
        {"word/header1.xml": swapped(b"</w:hdr>", VML % b"https://evil.example/p")},
        "from outside",
    ),
    "old drawing from a share": ({"word/header1.xml": swapped(b"</w:hdr>", VML % b"\\\\server\\p")}, "from outside"),
    "entities": ({"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "document type declaration"),
    "broken styles": ({"word/styles.xml": b"<w:styles"}, "damaged inside"),
    "other styles": ({"word/styles.xml": b"<styles/>"}, "damaged inside"),
    "no header": ({"word/header1.xml": b"<x/>"}, "damaged inside"),
    "missing header": ({"word/header1.xml": None}, "damaged inside"),
    "broken theme": ({"word/theme/theme1.xml": b"<a:theme"}, "damaged inside"),
    "missing theme": ({"word/theme/theme1.xml": None}, "damaged inside"),
    "missing logo": ({"word/media/image1.png": None}, "put it there again as PNG or JPEG"),
    "no document": ({MAIN: None}, "no Word document"),
    "a workbook": (
        {"[Content_Types].xml": swapped(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")},
        "no Word document",
    ),
    "no types": ({"[Content_Types].xml": None}, "no Word document"),
    "strict": ({MAIN: swapped(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")}, "Strict Open XML"),
    "another root": ({MAIN: f"<w:styles {NAMESPACES}/>".encode()}, "damaged inside"),
    "no room": ({MAIN: lambda data: data.replace(b'w:left="', b'w:left="1')}, "leave no room for text"),
    "bomb": ({"word/media/zeros.bin": bytes(61_000_000)}, "zip bomb"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_refused_with_a_sentence(name: str) -> None:
    changes, wanted = HOSTILE[name]
    content = changed(made(), changes)
    (sentence,) = check_template(content)
    assert wanted in sentence
    assert sentence.endswith(".")
    assert ": " in sentence, "says what is wrong, then what to do"
    with pytest.raises(UnusableTemplate, match=r"The |A "):
        write_word(PLAN, content)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "no Word document"),
        (b"%PDF-1.7", "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected by a password"),
        (b"PK\x03\x04 cut", "cut short"),
        (b"PK" + bytes(LIMITS.max_bytes), "a template may have 10 MB"),
    ],
)
def test_what_is_no_package_is_refused(content: bytes, wanted: str) -> None:
    (sentence,) = check_template(content)
    assert wanted in sentence


def test_every_reason_is_told_at_once() -> None:
    content = changed(made(), {"word/vbaProject.bin": b"x", RELS: related("oleObject", "o.bin")})
    assert len(check_template(content)) == 2


def test_what_word_itself_leaves_in_a_file_is_no_suspicion() -> None:
    harmless = changed(
        made(),
        {
            SETTINGS: rels("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
            RELS: related("hyperlink", "file://server/in/the/text", outside=True),
            "word/header1.xml": swapped(
                b"</w:hdr>",
                b'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="https://example.ac.uk"/></w:pict>'
                b"</w:r></w:p></w:hdr>",
            ),
        },
    )
    assert check_template(harmless) == []
    content = write_word(PLAN, harmless).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Normal.dotm" not in whole
    assert b"/in/the/text" not in whole


def test_a_name_in_a_sentence_is_short_and_plain() -> None:
    target = "https://evil.example/" + "x" * 300 + "\u202e\n"
    (sentence,) = check_template(
        changed(made(), {HEADER_RELS: related("image", target.replace("\n", "&#10;"), outside=True)})
    )
    assert len(sentence) < 250
    assert "\u202e" not in sentence


def test_nesting_beyond_measure_is_refused_not_a_crash() -> None:
    deep = b"<w:p>" * 300 + b"</w:p>" * 300
    assert check_template(changed(made(), {"word/header1.xml": swapped(b"</w:hdr>", deep + b"</w:hdr>")})) != []


def test_a_brought_file_is_looked_at_in_a_child_process(template: bytes) -> None:
    assert look_over_apart(template) == look_over(template)
    assert look_over_apart(b"no").refusals == look_over(b"no").refusals
    hostile = changed(template, {"word/vbaProject.bin": b"x"})
    assert look_over_apart(hostile).refusals == check_template(hostile)


def test_a_child_that_breaks_down_is_a_refusal(template: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMITS", replace(LIMITS, seconds=0.01))
    (sentence,) = look_over_apart(template).refusals
    assert "took longer" in sentence


@pytest.mark.parametrize("seed", range(60))
def test_damage_anywhere_is_refused_or_does_no_harm(template: bytes, seed: int) -> None:
    chance = random.Random(seed)
    name = chance.choice(sorted(name for name in names(template) if name.endswith((".xml", ".rels"))))

    def damage(data: bytes) -> bytes:
        tags = [found.start() for found in re.finditer(rb"<", data)]
        start, other = chance.choice(tags), chance.choice(tags)
        match chance.randrange(4):
            case 0:
                return data[:start] + data[chance.randrange(start, len(data)) :]
            case 1:
                element = re.compile(rb"<(?![?/])[^<>]*/>")
                empty = element.findall(data)
                return data.replace(chance.choice(empty), b"", 1) if empty else data
            case 2:
                return re.sub(rb'="[^"]*"', lambda found: b'="-9x"' if chance.random() < 0.1 else found[0], data)
            case _:
                return data[:start] + data[min(start, other) : max(start, other)] + data[start:]

    broken = changed(template, {name: damage})
    refusals = check_template(broken)
    assert all(each.endswith(".") for each in refusals)
    if not refusals:
        content = write_word(PLAN, broken).content
        (grid,) = read_word(content, DEFAULT).grids()
        assert grid.width == 2
