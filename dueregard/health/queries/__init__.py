"""Reads of the health of the plan."""
