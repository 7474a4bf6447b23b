"""Whole results as files, and batches."""
