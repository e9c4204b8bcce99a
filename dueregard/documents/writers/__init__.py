"""Plain rows and blocks to files: one writer for each format."""
