"""The plan's pages: request, one query or one workflow, response."""
