"""Clause types as people see and correct them: labels, corrections kept, and their effect on what
is searched. What labels a provision is ``analyzers.clause_types``."""
