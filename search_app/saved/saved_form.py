"""What a form or a program says of a saved query → its fields, with every problem. No Flask."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from search_app.forms import FILTERS, Arguments, Problem, read_form
from search_app.messages import Message, msg
from search_app.query_model import VERSION, BadQueryModel, QueryModel, model_of, read_model
from search_app.saved.queries import (
    BadSavedQuery,
    Change,
    SavedQuery,
    clean_every,
    clean_name,
    clean_note,
    clean_tags,
)

#: What parts tags that are typed in one line, in the three languages.
_BETWEEN_TAGS = re.compile(r"[,;，、；\n]+")
#: The fields that a program may send.
FIELDS = ("name", "note", "tags", "query", "every", "shared_with")
#: The members of a query that a program sends: those of ``QueryModel.as_json``.
QUERY_FIELDS = ("version", "text", "mode", "filters", "year", "sort", "group", "expand", "profile")
#: Parameter of a search → member of the query that says it.
_MEMBER = {"q": "text"} | {name: f"filters.{name}" for name in FILTERS}

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class SavedForm:
    """What is kept beside the query. ``tags`` are as they are typed in one line."""

    name: str = ""
    note: str = ""
    tags: str = ""
    every: str = ""
    shared_with: str = ""
    problems: Sequence[Problem] = ()

    def problem(self, name: str) -> Message | None:
        """What is wrong with a field."""
        return next((one.message for one in self.problems if one.parameter == name), None)

    @property
    def tag_list(self) -> tuple[str, ...]:
        """The tags one by one."""
        return clean_tags(_BETWEEN_TAGS.split(self.tags))

    @property
    def change(self) -> Change:
        """All of it, as a change."""
        return Change(
            name=self.name,
            note=self.note,
            tags=self.tag_list,
            every=self.every,
            shared_with=self.shared_with,
        )

    def told(self, parameter: str, message: Message) -> "SavedForm":
        """The same with one problem more."""
        return replace(
            self, problems=(*self.problems, Problem(parameter=parameter, message=message))
        )


def form_of(saved: SavedQuery) -> SavedForm:
    """What is kept, to be changed."""
    return SavedForm(
        name=saved.name,
        note=saved.note,
        tags=", ".join(saved.tags),
        every=saved.every,
        shared_with=saved.shared_with,
    )


def read_saved_form(arguments: Arguments, groups: Collection[str]) -> SavedForm:
    """What a form of the site says. ``groups`` are those it may be shared with."""

    def said(name: str) -> str:
        return sound("".join(arguments.getlist(name)[:1]).replace("\r\n", "\n"))

    form = SavedForm(
        name=said("name"),
        note=said("note"),
        tags=said("tags"),
        every=said("every"),
        shared_with=said("shared_with"),
    )
    problems: list[Problem] = []
    _cleaned(problems, clean_name, form.name)
    _cleaned(problems, clean_note, form.note)
    _cleaned(problems, clean_tags, _BETWEEN_TAGS.split(form.tags))
    _cleaned(problems, clean_every, form.every)
    _check_group(problems, form.shared_with, groups)
    return replace(form, problems=tuple(problems))


def sound(text: str) -> str:
    """The text without what no database keeps: half characters, and zero bytes."""
    return "".join(sign for sign in text if sign != "\0" and unicodedata.category(sign) != "Cs")


def _cleaned(problems: list[Problem], clean: Callable[[Any], T], value: Any) -> T | None:
    try:
        return clean(value)
    except BadSavedQuery as error:
        problems.append(Problem(parameter=error.parameter, message=error.message))
        return None


def _check_group(problems: list[Problem], group: str, groups: Collection[str]) -> None:
    if group and group not in groups:
        problems.append(
            Problem(
                parameter="shared_with",
                message=msg(
                    "You are in no group “%(group)s”; share with one of yours.", group=group
                ),
            )
        )


# --------------------------------------------------------------------------- sent by a program


def read_sent(
    sent: Any, groups: Collection[str], *, profile: str, whole: bool
) -> tuple[Change, Sequence[Problem]]:
    """What the body of a request says is to be kept, and what is wrong with it. ``whole``: a name
    and a query are needed; else what is not there stays as it is. ``profile`` is the ranking
    profile of a query that names none."""
    problems: list[Problem] = []
    if not isinstance(sent, dict):
        return Change(), [_problem("body", msg("Send a JSON object."))]
    unknown(problems, sent, FIELDS)
    change = Change(
        name=_field(problems, sent, "name", _is_text, clean_name),
        note=_field(problems, sent, "note", _is_text, clean_note),
        tags=_field(problems, sent, "tags", _are_texts, clean_tags),
        query=_query(problems, sent, profile),
        every=_field(problems, sent, "every", _is_text_or_none, lambda one: clean_every(one or "")),
        shared_with=_field(problems, sent, "shared_with", _is_text_or_none, lambda one: one or ""),
    )
    _check_group(problems, change.shared_with or "", groups)
    if whole:
        for name in ("name", "query"):
            if name not in sent:
                problems.append(_problem(name, msg("%(name)s is needed.", name=name)))
    return change, problems


def _field(
    problems: list[Problem],
    sent: Mapping[str, Any],
    name: str,
    fits: Callable[[Any], Message | None],
    clean: Callable[[Any], T],
) -> T | None:
    """A field as it is kept, None where it is not there or cannot be kept."""
    if name not in sent:
        return None
    wrong = fits(sent[name])
    if wrong is not None:
        problems.append(_problem(name, wrong))
        return None
    value = sent[name]
    value = [sound(one) for one in value] if isinstance(value, list) else value and sound(value)
    return _cleaned(problems, clean, value)


def _problem(parameter: str, message: Message) -> Problem:
    return Problem(parameter=parameter, message=message)


def _is_text(value: Any) -> Message | None:
    return None if isinstance(value, str) else msg("This must be a text.")


def _is_text_or_none(value: Any) -> Message | None:
    return None if value is None else _is_text(value)


def _are_texts(value: Any) -> Message | None:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return None if fits else msg("This must be a list of texts.")


def unknown(problems: list[Problem], sent: Mapping[str, Any], known: Sequence[str]) -> None:
    """Report every name that is not ``known``."""
    for name in sent:
        if name not in known:
            short = sound(str(name))[:60]
            problems.append(
                _problem(
                    short,
                    msg(
                        "There is no parameter “%(name)s”; there are %(known)s.",
                        name=short,
                        known=", ".join(known),
                    ),
                )
            )


# --------------------------------------------------------------------------- a query as JSON


def _query(problems: list[Problem], sent: Mapping[str, Any], profile: str) -> QueryModel | None:
    if "query" not in sent:
        return None
    given = sent["query"]
    if not isinstance(given, dict):
        problems.append(_problem("query", msg("Send a JSON object.")))
        return None
    version = given.get("version", VERSION)
    if isinstance(version, int) and not isinstance(version, bool) and 0 <= version < VERSION:
        given = _upgraded(problems, given)
        if given is None:
            return None
    elif isinstance(version, bool) or version != VERSION:
        message = msg("The version of a query is %(newest)s or older.", newest=VERSION)
        problems.append(_problem("query.version", message))
        return None
    found: list[Problem] = []
    unknown(found, given, QUERY_FIELDS)
    parameters = _Members(given, found)
    form = read_form(parameters, size=10, group="none", strict=True)
    problems += [replace(one, parameter=f"query.{one.parameter}") for one in found]
    problems += [
        replace(one, parameter=f"query.{_MEMBER.get(one.parameter, one.parameter)}")
        for one in form.problems
        if parameters.typed or one.parameter != "q"  # what cannot be read may be what is asked
    ]
    named = given.get("profile", profile)
    if not isinstance(named, str):
        problems.append(_problem("query.profile", msg("This must be a text.")))
        return None
    return model_of(form, sound(named))


def _upgraded(problems: list[Problem], given: Mapping[str, Any]) -> dict[str, Any] | None:
    """A query in an older version of the model in the newest."""
    try:
        return read_model(given).as_json()
    except BadQueryModel:
        message = msg("This is no query of the version that it says.")
        problems.append(_problem("query", message))
        return None


class _Members:
    """The members of a query as parameters of a search; ``typed``: each is of the right type."""

    def __init__(self, given: Mapping[str, Any], problems: list[Problem]) -> None:
        self._values: dict[str, list[str]] = {}
        self._problems = problems
        self.typed = True
        for name in ("text", "mode", "year", "sort", "group"):
            if name in given:
                self._take(
                    "q" if name == "text" else name, name, given[name], _is_text(given[name])
                )
        expand = given.get("expand", True)
        if isinstance(expand, bool):
            self._values["expand"] = ["1" if expand else "0"]
        else:
            self._wrong("expand", msg("This must be true or false."))
        self._filters(given.get("filters", {}))

    def _wrong(self, member: str, message: Message) -> None:
        self.typed = False
        self._problems.append(_problem(member, message))

    def _take(self, parameter: str, member: str, value: Any, wrong: Message | None) -> None:
        if wrong is not None:
            self._wrong(member, wrong)
        else:
            texts = value if isinstance(value, list) else [value]
            self._values[parameter] = [sound(one) for one in texts]

    def _filters(self, filters: Any) -> None:
        if not isinstance(filters, dict):
            self._wrong("filters", msg("Send a JSON object."))
            return
        unknown(self._problems, filters, tuple(FILTERS))
        for name in FILTERS:
            if name in filters:
                self._take(name, f"filters.{name}", filters[name], _are_texts(filters[name]))

    def getlist(self, key: str) -> list[str]:
        """The values of a parameter."""
        return self._values.get(key, [])

    def keys(self) -> Iterable[str]:
        """The parameters that are said."""
        return self._values.keys()
