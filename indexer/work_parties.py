"""The parties of a work: what each of its versions names, put together party by party.

A name in one language and a name in another are one party where both are known names of one State;
else, where as many are left on either side, by the form of State they name (a kingdom, a republic)
or by their order. Where neither tells they stay two parties: nothing is guessed.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from analyzers.normalize import fold_text
from indexer.models import Party
from indexer.states import State, state_of

#: Forms of State as folded names print them. The first that is found counts: a "federal republic"
#: is a republic in one language and 联邦共和国 in another.
FORMS: Mapping[str, re.Pattern[str]] = MappingProxyType({
    "people's republic": re.compile(r"people's\b.*\brepublic|人民.*共和国|ប្រជាមានិត"),
    "republic": re.compile(r"\brepublic|共和国|សាធារណរដ្ឋ"),
    "kingdom": re.compile(r"\bkingdom|王国|រាជាណាចក្រ"),
    "sultanate": re.compile(r"\bsultanate|苏丹国|ស៊ុលតង់"),
    "federation": re.compile(r"federation|\bcommonwealth|联邦|សហព័ន្ធ"),
    "states": re.compile(r"\bstates\b|合众国|សហរដ្ឋ"),
    "union": re.compile(r"\bunion|联盟|សហភាព"),
})  # fmt: skip


@dataclass
class _Named:
    """A party under way: its names by language, those printed first at the head."""

    names: dict[str, list[str]] = field(default_factory=dict)
    state: State | None = None
    form: str = ""

    def add(self, language: str, name: str) -> None:
        self.names.setdefault(language, []).append(name)
        self.state = self.state or state_of(name)
        self.form = self.form or _form(name)

    def has(self, language: str, name: str) -> bool:
        """Whether ``name`` was read before, in the other Chinese script say."""
        folded = fold_text(name)
        return any(fold_text(known) == folded for known in self.names.get(language, ()))

    def party(self) -> Party:
        first = next(names[0] for names in self.names.values())
        return _party(
            self.state.key if self.state else party_key(first),
            {language: names[0] for language, names in self.names.items()},
            [name for names in self.names.values() for name in names],
            self.state,
        )


def merged(versions: Sequence[tuple[str, Sequence[str]]]) -> tuple[Party, ...]:
    """The parties of a work from the names of each version, as (language code, names in order).

    The first version with names gives the order and, for a State that is not known, the key.
    """
    found: list[_Named] = []
    for language, names in versions:
        pairs = _pairs(found, language, names)
        for position, name in enumerate(names):
            if position not in pairs:
                found.append(_Named())
            known = found[pairs.get(position, -1)]
            known.add(language, name)
    return tuple(named.party() for named in found)


def given(rows: Sequence[Mapping[str, Any]]) -> tuple[Party, ...]:
    """The parties as ``work.toml`` lists them."""
    parties = []
    for row in rows:
        names = {str(code): str(name) for code, name in row.get("names", {}).items()}
        states = [state for name in names.values() if (state := state_of(name))]
        key = str(row.get("key", "")) or party_key(next(iter(names.values()), ""))
        parties.append(_party(key, names, (), states[0] if states else None))
    return tuple(parties)


def party_key(name: str) -> str:
    """The key of a party that only its name is known of."""
    return "-".join(fold_text(name).removeprefix("the ").split())


def _party(
    key: str, names: Mapping[str, str], printed: Sequence[str], state: State | None
) -> Party:
    others = dict.fromkeys((*printed, *(state.every_name() if state else ())))
    shown = set(names.values())
    return Party(key=key, names=names, also=tuple(name for name in others if name not in shown))


def _form(name: str) -> str:
    folded = fold_text(name)
    return next((form for form, pattern in FORMS.items() if pattern.search(folded)), "")


def _pairs(found: Sequence[_Named], language: str, names: Sequence[str]) -> dict[int, int]:
    """Positions in ``names`` → positions in ``found`` of the same party; those that tell."""
    pairs: dict[int, int] = {}
    for position, name in enumerate(names):
        state = state_of(name)
        for place, known in enumerate(found):
            same = known.has(language, name) or (state is not None and known.state == state)
            if same and place not in pairs.values():
                pairs[position] = place
                break
    left = [position for position in range(len(names)) if position not in pairs]
    places = [place for place in range(len(found)) if place not in pairs.values()]
    if len(left) == len(places):
        pairs |= _by_form_and_order(found, names, left, places)
    return pairs


def _by_form_and_order(
    found: Sequence[_Named], names: Sequence[str], left: list[int], places: list[int]
) -> dict[int, int]:
    """Pair what is left, as many on either side: each form of State that stands once on both,
    then the others in order, unless one of the pairs cannot be."""
    theirs = {position: _form(names[position]) for position in left}
    ours = {place: found[place].form for place in places}
    once = {form for form, count in Counter(theirs.values()).items() if form and count == 1}
    once &= {form for form, count in Counter(ours.values()).items() if count == 1}
    pairs = {
        position: next(place for place in places if ours[place] == form)
        for position, form in theirs.items()
        if form in once
    }
    rest = [position for position in left if position not in pairs]
    free = [place for place in places if place not in pairs.values()]
    ordered = dict(zip(rest, free, strict=True))
    if all(_may_be(found[place], names[position]) for position, place in ordered.items()):
        pairs |= ordered
    return pairs


def _may_be(known: _Named, name: str) -> bool:
    state, form = state_of(name), _form(name)
    if state and known.state and state != known.state:
        return False
    return not (form and known.form and form != known.form)
