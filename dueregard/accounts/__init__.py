"""Persons, their sign-in, and the roles that they are appointed to."""
