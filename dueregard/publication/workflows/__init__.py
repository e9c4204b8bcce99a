"""Proposing, approving, publishing, correcting and redacting versions."""
