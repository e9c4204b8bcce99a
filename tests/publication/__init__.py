"""Tests of the publication room."""
