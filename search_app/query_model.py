"""The query that is kept: what was asked, in the words of the site, never of an engine. No Flask.

A kept query is read back by later versions of the program, so its JSON says by which version of
the model it was written, and ``UPGRADES`` turn an older one into the newest. None is ever dropped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from search_app.forms import FILTERS, SearchForm

#: Version of the model that is written.
VERSION = 1


class BadQueryModel(Exception):
    """A kept query that this version cannot read. ``str(error)`` says why, and what to do."""


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


def read_model(kept: Mapping[str, Any]) -> QueryModel:
    """A kept query in the newest version. Raises ``BadQueryModel``."""
    document: Mapping[str, Any] = kept
    version = document.get("version")
    if not isinstance(version, int) or not 0 <= version <= VERSION:
        raise BadQueryModel(
            f"the saved query is of version {version!r}, which this version of TreatyLens does not "
            "know; use the version that wrote it"
        )
    for upgrade in UPGRADES[version:]:
        document = upgrade(document)
    unknown = set(document["filters"]) - set(FILTERS)
    if unknown:
        raise BadQueryModel(
            f"the saved query filters by {', '.join(sorted(unknown))}, which this version of "
            "TreatyLens does not know; use the version that wrote it"
        )
    return QueryModel(
        text=str(document["text"]),
        mode=str(document["mode"]),
        filters={name: tuple(values) for name, values in document["filters"].items()},
        year=str(document["year"]),
        sort=str(document["sort"]),
        group=str(document["group"]),
        expand=bool(document["expand"]),
        profile=str(document["profile"]),
    )


def _from_address(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Version 0 was the parameters of the address of a search, each a list of values."""
    values = document["parameters"]

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
