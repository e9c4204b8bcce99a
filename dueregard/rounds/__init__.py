"""The update round: every lead's own rows, asked for and brought back."""
