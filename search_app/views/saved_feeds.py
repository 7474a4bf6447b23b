"""The Atom feed of a saved query, at an address with a secret: whoever has it reads it."""

import re
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from search_app.access import Access
from search_app.audit.facts import query_facts
from search_app.collection import SeenCollection
from search_app.interface import interface_language
from search_app.saved.feed import MEDIA_TYPE, atom
from search_app.saved.feed_page import feed_of, telling_runs, updated_at
from search_app.saved.finding import program_version
from search_app.saved.owner_access import NOTHING
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.report import RunReport
from search_app.saved.report_page import HitLines
from search_app.saved.saved_page import view_of
from search_app.saved.seen_runs import Counts
from search_app.views import record
from search_app.views.errors import Missing
from search_app.views.saved_lookup import (
    hit_lines,
    owner_access,
    saved_store,
    seen_collection,
    seen_runs,
)

bp = Blueprint("feeds", __name__)

#: What a secret is like. Another is nobody's, and no database is asked for it.
_TOKEN = re.compile("[A-Za-z0-9_-]{20,100}")


@bp.get("/feeds/<token>.atom")
def feed(token: str) -> Response:
    """What the runs found, as their owner may see it, whoever reads it."""
    saved = saved_store().by_feed_token(token) if _TOKEN.fullmatch(token) else None
    if saved is None:
        raise Missing(gettext("There is no feed at this address; ask its owner for the new one."))
    record(saved=saved.id, **query_facts(saved.kept))
    access = owner_access(saved)
    if access == NOTHING:
        raise Missing(gettext("The owner of this feed has no account here any more."))
    seen, whole = seen_runs(saved, access), seen_collection(access)

    def lines_of(report: RunReport, hashes: Sequence[str]) -> HitLines:
        return hit_lines(report, hashes, whole)

    telling = telling_runs(seen)
    answer = Response(mimetype=MEDIA_TYPE)
    answer.headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
    answer.last_modified = datetime.fromisoformat(max(updated_at(saved, telling), saved.changed_at))
    answer.set_etag(_state(saved, telling, access, whole))
    # A reader that asks every few minutes for what it has costs no feed.
    if answer.make_conditional(request).status_code == 304:
        return answer
    query = view_of(saved, whole.catalogue(), whole.searcher().profile.name)
    answer.set_data(atom(feed_of(saved, query, telling, seen, lines_of)))
    return answer


def _state(
    saved: SavedQuery,
    telling: Sequence[tuple[Run, Counts]],
    access: Access,
    whole: SeenCollection,
) -> str:
    """What tells a feed from every other, before it is made: all that it is made of."""
    index = whole.searcher().reader.info()
    labels = None if access.labels is None else sorted(access.labels)
    parts = (
        saved.id,
        saved.changed_at,
        [(one.number, one.at, astuple(counts)) for one, counts in telling],
        (labels, sorted(access.opened), sorted(access.closed)),
        (index.generation, index.commit, index.model),
        program_version(),
        interface_language().tag,
        request.url_root,
    )
    return sha256(repr(parts).encode()).hexdigest()
