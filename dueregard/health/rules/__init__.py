"""What the health of the plan means: its figures, what a text gives away, and which addresses may be asked. Pure."""
