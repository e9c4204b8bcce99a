"""Texts of the plan as pages show them: a number that is bound to a figure with its date, and what has become of it."""

from __future__ import annotations

import re
from html import escape

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from dueregard.figures.rules.claims import claims_in
from dueregard.plan.queries.claims import Claims, words_for_all
from dueregard.plan.rules.claims import Standing

register = template.Library()

_LINE = re.compile(r"\r\n|\r|\n")


@register.filter
def bound(text: str, claims: Claims | None) -> SafeString:
    """The text with line breaks kept; each claim that the page has asked about reads "134 (as at 11 July 2019)", links to
    its figure, and says what no longer holds."""
    parts, last = [], 0
    for claim in claims_in(text) if claims is not None and claims.known else ():
        standing = claims.of(claim)  # type: ignore[union-attr]
        if standing is not None:
            parts += [_broken(text[last : claim.start]), _shown(standing)]
            last = claim.end
    return mark_safe("".join(parts) + _broken(text[last:]))  # noqa: S308 - every piece of the text is escaped


@register.filter
def bound_paragraphs(text: str, claims: Claims | None) -> SafeString:
    """The same as paragraphs, parted at blank lines."""
    parts = [part for part in re.split(r"\n{2,}", _LINE.sub("\n", text)) if part.strip()]
    return mark_safe("\n".join(f"<p>{bound(part, claims)}</p>" for part in parts))  # noqa: S308 - escaped by `bound`


@register.filter
def in_words(text: str) -> str:
    """The text with its claims as "134 (as at 11 July 2019)", small numbers by the rule whoever reads: for lists that name a
    passage in passing."""
    return words_for_all(text)


@register.filter
def figure_url(key: str) -> str:
    """The page of a figure; "" where there is none."""
    try:
        return reverse("figures:figure", args=[key])
    except NoReverseMatch:
        return ""


@register.filter
def truncate_before(text: str, most: int) -> str:
    """The end of a text, cut at a word."""
    return text if len(text) <= most else "… " + text[-most:].partition(" ")[2]


def _broken(text: str) -> str:
    return _LINE.sub("<br>", escape(text))


def _shown(standing: Standing) -> str:
    url, number = figure_url(standing.claim.key), escape(standing.number)
    said = f'<span class="visually-hidden">, figure: {escape(standing.label)}</span>'
    parts = [f'<a href="{escape(url)}">{number}{said}</a>' if url else f"{number}{said}"]
    if standing.problem:
        parts.append(_mark("", "cannot be computed", "late"))
    if standing.differs:
        day = "day" if standing.claim.span.first is None else "period"
        parts.append(_mark("It does not agree with the records: ", f"that {day} {standing.then}", "late"))
    if standing.moved:
        parts.append(_mark("The figure has changed: ", f"now {standing.now}", ""))
    return " ".join(parts)


def _mark(heard: str, words: str, tone: str) -> str:
    heard = f'<span class="visually-hidden">{heard}</span>' if heard else ""
    return f'<strong class="tag{f" tag-{tone}" if tone else ""}">{heard}{escape(words)}</strong>'
