"""Saved queries: what is kept of a query, its runs, what is new, changed and gone between them."""
