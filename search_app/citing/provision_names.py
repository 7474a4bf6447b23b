"""What leads to a provision → its name as one language cites it: Article 7(2)(a), 第七条第二款."""

import re
from collections.abc import Mapping, Sequence

from analyzers.citation_marks import INSERTED, UNNUMBERED_UNITS
from analyzers.numbers import parse_letter, parse_number
from indexer.models import GROUPING, Provision
from search_app.citing.numerals import NUMERALS
from search_app.citing.patterns import Patterns, first_known

#: What surrounds a number or letter as printed: ``1.``, ``(a)``, ``一、``, ``（一）``, ``១-``.
_AROUND = re.compile(r"^[\s(（\[]+|[\s.．、,:：;)）\]\-–—]+$")
#: ``ARTICLE 7`` is how a heading is printed, ``Article 7`` how it is cited. Roman numerals stay.
_CAPITALS = re.compile(r"^[A-Z]{4,}(?=\s)")
_HAN = re.compile("[\u3400-\u9fff]")
#: The last step of an eid: a kind, its ordinal, and what tells a repeated one apart.
_STEP = re.compile(r"[a-z]+(?:_(?P<ordinal>.+?))?(?:v\d+)?")
_NUMBER = re.compile(r"(?P<number>\d+)(?P<insert>.*)")
_LETTERS = re.compile(r"(?P<letter>[a-z])(?P=letter)*")
_INSERT = re.compile(rf"\s*(?:{'|'.join(INSERTED)})$", re.I)
#: Printed with a word of their own, as ``Article 7``; the others by a number or letter alone.
_WORDED = GROUPING | {"art", "annex"}


def bare_number(num: str) -> str:
    """A number or letter without what is printed around it."""
    return _AROUND.sub("", num)


def provision_name(path: Sequence[Provision], patterns: Patterns, *, printed: bool) -> str:
    """How ``path``, from what is cited whole to the provision, is cited. ``printed``: its numbers
    are those printed in the patterns' language; else they are written anew from the eids."""
    names = _Names(patterns, printed=printed)
    found = ""
    before: Provision | None = None
    for node in path:
        found += names.of(node, before, first=not found)
        before = node
    return found


class _Names:
    """What each node of a path adds to the name of those it lies in."""

    def __init__(self, patterns: Patterns, *, printed: bool) -> None:
        self._patterns = patterns
        self._own = patterns.provision
        self._printed = printed

    def of(self, node: Provision, before: Provision | None, *, first: bool) -> str:
        """What ``node`` adds; ``before`` is what it lies in, ``first``: nothing is named yet."""
        joint = "" if first else self._own.joint
        if _is_worded(node) and self._printed:
            return joint + _as_printed(node.num)
        if not _is_numbered(node):
            name = self._own.named.get(node.kind) or self._unnumbered(node, before)
            return joint + name if name else ""
        pattern, glued = self._pattern(node, before, first=first)
        name = self._numbered(node, pattern)
        return name if glued else joint + name

    def _pattern(
        self, node: Provision, before: Provision | None, *, first: bool
    ) -> tuple[str, bool]:
        """The pattern of a numbered node, and whether it follows without a joint."""
        kind = node.kind
        if before is not None and not first:
            if before.kind == "para" and not _is_numbered(before):
                after = self._own.within_unnumbered.get(kind)
                if after:
                    return after, True
            within = self._own.within.get(f"{before.kind} {kind}") or self._own.within.get(kind)
            if within:
                return within, True
        bare = self._own.numbered.get(f"{kind} bare", "")
        return (bare if bare and not _is_worded(node) else self._own.numbered[kind]), False

    def _numbered(self, node: Provision, pattern: str) -> str:
        number, insert = self._number(node)
        if "{insert}" in pattern:
            return pattern.format(n=number, insert=insert)
        return pattern.format(n=number + insert)

    def _number(self, node: Provision) -> tuple[str, str]:
        """The number in the patterns' writing, and what is added for one put in later."""
        if self._printed:
            return self._digits(bare_number(node.num)), ""
        ordinal = _ordinal(node)
        if match := _NUMBER.fullmatch(ordinal):
            return self._written(node.kind, int(match["number"])), self._inserted(match["insert"])
        if node.kind != "annex" and (count := _place(node)):
            return self._written(node.kind, count), ""
        return ordinal.upper(), ""

    def _written(self, kind: str, number: int) -> str:
        write = NUMERALS[self._own.numerals[kind]]
        return write(number, self._patterns.digits, self._patterns.letters)

    def _digits(self, number: str) -> str:
        return number.translate(str.maketrans("0123456789", self._patterns.digits))

    def _inserted(self, insert: str) -> str:
        if insert in INSERTED:
            return self._own.inserted[INSERTED.index(insert)]
        if insert.startswith("-"):
            number = self._written("art", int(insert[1:])) if insert[1:].isdigit() else insert[1:]
            return self._own.inserted_number.format(n=number)
        return insert

    def _unnumbered(self, node: Provision, before: Provision | None) -> str:
        """The name of what only its place numbers, "" for what has none."""
        count, kind = _place(node), node.kind
        ways = self._own.unnumbered.get(f"{before.kind} {kind}" if before else kind)
        ways = ways or self._own.unnumbered.get(kind, ())
        ordinals = self._own.ordinals
        values: Mapping[str, str] = {
            "n": self._counted(kind, count) if count else "",
            "nth": ordinals[count - 1] if 0 < count <= len(ordinals) else "",
        }
        return first_known(ways, values)

    def _counted(self, kind: str, count: int) -> str:
        """A count: never a letter, which would be taken for one that is printed."""
        if self._own.numerals[kind] in {"letters", "small_roman"}:
            return self._digits(str(count))
        return self._written(kind, count)


def _is_worded(node: Provision) -> bool:
    """Whether its mark has a word, as ``Article 7`` or ``附件`` have, and is no number alone."""
    number = _INSERT.sub("", bare_number(node.num))
    alone = parse_number(number) is not None or parse_letter(number) is not None
    return node.kind in _WORDED and bool(number) and not alone


def _is_numbered(node: Provision) -> bool:
    """Whether it has a number or letter in print, and not only a place among others."""
    number = bare_number(node.num)
    if node.kind == "annex" and number.casefold() in UNNUMBERED_UNITS["annex"]:
        return False
    return any(character.isalnum() for character in number)


def _as_printed(num: str) -> str:
    """A mark with a word. Spaces within Chinese ones are only set there."""
    if _HAN.search(num):
        return "".join(num.split())
    return _CAPITALS.sub(lambda word: word[0].capitalize(), bare_number(num))


def _ordinal(node: Provision) -> str:
    """The ordinal that the eid gives: 7, 9bis, 3-1, a; "" for none."""
    match = _STEP.fullmatch(node.eid.rsplit("__", 1)[-1])
    return (match["ordinal"] or "") if match else ""


def _place(node: Provision) -> int:
    """The ordinal as a count, letters doubled past z; 0 for none."""
    ordinal = _ordinal(node)
    if match := _NUMBER.fullmatch(ordinal):
        return int(match["number"])
    if _LETTERS.fullmatch(ordinal):
        return ord(ordinal[0]) - ord("a") + 1 + 26 * (len(ordinal) - 1)
    return 0
