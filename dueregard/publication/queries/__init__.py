"""Reading the living plan as a content, versions, publications, and what verifies."""
