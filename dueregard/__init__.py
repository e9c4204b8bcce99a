"""Due Regard: one institution's Prevent duty as a living plan."""
