"""A register as a stock admin would keep it."""
