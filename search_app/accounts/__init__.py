"""Accounts: who may come in, by what, and what they may then do. No Flask.

Secrets that are handed out (of sessions, tokens, links) are kept as their SHA-256 alone: they are
random and long, so that nothing slower is needed, and whoever reads the database cannot use them.
"""
