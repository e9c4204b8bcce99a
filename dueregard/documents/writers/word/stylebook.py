"""What each style of ours says, for documents whose template does not define it."""

from __future__ import annotations

from ..palette import ACCENT, ACCENT_STRONG, ACCENT_WASH, ADDED, INK, INK_SOFT, REMOVED, RULE, SUNK


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour[1:].upper()}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int = 240) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _heading(level: int, size: int, colour: str, before: int, after: int) -> str:
    return (
        f'<w:basedOn w:val="@Normal@"/><w:next w:val="@Normal@"/><w:uiPriority w:val="9"/><w:qFormat/>'
        f"<w:pPr><w:keepNext/><w:keepLines/>{_spacing(before, after)}<w:outlineLvl w:val='{level - 1}'/></w:pPr>"
        f"<w:rPr><w:b/><w:bCs/>{_colour(colour)}{_size(size)}</w:rPr>"
    )


def _entry(indent: int) -> str:
    return (
        '<w:basedOn w:val="@Normal@"/><w:next w:val="@Normal@"/><w:uiPriority w:val="39"/><w:unhideWhenUsed/>'
        f'<w:pPr>{_spacing(0, 60)}<w:ind w:left="{indent}"/></w:pPr>'
    )


def _borders(*sides: str, size: int = 4, colour: str = RULE) -> str:
    return "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour[1:]}"/>' for side in sides)


_IN_CELL = '<w:basedOn w:val="@Normal@"/><w:qFormat/>'
_CELLS = (
    '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/>'
    '<w:right w:w="90" w:type="dxa"/></w:tblCellMar>'
)
_BOX = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="5" w:color="{RULE[1:]}"/>'
    for side in ("top", "left", "bottom", "right")
)

