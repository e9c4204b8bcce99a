"""What a browser would send of a page's form, hidden fields included."""

from __future__ import annotations

from typing import Any

from lxml import html


def fields_of(page: Any, **changes: Any) -> dict[str, Any]:
    """The fields of the page's last form as they would be sent, with `changes` typed over them (None unticks)."""
    form = html.fromstring(page.content.decode()).forms[-1]
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        # A browser sends line ends as CR LF.
        found.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
    # What is empty is sent too, but for boxes that are not ticked.
    for element in form.xpath(
        ".//input[@name and not(@value) and not(@type='checkbox' or @type='radio' or @type='file')]"
    ):
        found.setdefault(element.name, [""])
    for name, value in changes.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value
    found.pop("csrfmiddlewaretoken", None)
    return found
