"""The look of every page: base page, components, tokens, form rendering, error pages and the gallery."""
