"""The organisation: campuses, bodies, posts, initials, terms, and the leads that rows of the plan answer to."""
