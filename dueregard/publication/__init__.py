"""Versions of the plan: frozen, approved, published to each audience, compared and redacted; and their proof."""
