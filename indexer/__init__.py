"""Documents in, an index out."""
