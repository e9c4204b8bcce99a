"""An address that was asked for in a way that it does not take: a page that says so and leads back, instead of an empty 405."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

Handler = Callable[[HttpRequest], HttpResponse]


def page_above(path: str) -> str:
    """The nearest address above `path` that there is: the page whose form is sent there; the start page at last."""
    while path := path.rstrip("/").rpartition("/")[0]:
        for address in (path, f"{path}/"):
            try:
                resolve(address)
            except Resolver404:
                continue
            return address
    return "/"


class WrongMethod:
    """Gives Django's bare 405 the house's page. Such addresses are reached by reloading, or from the browser's history."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        allowed = response.get("Allow", "")
        context = {"takes_form": "POST" in allowed, "back": page_above(request.path_info)}
        page = render(request, "405.html", context, status=405)
        page["Allow"] = allowed
        return page
