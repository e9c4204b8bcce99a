"""The demonstration's institution for the tests of the health of the plan."""

from tests.institution import institution

__all__ = ["institution"]
