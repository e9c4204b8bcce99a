"""The demonstration's institution for the tests of this folder."""

from tests.institution import institution

__all__ = ["institution"]
