"""Every setting, declared once: name, default, what it is for.

Settings come from environment variables ``TREATYLENS_…`` or from the TOML file that
``TREATYLENS_CONFIG`` names; the environment wins.
"""

import getpass
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

PREFIX = "TREATYLENS_"
#: What follows the prefix in variables that are no settings: the file of settings, and the command
#: that scripts around the program are to run, which the program itself does not read.
NO_SETTINGS = frozenset({"CONFIG", "BIN", "TEST_ELASTICSEARCH"})


class SettingsError(Exception):
    """A setting cannot be used. ``str(error)`` says which, and what it takes."""


def _setting(
    default: Any,
    help_text: str,
    least: int | None = None,
    *,
    secret: bool = False,
    choices: Sequence[str] = (),
) -> Any:
    metadata = {"help": help_text, "least": least, "choices": choices}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings with their defaults. ``docs/settings.md`` lists them; a test keeps it so."""

    index: str = _setting("", "Folder of the index; empty for one in the user's data folder.")
    engine: str = _setting(
        "", "Addresses of an Elasticsearch cluster; empty for an index in a folder.", secret=True
    )
    engine_prefix: str = _setting("treatylens", "What the names of its indexes begin with.")
    engine_username: str = _setting("", "User of the cluster.")
    engine_password: str = _setting("", "The user's password.", secret=True)
    engine_api_key: str = _setting("", "API key, in place of a user and a password.", secret=True)
    engine_ca: str = _setting("", "File of the certificate that signed the cluster's.")
    engine_timeout: int = _setting(10, "Seconds one request to the cluster may take.", 1)
    engine_shards: int = _setting(1, "Parts of a new index, on as many nodes.", 1)
    engine_replicas: int = _setting(1, "Copies of a new index on other nodes, at most.", 0)
    engine_vectors: str = _setting(
        "int8_hnsw", "How a new index keeps vectors: int8_hnsw, hnsw or flat."
    )
    model: str = _setting("", "Name or path of the encoder; empty for the bundled one.")
    encoder_device: str = _setting(
        "", "Device a transformer runs on, such as cpu or cuda; empty for the best there is."
    )
    encoder_batch_size: int = _setting(32, "Texts a transformer encodes at once.", 1)
    encoder_max_length: int = _setting(
        0, "Tokens a transformer reads of a text; 0 for as many as the model takes.", 0
    )
    termbase: str = _setting(
        "", "Files of terms, TSV or TBX, several separated by commas, beside the package's own."
    )
    profile: str = _setting("default", "Ranking profile, by its name in profiles.toml.")
    database: str = _setting(
        "",
        "Database of what people make, as an SQLAlchemy URL; empty for a SQLite file.",
        secret=True,
    )
    memory: str = _setting(
        "", "Folder of the translation memories; empty for one in the user's data folder."
    )
    editor: str = _setting("", "Who corrects, by name; empty for the login name.")
    api_rate: str = _setting(
        "3000/minute", "Requests to the API that one client may make; empty for any number."
    )
    accounts: str = _setting(
        "off", "Whether people log in; without, only this machine is served.", choices=("off", "on")
    )
    hosts: str = _setting(
        "", "Names the site is asked for by, beside this machine's, separated by commas."
    )
    proxy: str = _setting(
        "", "Address of the proxy in front whose X-Forwarded headers hold; empty for none."
    )
    secure_cookies: str = _setting(
        "auto", "Whether cookies go over HTTPS alone.", choices=("auto", "on", "off")
    )
    session_idle_minutes: int = _setting(120, "Minutes after which an unused session ends.", 1)
    session_hours: int = _setting(12, "Hours after which any session ends.", 1)
    openid_issuer: str = _setting("", "OpenID Connect issuer people log in at; empty for none.")
    openid_client_id: str = _setting("", "What the issuer calls this site.")
    openid_client_secret: str = _setting("", "The secret the issuer gave it.", secret=True)
    openid_scopes: str = _setting("openid profile email", "What is asked of the issuer.")
    openid_role_claim: str = _setting("", "Claim that gives a role; empty for none that does.")
    openid_readers: str = _setting("", "Values of that claim that make a reader, with commas.")
    openid_editors: str = _setting("", "Values of that claim that make an editor, with commas.")
    openid_admins: str = _setting("", "Values of that claim that make an admin, with commas.")
    openid_unknown: str = _setting(
        "refuse", "What becomes of people without an account.", choices=("refuse", "add")
    )
    audit: str = _setting(
        "auto",
        "Whether an audit log is kept; auto where there are accounts.",
        choices=("auto", "on", "off"),
    )
    site_url: str = _setting("", "Address of the site, for links in mail and webhooks.")
    smtp_host: str = _setting("", "Mail server; empty for no mail.")
    smtp_port: int = _setting(25, "Its port: 25, 587 with starttls or 465 with tls.", 1)
    smtp_security: str = _setting(
        "starttls", "How the mail server is spoken to.", choices=("starttls", "tls", "none")
    )
    smtp_username: str = _setting("", "User of the mail server; empty for none.")
    smtp_password: str = _setting("", "The user's password.", secret=True)
    mail_from: str = _setting("", "Who mail is from: an address, with a name if wanted.")
    webhook_hosts: str = _setting(
        "", "Hosts that webhooks may lead to though they are not public, with commas."
    )
    page_size: int = _setting(10, "Hits a page on the site.", 1)
    export_limit: int = _setting(100_000, "Hits that one file of results lists at most.", 1)
    secret_key: str = _setting(
        "", "Signs cookies; empty for one that is made and, with accounts, kept.", secret=True
    )
    jobs: int = _setting(0, "Files read at once while indexing; 0 for one a processor.", 0)
    extract_cpu_seconds: int = _setting(60, "Processor time for reading one file.", 1)
    extract_wall_seconds: int = _setting(120, "Time on the clock for reading one file.", 1)
    extract_memory_mb: int = _setting(1024, "Memory for reading one file.", 128)

    def index_path(self) -> Path:
        """Where the index is, by the setting or the platform's custom."""
        if self.index:
            return Path(self.index).expanduser()
        return _data_folder() / "index"

    def memory_path(self) -> Path:
        """Where the translation memories are, apart from the index of the instruments."""
        if self.memory:
            return Path(self.memory).expanduser()
        return _data_folder() / "memory"

    def database_path(self) -> Path:
        """The file of the database of what people make, where no URL names another."""
        return _data_folder() / "treatylens.sqlite3"

    def secret_key_path(self) -> Path:
        """The file of the key that signs cookies, where there are accounts and no setting."""
        return _data_folder() / "secret_key"

    def editor_name(self) -> str:
        """Who corrects on this machine, while there are no accounts."""
        if self.editor:
            return self.editor
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):  # a user without a name, in a container say
            return "local"


