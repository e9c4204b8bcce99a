"""The audit trail: who did what to what and when, append-only and hash-chained."""
