"""Cleaning what people type into the plan's pages. A form never saves."""
