"""What is published: pages without sign-in at addresses that stay, and the files behind them."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date, quote_etag
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from dueregard.kernel.doors import open_to_all
from dueregard.publication.queries import versions as queries
from dueregard.publication.queries.public import Unsound, key_lines, page_fragment, public_page
from dueregard.publication.rules.states import Audience, Format
from dueregard.publication.views.frame import file_response

log = logging.getLogger(__name__)


def _unchanged(request: HttpRequest, etag: str) -> bool:
    sent = request.headers.get("If-None-Match", "")
    return any(one.strip().removeprefix("W/") == etag for one in sent.split(","))


def _cached(response: Any, etag: str, changed: float) -> Any:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    # Kept, but asked about each time: a version can be withdrawn or redacted at any moment.
    response["Cache-Control"] = "no-cache"
    return response


@open_to_all
@require_GET
def published_list(request: HttpRequest) -> HttpResponse:
    """All documents that are published, with their versions."""
    return render(request, "publication/published_list.html", {"versions": queries.published_versions()})


@open_to_all
@require_GET
def published_now(request: HttpRequest, slug: str) -> HttpResponse:
    """The document as it is published now."""
    version = queries.published_now(slug)
    if version is None:
        raise Http404
    return _page(request, slug, version)


@open_to_all
@require_GET
def published_version(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One version that is or was published."""
    version = queries.published_version(slug, number)
    if version is None:
        raise Http404
    return _page(request, slug, version)


def _page(request: HttpRequest, slug: str, version: Any) -> HttpResponse:
    found = public_page(slug, version)
    # The frame around the document tells who is signed in.
    who = request.user.pk if request.user.is_authenticated else ""
    etag = quote_etag(f"{found.etag}-{who}")
    if _unchanged(request, etag):
        return _cached(HttpResponse(status=304), etag, found.changed.timestamp())
    try:
        fragment = page_fragment(found)
    except Unsound:
        log.exception("The page of %s is not the one that was published: it is not shown", version)
        return render(request, "publication/unsound.html", {"found": found, "frozen": version}, status=503)
    # The fragment was written by documents.writers.webpage, which escapes all text, and its SHA-256 has been checked.
    context = {"found": found, "frozen": version, "slug": slug, "fragment": mark_safe(fragment)}  # noqa: S308
    response = render(request, "publication/published.html", context)
    response["Vary"] = "Cookie"
    return _cached(response, etag, found.changed.timestamp())


@open_to_all
@require_GET
def published_file(request: HttpRequest, slug: str, number: str, format: str) -> HttpResponse:
    """A file made for the public."""
    version = queries.published_version(slug, number)
    edition = queries.edition(version) if version is not None and not public_page(slug, version).withdrawn else None
    row = edition.file(Audience.PUBLIC, format) if edition and format != Format.PAGE else None
    if edition is None or row is None:
        raise Http404
    etag = quote_etag(row.sha256)
    changed = edition.issue.completed_at.timestamp() if edition.issue.completed_at else 0
    if _unchanged(request, etag):
        return _cached(HttpResponse(status=304), etag, changed)
    return _cached(file_response(row), etag, changed)


@open_to_all
@require_GET
def manifest(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The signed manifest of a version's current publication."""
    version = queries.published_version(slug, number)
    edition = queries.edition(version) if version is not None else None
    if edition is None:
        raise Http404
    response = HttpResponse(edition.issue.manifest, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="prevent-{slug}-{number}-manifest.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@open_to_all
@require_GET
def signing_key(request: HttpRequest) -> HttpResponse:
    """The public keys by which manifests are checked, the present one first."""
    return HttpResponse(key_lines(), content_type="text/plain; charset=utf-8")
