"""Secrets that are handed out once and kept as their hash."""

import hashlib
import secrets

#: What an API token begins with, so that one that leaked is recognized.
TOKEN_PREFIX = "tl_"
#: Bytes of chance: nobody guesses one of 2^256.
_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """A secret that may stand in an address, a cookie or a header."""
    return prefix + secrets.token_urlsafe(_BYTES)


def kept(secret: str) -> str:
    """What is kept of a secret, by which it is found again."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
