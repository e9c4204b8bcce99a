"""What the pages of this room share: finding a version, and giving a file."""

from __future__ import annotations

from typing import Any, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from dueregard.kernel.require import permit
from dueregard.publication import permissions
from dueregard.publication.queries import pages, versions
from dueregard.publication.rules.states import CONTENT_TYPES, Format


def version_or_404(request: HttpRequest, reference: str) -> Any:
    """The version, for those who may read versions at all (403 for others)."""
    permit(permissions.can_read_versions(request.user))
    found = versions.version_of_reference(request.user, reference)
    if found is None:
        raise Http404
    return found


def page_or_404(request: HttpRequest, reference: str) -> pages.VersionPage:
    """The version with all that its page shows."""
    permit(permissions.can_read_versions(request.user))
    found = pages.version_page(request.user, reference)
    if found is None:
        raise Http404
    return found


def file_response(row: Any) -> HttpResponse:
    """A published file as a download. Raises Http404 where its bytes are gone."""
    try:
        stream = row.file.content.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(
        stream, as_attachment=True, filename=row.name, content_type=CONTENT_TYPES[Format(row.format)]
    )
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)
