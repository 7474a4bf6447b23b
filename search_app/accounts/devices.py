"""Browsers that have logged in before: a signed cookie says with which names, so that guesses that
others make at a name do not keep its owner waiting (``throttle``). It lets nobody in by itself. The
one door of itsdangerous."""

from collections.abc import Mapping
from secrets import token_hex

from itsdangerous import BadSignature, URLSafeTimedSerializer

from search_app.accounts.names import name_key
from search_app.accounts.secrets_kept import kept

#: Seconds that a browser is known after its last login with a password.
KNOWN_FOR = 180 * 24 * 3600
#: Names that one browser is known for, at most; those of the oldest logins are dropped.
_MOST = 8
#: The longest cookie that is looked at; one of ``_MOST`` names is shorter.
_LONGEST = 2000


class Devices:
    """The cookies of known browsers, signed with the key of the site."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="treatylens.device")

    def known(self, cookie: str, name: str) -> str:
        """The id under which the browser with this cookie is known for a name, "" where it is
        not."""
        return self._read(cookie).get(_short(name), "")

    def with_name(self, cookie: str, name: str) -> str:
        """The cookie of the same browser once it has logged in with a name, too."""
        short, names = _short(name), dict(self._read(cookie))
        own = names.pop(short, "") or token_hex(16)
        return str(self._signer.dumps(dict([*names.items(), (short, own)][-_MOST:])))

    def _read(self, cookie: str) -> Mapping[str, str]:
        if not cookie or len(cookie) > _LONGEST:
            return {}
        try:
            names: dict[str, str] = self._signer.loads(cookie, max_age=KNOWN_FOR)
        except BadSignature:  # one that is too old, too
            return {}
        return names


def _short(name: str) -> str:
    """What stands for a name in the cookie, which is not to tell it."""
    return kept(f"device:{name_key(name)}")[:16]
