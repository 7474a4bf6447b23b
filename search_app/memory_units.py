"""A unit of a translation memory → the entries that the index of memories keeps of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analyzers.detect import chinese_script
from analyzers.languages import LANGUAGES
from analyzers.segment import terms_many
from indexer.encoder import Encoder
from indexer.engine.base import Entry
from indexer.models import TranslationUnit, UnitProperty, UnitVariant
from search_app.likeness import compared

#: Code points of a variant; a longer one is no sentence that anything is like.
LONGEST_VARIANT = 10_000
#: What is kept of what a unit says of itself: so many properties, cut at so many code points.
MOST_PROPERTIES, LONGEST_PROPERTY = 20, 300
#: Properties that say where a text is from, the first that there is.
_ORIGINS = ("x-origin", "x-work", "x-document", "x-project", "x-domain")
#: Tags that say which of the two scripts Chinese is in; others leave it to the text.
_SAY_SCRIPT = ("hans", "hant", "cn", "sg", "my", "chs", "tw", "hk", "mo", "cht")

#: Why a unit is left out: no text in a language known here; one such language alone; a text that is
#: too long.
LEFT_OUT = ("empty", "one_language", "too_long")


class NumberedUnit(NamedTuple):
    """A unit with its number in the file, from 1."""

    number: int
    unit: TranslationUnit


class _Variant(NamedTuple):
    id: str
    tag: str
    text: str
    variant: UnitVariant


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a memory as it is indexed: its entries, how many variants by tag, and how many
    units are in it or left out, by reason."""

    entries: Sequence[Entry]
    units: int
    languages: Counter[str]
    left_out: Counter[str]


def part_of(
    units: Iterable[NumberedUnit], *, memory: str, run: str, work: str, encoder: Encoder
) -> Part:
    """The entries of some units of ``memory``, in order, as part of ``work``."""
    left_out: Counter[str] = Counter()
    kept: list[tuple[NumberedUnit, list[_Variant]]] = []
    for numbered in units:
        variants = _variants(numbered, work)
        reason = _reason(numbered.unit, variants)
        if reason:
            left_out[reason] += 1
        else:
            kept.append((numbered, variants))
    flat = [(numbered, one, own) for numbered, own in kept for one in own]
    entries = _entries(flat, memory, run, work, encoder)
    languages = Counter(one.tag for _, one, _ in flat)
    return Part(entries=entries, units=len(kept), languages=languages, left_out=left_out)


def _variants(numbered: NumberedUnit, work: str) -> list[_Variant]:
    """The variants of a unit in the languages known here that have a text, each with its id."""
    found: list[_Variant] = []
    taken: Counter[str] = Counter()
    for variant in numbered.unit.variants:
        text = variant.text.strip()
        if variant.language not in LANGUAGES or not text:
            continue
        tag = LANGUAGES[variant.language].tag(_script(variant, text))
        taken[tag] += 1
        again = f".{taken[tag]}" if taken[tag] > 1 else ""
        found.append(_Variant(f"{work}/{tag}/{numbered.number}{again}", tag, text, variant))
    return found


def _script(variant: UnitVariant, text: str) -> str:
    """The script of a variant; of Chinese, where its tag does not say, by its characters."""
    said = variant.tag.lower().replace("_", "-").split("-")[1:]
    if variant.language == "zh" and not set(said).intersection(_SAY_SCRIPT):
        return chinese_script(text)
    return variant.script


def _reason(unit: TranslationUnit, variants: Sequence[_Variant]) -> str:
    """Why a unit is left out, "" where it is not."""
    if not variants:
        return "empty"
    if len({one.tag for one in variants}) < 2:
        return "one_language"
    if any(len(one.text) > LONGEST_VARIANT for one in variants):
        return "too_long"
    return ""


def _entries(
    flat: Sequence[tuple[NumberedUnit, _Variant, Sequence[_Variant]]],
    memory: str,
    run: str,
    work: str,
    encoder: Encoder,
) -> list[Entry]:
    texts = [one.text for _, one, _ in flat]
    analysed = terms_many(texts)
    encoded = encoder.index_passages(texts) if texts else None
    entries = []
    for place, ((numbered, one, own), terms) in enumerate(zip(flat, analysed, strict=True)):
        code, script = one.variant.language, _script(one.variant, one.text)
        stored = _stored(numbered, one, own, memory) | {
            "script": script,
            "words": " ".join(word.text for word in compared(terms)),
        }
        entries.append(
            Entry(
                id=one.id,
                key=f"{work}/{numbered.number}",
                work=work,
                texts={
                    "words": [token.text for token in terms.words],
                    "exact": [token.text for token in terms.exact],
                },
                keywords={
                    "lang": [code],
                    "script": [script],
                    "type": [memory],
                    "status": [run],
                    "access": ["public"],
                },
                stored=stored,
                vector=encoded.vectors[place] if encoded else None,
            )
        )
    return entries


def _stored(
    numbered: NumberedUnit, one: _Variant, own: Sequence[_Variant], memory: str
) -> dict[str, Any]:
    unit, variant = numbered.unit, one.variant
    properties = [*variant.properties, *unit.properties][:MOST_PROPERTIES]
    said = {**unit.attributes, **variant.attributes}
    return {
        "id": one.id,
        "memory": memory,
        "number": numbered.number,
        "unit": unit.id[:LONGEST_PROPERTY],
        "lang": variant.language,
        "text": one.text,
        "origin": _origin(properties),
        "author": (said.get("changeid") or said.get("creationid") or "")[:LONGEST_PROPERTY],
        "date": (said.get("changedate") or said.get("creationdate") or "")[:LONGEST_PROPERTY],
        "properties": [[prop.type, prop.text[:LONGEST_PROPERTY]] for prop in properties],
        "variants": [other.id for other in own if other.id != one.id],
    }


def _origin(properties: Sequence[UnitProperty]) -> str:
    said = {prop.type: prop.text for prop in reversed(properties)}
    return next((said[name][:LONGEST_PROPERTY] for name in _ORIGINS if said.get(name)), "")
