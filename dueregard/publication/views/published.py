"""What is published: pages without sign-in at addresses that stay, and the files behind them."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from dueregard.kernel.doors import open_to_all
from dueregard.publication.queries import versions as queries
from dueregard.publication.queries.public import Unsound, key_lines, page_fragment, public_page, schema_text
from dueregard.publication.rules.states import Audience, Format
from dueregard.publication.views.frame import file_response

log = logging.getLogger(__name__)


def _kept_by_the_reader(request: HttpRequest, etag: str, changed: datetime) -> HttpResponse | None:
    """The answer that what the reader has kept is still so; None where it must be sent."""
    answer = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    return None if answer is None else _cached(answer, etag, changed)


def _cached(response: Any, etag: str, changed: datetime) -> Any:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    # Kept, but asked about each time: a version can be withdrawn or redacted at any moment.
    response["Cache-Control"] = "no-cache"
    return response


@open_to_all
@require_safe
def published_list(request: HttpRequest) -> HttpResponse:
    """All documents that are published, with their versions."""
    return render(request, "publication/published_list.html", {"versions": queries.published_versions()})


@open_to_all
@require_safe
def published_now(request: HttpRequest, slug: str) -> HttpResponse:
    """The document as it is published now."""
    version = queries.published_now(slug)
    if version is None:
        raise Http404
    return _page(request, slug, version)


@open_to_all
@require_safe
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
    kept = _kept_by_the_reader(request, etag, found.changed)
    if kept is not None:
        return kept
    try:
        fragment = page_fragment(found)
    except Unsound:
        log.exception("The page of %s is not the one that was published: it is not shown", version)
        return render(request, "publication/unsound.html", {"found": found, "frozen": version}, status=503)
    # The fragment was written by documents.writers.webpage, which escapes all text, and its SHA-256 has been checked.
    context = {"found": found, "frozen": version, "slug": slug, "fragment": mark_safe(fragment)}  # noqa: S308
    response = render(request, "publication/published.html", context)
    response["Vary"] = "Cookie"
    return _cached(response, etag, found.changed)


@open_to_all
@require_safe
def published_file(request: HttpRequest, slug: str, number: str, format: str) -> HttpResponse:
    """A file made for the public."""
    version = queries.published_version(slug, number)
    edition = queries.edition(version) if version is not None and not queries.is_withdrawn(version) else None
    row = edition.file(Audience.PUBLIC, format) if edition and format != Format.PAGE else None
    if edition is None or row is None or edition.issue.completed_at is None:
        raise Http404
    etag, changed = quote_etag(row.sha256), edition.issue.completed_at
    kept = _kept_by_the_reader(request, etag, changed)
    return _cached(file_response(row), etag, changed) if kept is None else kept


@open_to_all
@require_safe
def manifest(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The signed manifest of a version's current publication."""
    version = queries.published_version(slug, number)
    edition = queries.edition(version) if version is not None else None
    if edition is None or edition.issue.completed_at is None:
        raise Http404
    response = HttpResponse(edition.issue.manifest, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="prevent-{slug}-{number}-manifest.json"'
    response["X-Content-Type-Options"] = "nosniff"
    etag = quote_etag(f"{edition.issue.reference}-manifest")
    return _cached(response, etag, edition.issue.completed_at)


@open_to_all
@require_safe
def signing_key(request: HttpRequest) -> HttpResponse:
    """The public keys by which manifests are checked, the present one first."""
    return HttpResponse(key_lines(), content_type="text/plain; charset=utf-8")


@open_to_all
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the plan as data; it changes with the product only."""
    response = HttpResponse(schema_text(), content_type="application/schema+json")
    response["Cache-Control"] = "public, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
