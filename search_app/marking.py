"""A search → the places it marks on the whole text of a provision, as its results mark snippets."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from analyzers.query import QuerySyntaxError, analyse_query
from analyzers.termbase import Termbase
from search_app.forms import SearchForm
from search_app.highlights import highlights
from search_app.plan import Marks, make_plan
from search_app.profiles import Profile
from search_app.snippets import Piece, pieces, whole_clusters

#: Half-open ranges of a text in code points, in order and apart.
Spans = Sequence[tuple[int, int]]


def marks_of(form: SearchForm, profile: Profile, termbase: Termbase) -> Marks | None:
    """What the results of this search mark; None when it has no words, or they cannot be read."""
    if not form.q:
        return None
    try:
        analysis = analyse_query(form.q)
    except QuerySyntaxError:
        return None
    return make_plan(analysis, profile, expand=termbase if form.expand else None).marks


class MarkedUnit:
    """A unit with its marks. ``heading`` is its heading in pieces. ``pieces`` gives the strings
    that its page shows of its text, in reading order.

    ``stored`` is what the index keeps of it, None for what is no entry: then nothing is marked.
    """

    def __init__(
        self, heading: str, text: str, stored: Mapping[str, Any] | None, marks: Marks | None
    ) -> None:
        spans: Spans = ()
        if stored is not None and marks is not None:
            spans = whole_clusters(stored["text"], highlights(stored, marks))
        self.heading = pieces(heading, spans)
        body = len(heading) + 1 if heading else 0  # the stored text begins with the heading
        self._spans = [(max(0, left - body), right - body) for left, right in spans if right > body]
        self._places = [place for place, letter in enumerate(text) if not letter.isspace()]
        self._bare = "".join(text.split())
        self._at = 0

    def pieces(self, shown: str) -> list[Piece]:
        """The next string shown, in pieces.

        White space is passed over: the page sets numbers apart from what they number. A string
        that is not the next of the text is left unmarked, rather than marked in a wrong place.
        """
        own = [place for place, letter in enumerate(shown) if not letter.isspace()]
        start, end = self._at, self._at + len(own)
        if self._bare[start:end] != "".join(shown.split()):
            return [Piece(shown, False)]
        self._at = end
        found = []
        for left, right in self._spans:
            first = max(start, bisect_left(self._places, left))
            last = min(end, bisect_left(self._places, right))
            if first < last:
                found.append((own[first - start], own[last - start - 1] + 1))
        return pieces(shown, found)
