"""Reads of training. The conditions that figures and pages share are in `conditions`."""
