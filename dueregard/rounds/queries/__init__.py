"""Reads of the update round."""
