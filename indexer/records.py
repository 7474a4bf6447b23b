"""A work as read → what the index keeps of it: entries with their terms, and the work's record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyzers.citations import find_citations
from analyzers.languages import LANGUAGES
from analyzers.segment import Terms, Token, terms_many
from indexer.boxes import pack_boxes
from indexer.encoder import IndexedPassages
from indexer.engine.base import Entry
from indexer.models import (
    PASSAGE_CHARACTERS,
    Expression,
    Metadata,
    Party,
    Provision,
    pack_offsets,
    text_hash,
)
from indexer.part_spans import part_spans


def language_key(expression: Expression, siblings: Sequence[Expression]) -> str:
    """The LANG part of an address: the code, or the tag for a work's second Chinese script."""
    same = [other for other in siblings if other.language == expression.language]
    default = LANGUAGES[expression.language].scripts[0]
    if len(same) > 1 and expression.script != default:
        return LANGUAGES[expression.language].tag(expression.script)
    return expression.language


def cite_values(provision: Provision) -> list[str]:
    """What a citation may name it by: its eid, those of its parts and of what it lies in, without
    any of their first steps. ``chp_2__art_7`` with a paragraph: itself, ``art_7``, ``chp_2``,
    ``art_7__para_1``, … And what it is called in print: a Section 3 is an article here."""
    own = provision.eid.split("__")
    values = [
        "__".join(own[start:end]) for start in range(len(own)) for end in range(start + 1, len(own))
    ]
    for part in provision.walk():
        names = part.eid.split("__")
        values += ["__".join(names[start:]) for start in range(len(names))]
    values += [citation.eid for citation in find_citations(provision.num)]
    if provision.kind == "annex":
        values.append("annex")  # instruments with one call it that, without a number
    return list(dict.fromkeys(values))


def offsets_of(terms: Terms) -> dict[str, str]:
    """Where the tokens of both fields stand, packed as the record keeps it."""
    return {
        "words": pack_offsets((token.start, token.end) for token in terms.words),
        "exact": pack_offsets((token.start, token.end) for token in terms.exact),
    }


@dataclass(frozen=True, kw_only=True)
class UnitTerms:
    """The terms of one citable unit, small enough to be sent between processes: tokens of both
    fields and of the heading, joined by spaces, and ``offsets_of`` the first two."""

    words: str
    exact: str
    heading: str
    offsets: Mapping[str, str]


def unit_terms(expression: Expression) -> tuple[UnitTerms, ...]:
    """The terms of each of the citable units, in text order."""
    units = list(expression.citable())
    headings = [unit.heading for unit in units]
    analysed = terms_many([*(unit.shown for unit in units), *headings])
    return tuple(
        UnitTerms(
            words=_joined(text.words),
            exact=_joined(text.exact),
            heading=_joined(heading.words),
            offsets=offsets_of(text),
        )
        for text, heading in zip(analysed[: len(units)], analysed[len(units) :], strict=True)
    )


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def entries_of(
    work: str,
    expression: Expression,
    language: str,
    metadata: Metadata,
    parties: Sequence[Party],
    source: Mapping[str, Any],
    access: str,
    analysed: Sequence[UnitTerms] | None = None,
    titles: Sequence[str] = (),
) -> list[Entry]:
    """The entries of one expression, in text order, without what ``with_passages`` adds.

    ``language`` is its LANG in addresses. ``metadata`` is the work's, ``work.toml`` included.
    ``analysed`` is what ``unit_terms`` gives for the expression, where somebody has it already;
    ``titles`` are those of every version, under any of which each is found.
    """
    units = list(expression.citable())
    names = [name for party in parties for name in (*party.names.values(), *party.also)]
    known = dict.fromkeys([metadata.title, *titles])
    title, party = terms_many(["\n".join(known), " ".join(names)])
    by_unit = unit_terms(expression) if analysed is None else analysed
    fixed = _work_keywords(expression, metadata, parties, access)
    integers = _date_integers(metadata.signed)
    entries = []
    for position, (unit, terms) in enumerate(zip(units, by_unit, strict=True)):
        text = unit.shown
        parts = [part for part in unit.walk() if part is not unit]
        spans = part_spans(unit)
        body = len(text) - len(unit.text)
        identity = f"{work}/{language}/{unit.eid}"
        entries.append(
            Entry(
                id=identity,
                key=f"{work}/{unit.eid}",
                work=work,
                texts={
                    "words": terms.words.split(),
                    "exact": terms.exact.split(),
                    "heading": terms.heading.split(),
                    "title": [token.text for token in (*title.words, *title.exact)],
                    "party": [token.text for token in (*party.words, *party.exact)],
                },
                keywords={**fixed, "kind": [unit.kind], "cite": cite_values(unit)},
                integers={**integers, "position": position},
                stored={
                    "id": identity,
                    "work": work,
                    "access": access,
                    "lang": expression.language,
                    "script": expression.script,
                    "eid": unit.eid,
                    "parts": [part.eid for part in parts],
                    "part_nums": [part.num for part in parts],
                    "part_spans": pack_offsets(
                        (body + start, body + end)
                        for start, end in (spans.get(part.eid, (0, 0)) for part in parts)
                    ),
                    "kind": unit.kind,
                    "num": unit.num,
                    "heading": unit.heading,
                    "title": metadata.title,
                    "signed": metadata.signed,
                    "text": text,
                    "hash": text_hash(text),
                    "tokens": {"words": terms.words, "exact": terms.exact},
                    "offsets": dict(terms.offsets),
                    "source": {**source, "page": unit.page},
                },
            )
        )
    return entries


