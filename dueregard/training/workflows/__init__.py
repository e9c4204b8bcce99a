"""Writes of training, by noun: each permits, checks, changes, records and tells."""
