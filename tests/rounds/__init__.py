"""Tests of the update round."""
