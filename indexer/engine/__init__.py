"""The engine: the seam, its implementations, and how one is opened."""
