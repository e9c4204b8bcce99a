"""The mark of a page that is meant to be public; `config.middleware.SignInRequired` asks for a sign-in everywhere else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Mark a view as meant to be public."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def is_open_to_all(view: object) -> bool:
    """Whether a view carries the mark."""
    return bool(getattr(view, "open_to_all", False))
