"""The feed of a saved query for programs: its secret address made, renewed, taken away."""

from secrets import token_urlsafe

from flask import Blueprint, Response, jsonify, url_for

from search_app.messages import msg
from search_app.saved.queries import Change, NotTheirs, SavedQuery
from search_app.views import identity
from search_app.views.programs import no_parameters
from search_app.views.saved import FEED_BYTES
from search_app.views.saved_lookup import find_saved, saved_store

bp = Blueprint("saved_feed_api", __name__, url_prefix="/api/v1/saved/<saved>/feed")


@bp.get("")
def feed(saved: str) -> Response:
    """The address of its feed, null without one."""
    return _answer(_own(saved))


@bp.post("")
def make(saved: str) -> Response:
    """Make the address of its feed; one that there is leads nowhere then."""
    return _answer(_changed(saved, token_urlsafe(FEED_BYTES)))


@bp.delete("")
def remove(saved: str) -> Response:
    """Take the address away."""
    _changed(saved, "")
    return Response(status=204)


def _changed(saved: str, token: str) -> SavedQuery:
    found = _own(saved)
    return saved_store().change(found.id, identity(), Change(feed_token=token))


def _own(saved: str) -> SavedQuery:
    """A saved query of whoever asks: its feed shows what they may see to whoever has the address.
    Raises ``NotTheirs``, ``NoSavedQuery``, ``BadSearch``."""
    found = find_saved(saved)
    if not found.owned_by(identity()):
        raise NotTheirs(msg("Only whoever saved a query makes its feed and knows its address."))
    no_parameters()
    return found


def _answer(saved: SavedQuery) -> Response:
    token = saved.feed_token
    answer = jsonify(feed=url_for("feeds.feed", token=token, _external=True) if token else None)
    answer.cache_control.no_store = True  # it holds a secret
    return answer
