"""The key that signs cookies, where no setting gives it: made once, and kept where only the user
of the site can read it, so that every process signs with the same."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from search_app.settings import SettingsError

_BYTES = 32


def kept_secret_key(path: Path) -> str:
    """The key in a file, which is made with a new one where there is none. Raises
    ``SettingsError`` for a file that cannot be made or read, or that others can read."""
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(
                f"{path} can be read by others; run chmod 600 on it, or set secret_key"
            )
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise SettingsError(
            f"the key that signs cookies cannot be kept in {path} ({reason}); set secret_key"
        ) from error
    if len(key) < 2 * _BYTES:
        raise SettingsError(f"{path} holds no key; remove it, or set secret_key")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written whole under another name: who comes second finds a whole one or makes the link fail.
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
        with suppress(FileExistsError):  # another process was first; its key is the one
            os.link(own, path)
    finally:
        own.unlink()
