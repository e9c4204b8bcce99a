"""Training: courses, who needs which, sessions, designated safeguarding officers, and the records of who completed what."""
