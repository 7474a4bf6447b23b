"""A work as read → what the index keeps of it: entries with their terms, and the work's record."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analyzers.languages import LANGUAGES
from analyzers.segment import Terms, terms_many
from indexer.engine.base import Entry
from indexer.models import Expression, Metadata, Party, Provision, pack_offsets

#: Cut for the vector leg: what a static model reads of a passage, in code points.
PASSAGE_CHARACTERS = 8_000


def language_key(expression: Expression, siblings: Sequence[Expression]) -> str:
    """The LANG part of an address: the code, or the tag for a work's second Chinese script."""
    same = [other for other in siblings if other.language == expression.language]
    default = LANGUAGES[expression.language].scripts[0]
    if len(same) > 1 and expression.script != default:
        return LANGUAGES[expression.language].tag(expression.script)
    return expression.language


def shown_text(provision: Provision) -> str:
    """The text a hit shows and offsets count in: heading, a line break, the provision's text."""
    return "\n".join(part for part in (provision.heading, provision.text) if part)


def text_hash(text: str) -> str:
    """SHA-256 of a hit's text, in hex: what tells a changed provision from an unchanged one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cite_values(provision: Provision) -> list[str]:
    """The tails of an eid that a citation may name: ``chp_2__art_7`` → itself and ``art_7``."""
    parts = provision.eid.split("__")
    return ["__".join(parts[start:]) for start in range(len(parts))]


def offsets_of(terms: Terms) -> dict[str, str]:
    """Where the tokens of both fields stand, packed as the record keeps it."""
    return {
        "words": pack_offsets((token.start, token.end) for token in terms.words),
        "exact": pack_offsets((token.start, token.end) for token in terms.exact),
    }


def entries_of(
    work: str,
    expression: Expression,
    language: str,
    metadata: Metadata,
    parties: Sequence[Party],
    source: Mapping[str, Any],
    access: str,
) -> list[Entry]:
    """The entries of one expression, in text order, without vectors.

    ``language`` is its LANG in addresses. ``metadata`` is the work's, ``work.toml`` included.
    """
    units = list(expression.citable())
    texts = [shown_text(unit) for unit in units]
    names = [name for party in parties for name in party.names.values()]
    extra = [unit.heading for unit in units] + [metadata.title, " ".join(names)]
    analysed = terms_many(texts + extra)
    title, party = analysed[-2:]
    fixed = _work_keywords(expression, metadata, parties, access)
    integers = _date_integers(metadata.signed)
    entries = []
    for position, (unit, text) in enumerate(zip(units, texts, strict=True)):
        terms, heading = analysed[position], analysed[len(units) + position]
        identity = f"{work}/{language}/{unit.eid}"
        entries.append(
            Entry(
                id=identity,
                key=f"{work}/{unit.eid}",
                work=work,
                texts={
                    "words": [token.text for token in terms.words],
                    "exact": [token.text for token in terms.exact],
                    "heading": [token.text for token in heading.words],
                    "title": [token.text for token in (*title.words, *title.exact)],
                    "party": [token.text for token in (*party.words, *party.exact)],
                },
                keywords={**fixed, "kind": [unit.kind], "cite": cite_values(unit)},
                integers={**integers, "position": position},
                stored={
                    "id": identity,
                    "work": work,
                    "lang": expression.language,
                    "script": expression.script,
                    "eid": unit.eid,
                    "kind": unit.kind,
                    "num": unit.num,
                    "heading": unit.heading,
                    "title": metadata.title,
                    "text": text,
                    "hash": text_hash(text),
                    "tokens": {
                        "words": " ".join(token.text for token in terms.words),
                        "exact": " ".join(token.text for token in terms.exact),
                    },
                    "offsets": offsets_of(terms),
                    "source": {**source, "page": unit.page},
                },
            )
        )
    return entries


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
    if not signed:
        return {}
    digits = signed.replace("-", "")
    integers = {"year": int(digits[:4])}
    if len(digits) == 8:
        integers["date"] = int(digits)
    return integers


def passage(entry: Entry) -> str:
    """The text of an entry that is encoded for the semantic leg."""
    return str(entry.stored["text"])[:PASSAGE_CHARACTERS]


def tree(provisions: Sequence[Provision]) -> list[dict[str, Any]]:
    """A provision tree as JSON: eid, num, heading, text, page, children."""
    return [
        {
            "eid": provision.eid,
            "kind": provision.kind,
            "num": provision.num,
            "heading": provision.heading,
            "text": provision.text,
            "page": provision.page,
            "children": tree(provision.children),
        }
        for provision in provisions
    ]
