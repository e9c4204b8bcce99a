"""The plan's words, scales, transition tables and calculations. Pure: no ORM, no clock, no request."""
