"""Clause types as people see and correct them."""
