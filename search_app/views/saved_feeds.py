"""The Atom feed of a saved query, at an address with a secret: whoever has it reads it."""

import re
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from search_app.saved.feed import MEDIA_TYPE, atom
from search_app.saved.feed_page import feed_of, telling_runs
from search_app.saved.report import RunReport
from search_app.saved.report_page import HitLines
from search_app.saved.saved_page import view_of
from search_app.views import record
from search_app.views.errors import Missing
from search_app.views.saved_lookup import (
    hit_lines,
    owner_access,
    run_store,
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
    record(saved=saved.id)
    access = owner_access(saved)
    seen, whole = seen_runs(saved, access), seen_collection(access)

    def lines_of(report: RunReport, hashes: Sequence[str]) -> HitLines:
        return hit_lines(report, hashes, whole)

    query = view_of(saved, whole.catalogue(), whole.searcher().profile.name)
    made = feed_of(saved, query, telling_runs(run_store().runs(saved.id), seen), seen, lines_of)
    answer = Response(atom(made), mimetype=MEDIA_TYPE)
    answer.headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
    answer.last_modified = datetime.fromisoformat(max(made.updated, saved.changed_at))
    answer.add_etag()
    return answer.make_conditional(request)