def with_passages(entries: Sequence[Entry], encoded: IndexedPassages) -> list[Entry]:
    """The entries with what the index keeps of their passages, which are as many."""
    return [
        replace(entry, vector=vector, packed=packed)
        for entry, vector, packed in zip(entries, encoded.vectors, encoded.packed, strict=True)
    ]


def with_versions(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a work, each told the ids of the same provision in the other languages."""
    by_key: dict[str, list[str]] = {}
    for entry in entries:
        by_key.setdefault(entry.key, []).append(entry.id)
    return [
        replace(
            entry,
            stored={
                **entry.stored,
                "versions": [other for other in by_key[entry.key] if other != entry.id],
            },
        )
        for entry in entries
    ]


def _work_keywords(
    expression: Expression, metadata: Metadata, parties: Sequence[Party], access: str
) -> dict[str, list[str]]:
    return {
        "lang": [expression.language],
        "script": [expression.script],
        "type": [metadata.type] if metadata.type else [],
        "parties": [party.key for party in parties],
        "status": [metadata.status] if metadata.status else [],
        "access": [access],
    }


def _date_integers(signed: str) -> dict[str, int]:
    """Year and date of an ISO 8601 date. Without a day or month the date has zeros there, so that
    it stands before all that is known to be later in its year or month, and among its years."""
    if not signed:
        return {}
    digits = signed.replace("-", "")
    return {"year": int(digits[:4]), "date": int(digits.ljust(8, "0"))}


def passage(entry: Entry) -> str:
    """The text of an entry that is encoded for the semantic leg."""
    return str(entry.stored["text"])[:PASSAGE_CHARACTERS]


def passages(expression: Expression) -> list[str]:
    """``passage`` of each of the entries that an expression has, before they are made."""
    return [unit.shown[:PASSAGE_CHARACTERS] for unit in expression.citable()]


def tree(provisions: Sequence[Provision]) -> list[dict[str, Any]]:
    """A provision tree as JSON: eid, kind, num, heading, text, page, boxes (``[page, x0, y0, x1,
    y1]``, in points from the bottom left; none where the format has no pages), children."""
    return [
        {
            "eid": provision.eid,
            "kind": provision.kind,
            "num": provision.num,
            "heading": provision.heading,
            "text": provision.text,
            "page": provision.page,
            "boxes": pack_boxes(provision.boxes),
            "children": tree(provision.children),
        }
        for provision in provisions
    ]
