"""The organisation's words and calendar. Pure: no ORM, no clock, no request."""
