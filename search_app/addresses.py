"""The addresses of pages: of a search, of a list of works, of a provision."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import url_for

from search_app.forms import SearchForm

#: Parameters of the search that led to a page, as it carries them on.
Trail = Sequence[tuple[str, str]]
#: Longest query that the links to provisions carry, in code points: a page has dozens of them, and
#: a pasted passage in each would make it megabytes.
LONGEST_TRAIL = 1_000


def search_url(form: SearchForm) -> str:
    """The address of a search."""
    return url_for("pages.search", **_query(form))  # type: ignore[arg-type]


def export_url(form: SearchForm, format_name: str) -> str:
    """The address of the whole result of a search as a file."""
    return url_for("results.export", format_name=format_name, **_query(form.at(0)))  # type: ignore[arg-type]


def works_url(form: SearchForm) -> str:
    """The address of a list of works."""
    return url_for("pages.works", **_query(form))  # type: ignore[arg-type]


def _query(form: SearchForm) -> dict[str, list[str]]:
    query: dict[str, list[str]] = {}
    for name, value in form.pairs():
        query.setdefault(name, []).append(value)
    return query


def trail_of(form: SearchForm) -> Trail:
    """What a link to a provision carries of the search it was found by: all of it, so that its
    page marks the same places and leads back; nothing of a search for nothing."""
    return form.pairs() if form.asks and len(form.q) <= LONGEST_TRAIL else ()


def provision_url(identity: str, *, beside: Sequence[str] = (), trail: Trail = ()) -> str:
    """The page of a provision by its id ``WORK/LANG/EID``; ``beside`` are the versions it shows
    next to it."""
    work, language, eid = identity.split("/", 2)
    address = url_for("pages.provision", work=work, language=language, eid=eid)
    query = urlencode([*trail, *(("beside", version) for version in beside)])
    return f"{address}?{query}" if query else address
