"""Bringing lists of staff and completions in: taken, read and compared outside the web process, brought in, undone."""
