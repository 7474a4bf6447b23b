"""What fuzzy match found → what its page shows: word differences, explanations, links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, gettext, ngettext

from search_app.addresses import provision_url
from search_app.catalogue import Catalogue
from search_app.citing.provision_names import bare_number
from search_app.fuzzy import Match, Matched, NearMatch
from search_app.interface import label, number, title_of
from search_app.likeness import Likeness, parted
from search_app.segment_source import Counterpart, InstrumentPlace, MemoryPlace, Place


class Piece(NamedTuple):
    """A stretch of a sentence: ``kind`` as in ``likeness``; ``numbers``: it is a number or date."""

    text: str
    kind: str
    numbers: bool


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """Where a sentence is from. Of an instrument ``url`` leads to the provision, ``label`` names
    it, ``title`` the instrument; of a memory ``url`` is "", ``label`` its name and ``title`` the
    unit. Tags are BCP 47, "" where the reader's own language is used."""

    memory: bool
    url: str
    label: str
    label_tag: str
    title: str
    title_tag: str
    details: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class CounterpartView:
    """``url`` leads to the provision it stands in, "" for a memory's."""

    tag: str
    text: str
    url: str
    doubtful: bool


@dataclass(frozen=True, kw_only=True)
class MatchView:
    """A match; ``own`` and ``found`` are both sentences whole, in pieces."""

    percent: int
    level: str
    explanation: str
    numbers_only: bool
    own: Sequence[Piece]
    found: Sequence[Piece]
    tag: str
    source: SourceView
    also: Sequence[SourceView]
    counterparts: Sequence[CounterpartView]


@dataclass(frozen=True, kw_only=True)
class NearView:
    """A sentence in another language, found by meaning."""

    similarity: str
    text: str
    tag: str
    source: SourceView
    counterparts: Sequence[CounterpartView]


@dataclass(frozen=True, kw_only=True)
class SentenceView:
    """A sentence and what was found for it; ``more``: others reach the threshold too."""

    text: str
    tag: str
    words: int
    total: int
    more: bool
    matches: Sequence[MatchView]
    near: Sequence[NearView]


#: Below this confidence a counterpart is shown as doubtful, as a row side by side is.
DOUBTFUL = 0.5
#: Percentages from which a match is called very alike, and alike; a name beside the number.
_LEVELS = ((100, "same"), (85, "close"), (0, "loose"))


def sentence_views(matched: Matched, catalogue: Catalogue) -> list[SentenceView]:
    """The sentences of an answer, as the page shows them."""
    return [
        SentenceView(
            text=one.text,
            tag=one.tag,
            words=one.words,
            total=one.total,
            more=one.total > sum(1 + len(match.also) for match in one.matches),
            matches=[_match(one.text, match, catalogue) for match in one.matches],
            near=[_near(near, catalogue) for near in one.near],
        )
        for one in matched.sentences
    ]


def _match(text: str, match: Match, catalogue: Catalogue) -> MatchView:
    like = match.likeness
    return MatchView(
        percent=like.percent,
        level=next(name for least, name in _LEVELS if like.percent >= least),
        explanation=explanation(like),
        numbers_only=like.numbers_only,
        own=[Piece(*piece) for piece in parted(like.differences, text, 0)],
        found=[Piece(*piece) for piece in parted(like.differences, match.text, 1)],
        tag=match.tag,
        source=_source(match.place, match.tag, catalogue),
        also=[_source(place, match.tag, catalogue) for place in match.also],
        counterparts=[_counterpart(one) for one in match.counterparts],
    )


def _near(near: NearMatch, catalogue: Catalogue) -> NearView:
    return NearView(
        similarity=f"{near.similarity:.2f}",
        text=near.text,
        tag=near.tag,
        source=_source(near.place, near.tag, catalogue),
        counterparts=[_counterpart(one) for one in near.counterparts],
    )


def _counterpart(one: Counterpart) -> CounterpartView:
    of_instrument = one.confidence is not None
    return CounterpartView(
        tag=one.tag,
        text=one.text,
        url=provision_url(one.id) if of_instrument else "",
        doubtful=one.status == "automatic" and (one.confidence or 0.0) < DOUBTFUL,
    )


def _source(place: Place, tag: str, catalogue: Catalogue) -> SourceView:
    if isinstance(place, MemoryPlace):
        return _memory(place)
    return _instrument(place, tag, catalogue)


def _instrument(place: InstrumentPlace, tag: str, catalogue: Catalogue) -> SourceView:
    summary = catalogue.by_id.get(place.work)
    title, title_tag = title_of(summary, also=(tag,)) if summary else (place.title, tag)
    printed = " ".join(part for part in (bare_number(place.num), place.heading) if part)
    return SourceView(
        memory=False,
        url=provision_url(f"{place.work}/{place.address}/{place.eid}"),
        label=printed or label("kind", place.kind),
        label_tag=tag if printed else "",
        title=title,
        title_tag=title_tag,
        details=[gettext("page %(number)s", number=number(place.page))] if place.page else (),
    )


def _memory(place: MemoryPlace) -> SourceView:
    named = gettext("unit %(number)s", number=number(place.number))
    details = [place.unit] if place.unit and place.unit != str(place.number) else []
    details += [place.origin] if place.origin else []
    return SourceView(
        memory=True,
        url="",
        label=place.memory,
        label_tag="",
        title=named,
        title_tag="",
        details=details,
    )


def explanation(like: Likeness) -> str:
    """Where a percentage comes from, in the reader's language."""
    if not like.changes:
        return str(
            ngettext("%(num)s word is the same", "All %(num)s words are the same", like.longer)
        )
    told = [
        ngettext("%(num)s word replaced", "%(num)s words replaced", like.replaced)
        if like.replaced
        else "",
        ngettext("%(num)s word left out", "%(num)s words left out", like.left_out)
        if like.left_out
        else "",
        ngettext("%(num)s word added", "%(num)s words added", like.added) if like.added else "",
    ]
    return str(
        gettext(
            "%(equal)s of %(longer)s words alike: %(changes)s; 1 − %(count)s/%(longer)s → "
            "%(percent)s %%",
            equal=number(like.equal),
            longer=number(like.longer),
            changes=format_list([one for one in told if one], style="unit", locale=get_locale()),
            count=like.changes,
            percent=like.percent,
        )
    )


def match_url(pairs: Sequence[tuple[str, str]]) -> str:
    """The address of a match."""
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    return url_for("match.page", **query)  # type: ignore[arg-type]
