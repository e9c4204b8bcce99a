"""Reading the plan: every query starts from its viewer."""
