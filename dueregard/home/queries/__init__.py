"""What home reads: today's work, the audit trail, and whether the database answers."""