def _data_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "treatylens"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises ``SettingsError`` for a file, name or value that cannot be used."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    path = environment.get(PREFIX + "CONFIG")
    if path:
        values = _file(Path(path))
    known = {setting.name: setting for setting in fields(Settings)}
    if unknown := sorted(values.keys() - known.keys()):
        raise SettingsError(f"{path} sets {_no_setting(unknown, known)}")
    given = {name for name in environment if name.startswith(PREFIX)}
    allowed = [PREFIX + name.upper() for name in known]
    if unknown := sorted(given - {*allowed, *(PREFIX + name for name in NO_SETTINGS)}):
        raise SettingsError(f"the environment sets {_no_setting(unknown, allowed)}")
    for name in known:
        if PREFIX + name.upper() in environment:
            values[name] = environment[PREFIX + name.upper()]
    return Settings(**{name: _value(known[name], value) for name, value in values.items()})


def _no_setting(names: Sequence[str], known: Iterable[str]) -> str:
    """What to say of names that are no settings: the nearest that are, or all where none is."""
    known = list(known)
    near = dict.fromkeys(close for name in names for close in get_close_matches(name, known))
    return (
        f"{', '.join(names)}, which is no setting; "
        f"did you mean {' or '.join(near or known)}? docs/settings.md lists them"
    )


def _file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{PREFIX}CONFIG names {path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{PREFIX}CONFIG names {path}, which is no TOML: {error}") from None


def _value(setting: Any, value: Any) -> Any:
    if setting.type is str or setting.type == "str":
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        choices = setting.metadata["choices"]
        if choices and text not in choices:
            raise SettingsError(
                f"the setting {setting.name} takes {' or '.join(choices)}, not {text!r}"
            )
        return text
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise SettingsError(
            f"the setting {setting.name} takes a whole number, not {value!r}"
        ) from None
    least = setting.metadata["least"]
    if least is not None and number < least:
        raise SettingsError(f"the setting {setting.name} must be at least {least}, not {number}")
    return number
