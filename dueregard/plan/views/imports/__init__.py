"""The pages of importing a plan."""
