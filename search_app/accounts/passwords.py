"""Passwords: what one must be, and their Argon2id hashes. The one door of argon2-cffi.

The rules are those of OWASP ASVS 4.0.3 V2.1 and NIST SP 800-63B 5.1.1: length counts, every
character may be used, nothing has to be mixed, the commonest are refused.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from search_app.accounts.errors import WeakPassword
from search_app.accounts.names import name_key
from search_app.messages import msg

#: Characters that a password has at least, and at most: a longer one is no harder to guess.
SHORTEST, LONGEST = 12, 1_000
#: Different characters that a password has at least.
_DIFFERENT = 5
#: Passwords of twelve characters and more that are tried first everywhere, and those that this
#: site's own name suggests; in lower case.
COMMONEST = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123123123123 121212121212 112233445566
    098765432109 987654321012 qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwerty123456 1qaz2wsx3edc
    1q2w3e4r5t6y zaq12wsxcde3 asdfghjkl123 abcdefghijkl abc123456789 password1234 password12345
    password123456 password123! passwordpassword passw0rd1234 p@ssw0rd1234 p@ssword1234
    iloveyou1234 iloveyouiloveyou adminadmin123 administrator administrator1 administrator123
    changeme1234 letmein12345 welcome12345 welcome123456 qazwsxedcrfv correcthorsebatterystaple
    treatylens123 treatylens1234 treatylenstreatylens treatylens2024 treatylens2025 treatylens2026
    """.split()
)
#: RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes.
_HASHER = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


class Checked(NamedTuple):
    """Whether a password is right, and the hash to keep from now on where it is to be another, ""
    where not: it was made with parameters of another time."""

    right: bool
    new_hash: str = ""


def check_new(password: str, names: Sequence[str] = ()) -> None:
    """Raise ``WeakPassword`` for one that is too short or easily guessed. ``names`` are those of
    its account, which it must not be."""
    plain = _prepared(password)
    if len(plain) < SHORTEST:
        raise WeakPassword(
            msg("A password has at least %(least)s characters; take a longer one.", least=SHORTEST)
        )
    if len(plain) > LONGEST:
        raise WeakPassword(
            msg("A password has at most %(most)s characters; take a shorter one.", most=LONGEST)
        )
    if name_key(plain) in {name_key(name) for name in names if name}:
        raise WeakPassword(msg("A password must not be the name or e-mail address; take another."))
    if plain.casefold() in COMMONEST or len(set(plain.casefold())) < _DIFFERENT:
        raise WeakPassword(
            msg("This password is among the first that are guessed; take another one.")
        )


def hashed(password: str) -> str:
    """The hash to keep of a password."""
    return _HASHER.hash(_prepared(password))


def check(kept: str, password: str) -> Checked:
    """Whether a password is that of a hash. As much work is done for "", which none is right for,
    as for any other."""
    if len(password) > LONGEST:
        password = ""  # none is kept that is so long; no work for it
    try:
        _HASHER.verify(kept or _nobodys(), _prepared(password))
    except (VerificationError, InvalidHashError):
        return Checked(False)
    if not kept:
        return Checked(False)
    return Checked(True, hashed(password) if _HASHER.check_needs_rehash(kept) else "")


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has."""
    return _HASHER.hash("")


def _prepared(password: str) -> str:
    # However a keyboard composes it, it is the same password (NIST SP 800-63B 5.1.1.2).
    return unicodedata.normalize("NFKC", password)
