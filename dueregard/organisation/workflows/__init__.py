"""Keeping the organisation: one module for each noun."""
