"""Home: what needs me today, the audit trail's pages, and the pages about the product itself."""