# name -> (kind, identity unless it is taken, what the style says). "@name@" stands for the identity of another style.
# Only the house's own foundation names a typeface, so that what is added to an institution's styles takes its typeface.
NEEDED: dict[str, tuple[str, str, str]] = {
    "Normal": (
        "paragraph",
        "Normal",
        f"<w:qFormat/><w:pPr>{_spacing(0, 120, 269)}</w:pPr><w:rPr>{_colour(INK)}{_size(21)}</w:rPr>",
    ),
    "Default Paragraph Font": ("character", "DefaultParagraphFont", '<w:uiPriority w:val="1"/><w:semiHidden/>'),
    "Normal Table": (
        "table",
        "TableNormal",
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>',
    ),
    "No List": ("numbering", "NoList", '<w:uiPriority w:val="99"/><w:semiHidden/>'),
    "Title": (
        "paragraph",
        "Title",
        '<w:basedOn w:val="@Normal@"/><w:next w:val="@Normal@"/><w:uiPriority w:val="10"/><w:qFormat/>'
        f"<w:pPr><w:keepNext/><w:keepLines/>{_spacing(0, 60)}</w:pPr>"
        f"<w:rPr><w:b/><w:bCs/>{_colour(ACCENT_STRONG)}{_size(48)}</w:rPr>",
    ),
    "Subtitle": (
        "paragraph",
        "Subtitle",
        '<w:basedOn w:val="@Normal@"/><w:next w:val="@Normal@"/><w:uiPriority w:val="11"/><w:qFormat/>'
        f'<w:pPr><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{ACCENT[1:]}"/></w:pBdr>'
        f"{_spacing(0, 240)}</w:pPr><w:rPr>{_colour(INK_SOFT)}{_size(26)}</w:rPr>",
    ),
    "heading 1": ("paragraph", "Heading1", _heading(1, 32, ACCENT_STRONG, 360, 120)),
    "heading 2": ("paragraph", "Heading2", _heading(2, 26, ACCENT, 280, 80)),
    "heading 3": ("paragraph", "Heading3", _heading(3, 22, INK, 220, 60)),
    "List Bullet": (
        "paragraph",
        "ListBullet",
        '<w:basedOn w:val="@Normal@"/><w:qFormat/>'
        f'<w:pPr><w:numPr><w:numId w:val="@bullet@"/></w:numPr>{_spacing(0, 60, 269)}</w:pPr>',
    ),
    "caption": (
        "paragraph",
        "Caption",
        '<w:basedOn w:val="@Normal@"/><w:next w:val="@Normal@"/><w:uiPriority w:val="35"/><w:qFormat/>'
        f"<w:pPr><w:keepNext/>{_spacing(240, 80)}</w:pPr><w:rPr><w:b/><w:bCs/>{_colour(INK_SOFT)}{_size(19)}</w:rPr>",
    ),
    # Not Word's own style of footers: an institution's has tab stops of its own, at which ours would stop short.
    "Plan Footer": (
        "paragraph",
        "PlanFooter",
        '<w:basedOn w:val="@Normal@"/><w:qFormat/>'
        f'<w:pPr><w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{RULE[1:]}"/></w:pBdr>{_spacing(0, 0)}</w:pPr>'
        f"<w:rPr>{_colour(INK_SOFT)}{_size(16)}</w:rPr>",
    ),
    "TOC Heading": (
        "paragraph",
        "TOCHeading",
        '<w:basedOn w:val="@Normal@"/><w:next w:val="@Normal@"/><w:uiPriority w:val="39"/><w:qFormat/>'
        f"<w:pPr><w:keepNext/>{_spacing(240, 100)}</w:pPr>"
        f"<w:rPr><w:b/><w:bCs/>{_colour(ACCENT_STRONG)}{_size(26)}</w:rPr>",
    ),
    "toc 1": ("paragraph", "TOC1", _entry(0)),
    "toc 2": ("paragraph", "TOC2", _entry(280)),
    "toc 3": ("paragraph", "TOC3", _entry(560)),
    "Notice": (
        "paragraph",
        "Notice",
        f'<w:basedOn w:val="@Normal@"/><w:qFormat/><w:pPr><w:keepLines/><w:pBdr>{_BOX}</w:pBdr>{_spacing(120, 120)}'
        '<w:ind w:left="200" w:right="140"/></w:pPr>',
    ),
    "Table Text": ("paragraph", "TableText", f"{_IN_CELL}<w:pPr>{_spacing(0, 20)}</w:pPr><w:rPr>{_size(18)}</w:rPr>"),
    "Table Heading": (
        "paragraph",
        "TableHeading",
        f"{_IN_CELL}<w:pPr><w:keepNext/>{_spacing(20, 20)}</w:pPr>"
        f"<w:rPr><w:b/><w:bCs/>{_colour(ACCENT_STRONG)}{_size(18)}</w:rPr>",
    ),
    "Table Row Heading": (
        "paragraph",
        "TableRowHeading",
        f'<w:basedOn w:val="@Table Text@"/><w:qFormat/><w:pPr>{_spacing(0, 20)}</w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>',
    ),
    "Table Band": (
        "paragraph",
        "TableBand",
        f'<w:basedOn w:val="@Table Text@"/><w:qFormat/><w:pPr><w:keepNext/>{_spacing(40, 40)}</w:pPr>'
        f"<w:rPr><w:b/><w:bCs/>{_size(19)}</w:rPr>",
    ),
    "Strong": ("character", "Strong", '<w:uiPriority w:val="22"/><w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr>'),
    "Added Text": (
        "character",
        "AddedText",
        f'<w:qFormat/><w:rPr>{_colour(ADDED)}<w:u w:val="single"/></w:rPr>',
    ),
    "Removed Text": ("character", "RemovedText", f"<w:qFormat/><w:rPr><w:strike/>{_colour(REMOVED)}</w:rPr>"),
    "Quiet Text": ("character", "QuietText", f"<w:qFormat/><w:rPr>{_colour(INK_SOFT)}</w:rPr>"),
    "Plan Table": (
        "table",
        "PlanTable",
        '<w:basedOn w:val="@Normal Table@"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{_borders('top', 'left', 'bottom', 'right', 'insideH', 'insideV')}</w:tblBorders>"
        f"{_CELLS}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{_borders("bottom", size=12, colour=ACCENT)}</w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{ACCENT_WASH[1:].upper()}"/></w:tcPr></w:tblStylePr>',
    ),
    "Facts Table": (
        "table",
        "FactsTable",
        '<w:basedOn w:val="@Normal Table@"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{_borders('top', 'bottom', 'insideH')}</w:tblBorders>{_CELLS}</w:tblPr>"
        f'<w:tblStylePr w:type="firstCol"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{SUNK[1:].upper()}"/></w:tcPr>'
        "</w:tblStylePr>",
    ),
}
# Names that Word itself knows; the others are marked as ours.
OURS = {
    name for name in NEEDED if name.startswith(("Table ", "Plan ", "Facts ", "Added ", "Removed ", "Quiet ", "Notice"))
}
# Kinds whose default every document has one of, and the name that stands for it whatever it is called there.
DEFAULTS = {
    "Normal": "paragraph",
    "Default Paragraph Font": "character",
    "Normal Table": "table",
    "No List": "numbering",
}
# What an institution would wish to shape itself.
WORTH_TELLING = ("Title", "Subtitle", "heading 1", "heading 2", "heading 3", "List Bullet", "caption")
