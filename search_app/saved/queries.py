"""What is kept of a saved query and of a run, as values. No Flask and no database."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from search_app.identity import Identity
from search_app.messages import Message, msg
from search_app.query_model import QueryModel, read_model
from search_app.saved.schedules import PERIODS

#: Longest names and tags, in characters, and notes; and how many tags.
LONGEST_NAME, LONGEST_TAG, LONGEST_NOTE, MOST_TAGS = 200, 60, 10_000, 30


class SavedError(Exception):
    """What was asked of saved queries cannot be done. ``message`` says why, and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


class NoSavedQuery(SavedError):
    """There is no such saved query, or whoever asks may not see it."""


class NoRun(SavedError):
    """There is no such run of a saved query."""


class NameTaken(SavedError):
    """The owner has another saved query of this name."""


class NotTheirs(SavedError):
    """Whoever asks sees the saved query, and may not do this with it."""


class BadSavedQuery(SavedError):
    """A value cannot be kept; ``parameter`` names it, as a field of ``SavedQuery``."""

    def __init__(self, parameter: str, message: Message) -> None:
        super().__init__(message)
        self.parameter = parameter


class AlreadyRunning(SavedError):
    """Another process is running the saved query."""


@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """A saved query. ``owner`` is the id of an account, "" where there are none; ``owner_name`` is
    what people see. ``shared_with`` is the group whose members see and run it, "" for nobody;
    ``every`` one of ``schedules.PERIODS``, "" for on demand alone. ``kept`` is the query as JSON,
    in the version in which it was written. Secrets are "" where there is none. Times are ISO 8601
    in UTC."""

    id: str
    owner: str
    owner_name: str
    name: str
    kept: Mapping[str, Any]
    note: str = ""
    tags: tuple[str, ...] = ()
    shared_with: str = ""
    every: str = ""
    created_at: str = ""
    changed_at: str = ""
    feed_token: str = ""
    mail_to: str = ""
    mail_language: str = ""
    mail_token: str = ""
    webhook: str = ""
    webhook_secret: str = ""

    @property
    def query(self) -> QueryModel:
        """The query in the newest version of the model. Raises ``BadQueryModel``."""
        return read_model(self.kept)

    def without_secrets(self) -> "SavedQuery":
        """The same without what is the owner's alone: where it sends to, and every secret."""
        return replace(
            self, feed_token="", mail_to="", mail_token="", webhook="", webhook_secret=""
        )

    def seen_by(self, identity: Identity | None) -> bool:
        """Whether somebody sees and runs it; None is the owner of the machine, who does."""
        if identity is None:
            return True
        if not identity.known:
            return False
        return self.owned_by(identity) or bool(
            self.shared_with and self.shared_with in identity.groups
        )

    def owned_by(self, identity: Identity | None) -> bool:
        """Whether somebody may change it."""
        return identity is None or (identity.known and identity.account == self.owner)

    def deleted_by(self, identity: Identity | None) -> bool:
        """Whether somebody may delete it: its owner, and an admin."""
        return self.owned_by(identity) or (identity is not None and identity.may("admin"))


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be changed of a saved query; None leaves a field as it is."""

    name: str | None = None
    note: str | None = None
    tags: Sequence[str] | None = None
    query: QueryModel | None = None
    shared_with: str | None = None
    every: str | None = None
    feed_token: str | None = None
    mail_to: str | None = None
    mail_language: str | None = None
    mail_token: str | None = None
    webhook: str | None = None
    webhook_secret: str | None = None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a run rests on beside its query, model and profile. ``commit`` names the state of the
    index, as ``IndexInfo.commit``, "" where it has no name; ``program`` is the version of
    TreatyLens, ``terms`` tells the termbase of one's own, ``access`` what could be seen."""

    commit: str = ""
    program: str = ""
    terms: str = ""
    access: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run. ``number`` counts the runs of a query from 1. ``at`` is ISO 8601 in UTC;
    ``account`` who ran it, "" for the schedule, the command line, or without accounts; ``count``
    how many hits it has; ``depth`` how many provisions nearest in meaning could be among them, None
    for words alone; ``kept`` the query as JSON, as it was run; ``hits`` the SHA-256 of its set;
    ``new``, ``changed`` and ``gone`` count what is so since the run before, all hits being new in
    the first. All of it is as the owner sees it: ``RunReport.seen_by`` gives what others may."""

    id: str
    saved: str
    number: int
    at: str
    account: str
    duration_ms: int
    count: int
    generation: int
    model: str
    profile: str
    depth: int | None
    kept: Mapping[str, Any]
    hits: str
    new: int
    changed: int
    gone: int
    basis: Basis = field(default_factory=Basis)

    @property
    def query(self) -> QueryModel:
        """The query as it was run. Raises ``BadQueryModel``."""
        return read_model(self.kept)


# --------------------------------------------------------------------------- what may be kept


def clean_name(name: str) -> str:
    """The name as it is kept. Raises ``BadSavedQuery``."""
    found = _line(name)
    if not found:
        raise BadSavedQuery("name", msg("Give the saved query a name."))
    if len(found) > LONGEST_NAME:
        raise BadSavedQuery(
            "name",
            msg("The name is too long; it may have %(most)s characters.", most=LONGEST_NAME),
        )
    return found


def clean_note(note: str) -> str:
    """The note as it is kept. Raises ``BadSavedQuery``."""
    found = unicodedata.normalize("NFC", note).strip()
    if len(found) > LONGEST_NOTE:
        raise BadSavedQuery(
            "note",
            msg("The note is too long; it may have %(most)s characters.", most=LONGEST_NOTE),
        )
    return found


def clean_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """The tags as they are kept, each once, in the order given. Raises ``BadSavedQuery``."""
    found = tuple(dict.fromkeys(tag for tag in map(_line, tags) if tag))
    if len(found) > MOST_TAGS:
        raise BadSavedQuery(
            "tags", msg("There are too many tags; %(most)s are kept at most.", most=MOST_TAGS)
        )
    if any(len(tag) > LONGEST_TAG for tag in found):
        raise BadSavedQuery(
            "tags", msg("A tag is too long; it may have %(most)s characters.", most=LONGEST_TAG)
        )
    return found


def clean_every(every: str) -> str:
    """The schedule as it is kept, "" for none. Raises ``BadSavedQuery``."""
    if every and every not in PERIODS:
        raise BadSavedQuery(
            "every",
            msg("A query runs %(known)s, or on demand alone.", known=", ".join(PERIODS)),
        )
    return every


def check_query(query: QueryModel) -> QueryModel:
    """The same query if it asks something. Raises ``QuerySyntaxError``, and ``BadSavedQuery``
    where it asks nothing or its ranking profile is not there."""
    from analyzers.query import analyse_query
    from search_app.profiles import load_profile

    if not query.form().asks:
        raise BadSavedQuery("query", msg("Give a query, or a filter to list by."))
    if query.text.strip():
        analyse_query(query.text)
    try:
        load_profile(query.profile)
    except ValueError:
        raise BadSavedQuery(
            "query", msg("There is no ranking profile “%(name)s”.", name=query.profile)
        ) from None
    return query


#: Signs that turn the direction of what follows them: a name would turn the page around it.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Categories of signs of which nothing is seen. Between others they stay: Khmer parts words so.
_UNSEEN = frozenset({"Cf", "Zs", "Mn"})
#: Letters and signs that are drawn as nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _line(text: str) -> str:
    """One line without control characters and double spaces; "" where nothing would be seen."""
    plain = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in unicodedata.normalize("NFC", text)
        if unicodedata.category(sign) != "Cs" and sign not in _TURNING
    )
    if all(unicodedata.category(sign) in _UNSEEN or sign in _BLANK for sign in plain):
        return ""
    return " ".join(plain.split())
