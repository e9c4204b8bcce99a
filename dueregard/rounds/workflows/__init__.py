"""Writes of the update round."""
