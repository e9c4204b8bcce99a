"""Writes of the health of the plan: looking through the texts, and asking links."""
