"""Which occurrences are no occurrences: those inside other words or longer names. No Flask.

Texts without spaces hold the characters of a word by chance too (方法 in 请求方法律), and a name
may lie in the name of its opposite (请求方 in 被请求方). Names of the termbase are words, and cut
before other words do: 请求方法院 is 请求方 and 法院, whatever a segmenter makes of it.
"""

from collections.abc import Sequence

from analyzers.languages import LANGUAGES, TAGS
from analyzers.segment import Terms, Token, terms
from analyzers.termbase import Concept, Match, Termbase
from search_app.occurrences import Occurrence
from search_app.plan import FUNCTION_WORDS
from search_app.word_cuts import Tokens


class Insides:
    """Tells which occurrences of a query in ``language``, a code or tag, lie inside other words or
    longer names. ``beginnings`` are its sequences of exact tokens that any ending may follow."""

    def __init__(
        self, language: str, base: Termbase, beginnings: Sequence[Sequence[str]] = ()
    ) -> None:
        self._language = TAGS[language][0]
        self._base = base
        self._beginnings = beginnings
        self._own: dict[str, list[Concept]] = {}

    def inside(self, one: Occurrence) -> bool:
        """Whether it begins or ends within a word, or lies in a longer name of a concept that
        does not hold its own."""
        first, last = one.tokens.within(one.start, one.end)
        open_ended = self._is_beginning(one.tokens.texts[first:last])
        if not LANGUAGES[self._language].spaced and self._cuts_words(
            one, first, last, open_ended=open_ended
        ):
            return True
        return self._is_in_name(one, first, last, open_ended=open_ended)

    def _is_beginning(self, found: Sequence[str]) -> bool:
        return any(
            len(one) == len(found)
            and list(one[:-1]) == list(found[:-1])
            and found[-1].startswith(one[-1])
            for one in self._beginnings
        )

    def _cuts_words(self, one: Occurrence, first: int, last: int, *, open_ended: bool) -> bool:
        """Whether it begins or ends where neither words nor names do or, being no name itself, in
        the middle of a name."""
        found = _window(one.tokens, first, last, self._base.longest)[0]
        names = self._base.find(found, self._language)
        begins, ends = {name.start for name in names}, {name.end for name in names}
        starts_well = one.start in begins or first in one.tokens.finest
        ends_well = open_ended or one.end in ends or last in one.tokens.finest
        if not (starts_well and ends_well):
            return True
        return not self._concepts(one.match) and any(
            name.start < one.start < name.end < one.end
            or (one.start < name.start < one.end < name.end and not open_ended)
            for name in names
        )

    def _is_in_name(self, one: Occurrence, first: int, last: int, *, open_ended: bool) -> bool:
        own = self._concepts(one.match)
        if not own:
            return False
        return any(
            not any(_holds(found.concept, concept, self._language) for concept in own)
            for found in self._longer(one.tokens, first, last)
            if found.start < one.start or not open_ended
        )

    def _concepts(self, match: str) -> list[Concept]:
        """The concepts that a match names, whole."""
        if match not in self._own:
            found = terms(match)
            bounds = (found.exact[0].start, found.exact[-1].end) if found.exact else None
            self._own[match] = [
                one.concept
                for one in self._base.find(found, self._language)
                if (one.start, one.end) == bounds
            ]
        return self._own[match]

    def _longer(self, tokens: Tokens, first: int, last: int) -> list[Match]:
        """The names that stand over an occurrence and beyond it."""
        found, begin = _window(tokens, first, last, self._base.longest)
        return self._base.over(found, first - begin, last - begin, self._language)


def _window(tokens: Tokens, first: int, last: int, around: int) -> tuple[Terms, int]:
    """The terms about the exact tokens ``[first, last)``, and the number of the first of them."""
    begin = max(0, first - around)
    window = slice(begin, last + around)
    exact = tuple(
        Token(text, int(start), int(end))
        for text, start, end in zip(
            tokens.texts[window], tokens.starts[window], tokens.ends[window], strict=True
        )
    )
    near = (tokens.words[:, 1] > exact[0].start) & (tokens.words[:, 0] < exact[-1].end)
    words = tuple(Token("", int(start), int(end)) for start, end in tokens.words[near])
    return Terms(words, exact), begin


def _holds(longer: Concept, own: Concept, language: str) -> bool:
    """Whether a concept is another or holds it: a name of it in another language holds a name of
    the other, word for word, as “extradition request” does “extradition”."""
    return longer.id == own.id or any(
        theirs.language == ours.language != language and _stands_in(ours.exact, theirs.exact)
        for theirs in longer.renderings
        for ours in own.renderings
    )


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether tokens stand within more tokens."""
    size = len(part)
    return size < len(whole) and any(
        whole[at : at + size] == part for at in range(len(whole) - size + 1)
    )


def says_nothing(match: str) -> bool:
    """Whether a match is function words alone: no rendering of it can be told."""
    return all(word.text in FUNCTION_WORDS for word in terms(match).words)
