"""Pages of the update round."""
