"""Writing the plan. Each workflow: permit, check, change, record, tell."""
