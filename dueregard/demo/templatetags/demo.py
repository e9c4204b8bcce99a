"""The sign-ins that the demonstration adds to the sign-in page."""

from __future__ import annotations

from django import template
from django.conf import settings

from dueregard.demo.queries import SignIn, sign_ins

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> list[SignIn]:
    """One sign-in for each role; none outside demo mode."""
    return sign_ins() if settings.DUEREGARD_DEMO else []
