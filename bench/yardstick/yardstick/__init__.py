"""The yardstick: a stock Django admin listing the same 10,000 rows."""
