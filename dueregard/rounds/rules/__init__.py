"""Words and calculations of the update round."""
