"""The query that is kept: what was asked, in the words of the site, never of an engine. No Flask.

A kept query is read back by later versions of the program, so its JSON says by which version of
the model it was written, and ``UPGRADES`` turn an older one into the newest. None is ever dropped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from search_app.forms import FILTERS, GivenValues, SearchForm, read_form

#: Version of the model that is written.
VERSION = 1


class BadQueryModel(Exception):
    """A kept query that this version cannot read. ``str(error)`` says why, and what to do."""


class LaterQueryModel(BadQueryModel):
    """A kept query that a later version of the program wrote."""


@dataclass(frozen=True, kw_only=True)
class QueryModel:
    """What is asked, apart from which page of it is shown. ``filters``: parameter of ``FILTERS``
    → values, with none for those not set; ``year`` as ``2010..2020`` or ""; ``profile`` is the
    name of a ranking profile. The rest is as in ``SearchForm``."""

    text: str = ""
    mode: str = "hybrid"
    filters: Mapping[str, tuple[str, ...]]
    year: str = ""
    sort: str = "relevance"
    group: str = "none"
    expand: bool = True
    profile: str = "default"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are asked for, none for all."""
        return self.filters.get("lang", ())

    def form(self) -> SearchForm:
        """The same as a form of the site, from the first hit on."""
        form = SearchForm(
            q=self.text,
            mode=self.mode,
            year=self.year,
            sort=self.sort,
            group=self.group,
            expand=self.expand,
        )
        known: dict[str, Any] = {
            FILTERS[name]: tuple(values) for name, values in self.filters.items()
        }
        return replace(form, **known)

    def as_json(self) -> dict[str, Any]:
        """The model as it is kept."""
        return {
            "version": VERSION,
            "text": self.text,
            "mode": self.mode,
            "filters": {name: list(values) for name, values in self.filters.items() if values},
            "year": self.year,
            "sort": self.sort,
            "group": self.group,
            "expand": self.expand,
            "profile": self.profile,
        }


def model_of(form: SearchForm, profile: str) -> QueryModel:
    """What a form without problems asks."""
    return QueryModel(
        text=form.q,
        mode=form.mode,
        filters={name: form.values(name) for name in FILTERS if form.values(name)},
        year=form.year,
        sort=form.sort,
        group=form.group,
        expand=form.expand,
        profile=profile,
    )


def read_model(kept: Any) -> QueryModel:
    """A kept query in the newest version: a JSON document, whatever it holds. Raises
    ``BadQueryModel`` for everything that is not a query of this version or an earlier one."""
    if not isinstance(kept, Mapping):
        raise _bad("it is no JSON object")
    document: Mapping[str, Any] = kept
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise _bad(f"its version is {_short(version)}")
    if version > VERSION:
        raise LaterQueryModel(
            f"the saved query is of version {version!r}, which this version of TreatyLens does not "
            "know; use the version that wrote it"
        )
    for upgrade in UPGRADES[version:]:
        document = upgrade(document)
    return _checked(document)


def _checked(document: Mapping[str, Any]) -> QueryModel:
    """A query of the newest version, every member looked at as a search of the site is."""
    lacking = [name for name in (*_TEXTS, "filters", "expand") if name not in document]
    if lacking:
        raise _bad(f"it has no {', '.join(lacking)}")
    wrong = [name for name in _TEXTS if not _is_sound(document[name])]
    filters = document["filters"]
    if not isinstance(filters, Mapping):
        wrong.append("filters")
    elif unknown := sorted(str(name) for name in filters if name not in FILTERS):
        raise BadQueryModel(
            f"the saved query filters by {', '.join(unknown)}, which this version of TreatyLens "
            "does not know; use the version that wrote it"
        )
    else:
        wrong += [f"filters.{name}" for name, values in filters.items() if not _are_sound(values)]
    if not isinstance(document["expand"], bool):
        wrong.append("expand")
    if wrong:
        raise _bad(f"its {', '.join(wrong)} cannot be read")
    given = {"q" if name == "text" else name: [document[name]] for name in _TEXTS}
    del given["profile"]
    given |= {name: list(values) for name, values in filters.items()}
    form = read_form(GivenValues(given), size=10, group="none")
    form = replace(form, expand=document["expand"])
    # The words may have been good syntax once: whoever runs them says what is wrong with them.
    if faults := [one for one in form.problems if one.parameter != "q"]:
        raise _bad("; ".join(one.message.english.rstrip(".") for one in faults))
    return model_of(form, document["profile"])


#: Members of the newest version that are texts.
_TEXTS = ("text", "mode", "year", "sort", "group", "profile")


def _is_sound(value: Any) -> bool:
    """Whether a value is a text without what no page and no database can hold."""
    return isinstance(value, str) and not any(
        sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value
    )


def _are_sound(values: Any) -> bool:
    return isinstance(values, list | tuple) and all(_is_sound(one) for one in values)


def _bad(reason: str) -> BadQueryModel:
    return BadQueryModel(
        f"the saved query cannot be read: {reason}; give it another query, or remove it"
    )


def _short(value: Any) -> str:
    shown = ascii(value)
    return shown if len(shown) <= 40 else shown[:39] + "…"


def _from_address(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Version 0 was the parameters of the address of a search, each a list of values."""
    values = document.get("parameters")
    if not isinstance(values, Mapping):
        raise _bad("it has no parameters")
    if wrong := [str(name) for name, given in values.items() if not _are_sound(given)]:
        raise _bad(f"its parameters {', '.join(wrong)} cannot be read")

    def first(name: str, default: str) -> str:
        return str((values.get(name) or [default])[0])

    return {
        "version": 1,
        "text": first("q", ""),
        "mode": first("mode", "hybrid"),
        "filters": {name: values[name] for name in FILTERS if values.get(name)},
        "year": first("year", ""),
        "sort": first("sort", "relevance"),
        "group": first("group", "provision"),
        "expand": first("expand", "1") == "1",
        "profile": "default",
    }


#: The step at place N makes version N + 1 out of version N. Add steps at the end; change none.
UPGRADES: tuple[Callable[[Mapping[str, Any]], Mapping[str, Any]], ...] = (_from_address,)
