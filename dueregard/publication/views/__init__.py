"""The pages of versions, of what is published, and of comparing."""
