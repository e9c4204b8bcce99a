"""Hostile parts of addresses, queries and forms, and the fields that a page's forms have."""

from __future__ import annotations

from html.parser import HTMLParser

LONG = "A" * 10_000

# As they stand in an address, percent-encoded or not.
IN_ADDRESSES = {
    "a null byte": "%00",
    "a lone surrogate": "%ED%A0%80",
    "an emoji": "%F0%9F%A6%89",
    "too long": LONG,
    "a vast number": "1" + "0" * 30,
    "below nought": "-1",
    "an impossible day": "0000-00-00",
    "a day beyond the calendar": "9999-99-99",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "half an escape": "%",
    "a wrong escape": "%zz%",
    "bytes that are no text": "%ff%fe",
    "a way up": "..%2f..%2fetc%2fpasswd",
    "a quote": "'%22%3B--",
    "a format": "%25s%25(name)s{0}",
}

# As they are typed.
IN_FORMS = {
    "a null byte": "\x00",
    "a null byte inside": "a\x00b",
    "an emoji": "\U0001f989",
    "too long": LONG,
    "a vast number": "1" + "0" * 30,
    "below nought": "-1",
    "an impossible day": "0000-00-00",
    "a day beyond the calendar": "9999-99-99",
    "the first day": "1 January 0001",
    "the last day": "31 December 9999",
    "a format": "%s%(name)s{0}",
    "nothing": "",
    "digits of another script": "\u0663\u00b2",
}


class _Fields(HTMLParser):
    """Collects what the page's forms would send: names, with what stands in them or the first choice."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._posting = False
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._posting = (given.get("method") or "").lower() == "post"
        elif not self._posting:
            return
        elif tag == "select":
            self._select = name
            self.values.setdefault(name, "")
        elif tag == "textarea":
            self._textarea = name
            self.values.setdefault(name, "")
        elif tag == "option" and self._select:
            if "selected" in given or not self.values[self._select]:
                self.values[self._select] = given.get("value") or ""
        elif tag in ("input", "button") and name and (given.get("type") != "radio" or "checked" in given):
            self.values.setdefault(name, given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._posting = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def filled_in(page: str) -> dict[str, str]:
    """What the page's forms would post as they stand, empty fields filled with a word."""
    reader = _Fields()
    reader.feed(page)
    own = {name: value for name, value in reader.values.items() if name not in ("", "csrfmiddlewaretoken", "next")}
    return {name: value.strip() or "word" for name, value in own.items()}
