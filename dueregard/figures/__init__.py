"""Figures: each defined once by the room that owns the records, asked for by its key everywhere."""
