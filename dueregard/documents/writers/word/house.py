"""The house's own foundation for Word documents: A4, a plain typeface that every machine has, nothing else."""

from __future__ import annotations

from .markup import element
from .parts import Foundation

_FACE = "Arial"
_DEFAULTS = (
    f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{_FACE}" w:hAnsi="{_FACE}" w:eastAsia="{_FACE}" w:cs="{_FACE}"/>'
    '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
)
# Without the mode of 2013 and later, Word opens a file as an old one, says so in its title and sets tables askew.
COMPAT = (
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat>"
)
_SETTINGS = (
    f'<w:settings><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>{COMPAT}'
    '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)
# A4 upright with margins of two centimetres; what lies across is turned when it is written.
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
    'w:header="567" w:footer="567" w:gutter="0"/><w:cols w:space="708"/></w:sectPr>'
)


def house_foundation() -> Foundation:
    """A fresh one for each document, for it is completed in place."""
    return Foundation(
        styles=element(f"<w:styles>{_DEFAULTS}</w:styles>"),
        numbering=element("<w:numbering/>"),
        settings=element(_SETTINGS),
        section=element(_SECTION),
    )
