"""What a version is and how it is proved, in pure functions."""
