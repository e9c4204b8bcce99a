"""Actions: one kind of action for every room but concerns."""
