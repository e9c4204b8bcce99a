"""Template tags of the publication room."""
