"""An index of thousands of provisions in three languages, made in seconds.

One treaty is analysed and encoded, and kept many times under other names, dates and parties, so
that everything that the engines rank, count and page is there.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from indexer.engine import Entry, WorkRecord
from indexer.models import Expression, Metadata, Party, Provision
from indexer.records import entries_of, tree, unit_terms, with_passages, with_versions

ARTICLES = 60
#: What is found by these words alone: every article in the language of the word.
WORDS = {"en": "extradition", "zh": "引渡", "km": "បត្យាប័ន"}
_SCRIPTS = {"en": "Latn", "zh": "Hans", "km": "Khmr"}
_SOURCE = {"path": "specimen/{language}.pdf", "sha256": "5f" * 32, "confidence": 1.0}
_TITLES = {
    "en": "Treaty on Extradition between Northland and Southland",
    "zh": "北国和南国引渡条约",
    "km": "សន្ធិសញ្ញាស្តីពីបត្យាប័នរវាងប្រទេសជើង និងប្រទេសត្បូង",
}
_SENTENCES = {
    "en": (
        "Extradition shall be granted for an offence punishable by both Parties.",
        "The request for extradition shall be refused if the person has been finally judged.",
        "The Requested Party shall bear the costs.",
        "Bank secrecy is no ground for refusal.",
    ),
    "zh": (
        "双方均可处罚的犯罪应当准予引渡。",
        "被请求引渡人已受到终审判决的，应当拒绝引渡请求。",
        "被请求方应当负担费用。",
        "不得以银行保密为由拒绝。",
    ),
    "km": (
        "បត្យាប័នត្រូវអនុញ្ញាតចំពោះបទល្មើសដែលភាគីទាំងពីរអាចផ្តន្ទាទោសបាន។",
        "សំណើសុំបត្យាប័នត្រូវបដិសេធ ប្រសិនបើបុគ្គលនោះត្រូវបានជំនុំជម្រះជាស្ថាពរ។",
        "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយ។",
        "ការសម្ងាត់របស់ធនាគារមិនមែនជាមូលហេតុនៃការបដិសេធឡើយ។",
    ),
}
_PARTIES = (
    Party(key="northland", names={"en": "Northland", "zh": "北国", "km": "ប្រទេសជើង"}),
    Party(key="southland", names={"en": "Southland", "zh": "南国", "km": "ប្រទេសត្បូង"}),
)


def write_many(place, encoder, works=70) -> int:
    """Write so many copies of the treaty to the place of an engine; how many entries it then
    has."""
    writer = place.writer(model=encoder.name, dimensions=encoder.indexed_dimensions)
    count = 0
    try:
        for record, entries in _works(encoder, works):
            writer.replace(record, entries)
            count += len(entries)
        writer.commit()
    finally:
        writer.close()
    return count


def write_another(place, encoder, name="later-treaty") -> None:
    """Write one more work to it."""
    writer = place.writer(model=encoder.name, dimensions=encoder.indexed_dimensions)
    try:
        record, entries = next(_works(encoder, 1))
        moved = [
            replace(
                entry,
                id=entry.id.replace(record.id, name, 1),
                key=entry.key.replace(record.id, name, 1),
                work=name,
            )
            for entry in entries
        ]
        writer.replace(replace(record, id=name), moved)
        writer.commit()
    finally:
        writer.close()


def _works(encoder, works) -> Iterator[tuple[WorkRecord, list[Entry]]]:
    analysed = {code: unit_terms(_expression(code)) for code in WORDS}
    encoded = {
        code: encoder.index_passages([unit.shown for unit in _expression(code).citable()])
        for code in WORDS
    }
    for number in range(works):
        work = f"northland-southland-{number:03}"
        # A date for most, some of them the same, and none for some.
        signed = "" if number % 7 == 0 else f"{1990 + number % 9}-03-0{1 + number % 3}"
        entries = []
        for code in WORDS:
            found = _expression(code, signed)
            made = entries_of(
                work, found, code, found.metadata, _PARTIES, _source(code), "public", analysed[code]
            )
            entries += with_passages(made, _moved(encoded[code], number))
        yield _record(work, signed, len(entries)), with_versions(entries)


def _moved(encoded, number):
    """The passages of one work: as near to each other as those of treaties that differ little."""
    noise = np.random.default_rng(number).normal(0, 0.02, encoded.vectors.shape)
    vectors = (encoded.vectors + noise).astype(np.float32)
    return replace(encoded, vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _source(code):
    return _SOURCE | {"path": _SOURCE["path"].format(language=code)}


def _record(work, signed, entries) -> WorkRecord:
    return WorkRecord(
        id=work,
        entries=entries,
        stored={
            "id": work,
            "access": "public",
            "notice": "",
            "notes": [],
            "parties": [
                {"key": party.key, "names": dict(party.names), "also": []} for party in _PARTIES
            ],
            "files": [],
            "expressions": [
                {
                    "address": code,
                    "lang": code,
                    "script": _SCRIPTS[code],
                    "title": _TITLES[code],
                    "type": "treaty",
                    "status": "in_force",
                    "signed": signed,
                    "in_force": "",
                    "place": "",
                    "authentic": ["en", "zh", "km"],
                    "prevailing": "en",
                    "origin": "official",
                    "file": f"{code}.pdf",
                    "provisions": tree(_expression(code).provisions),
                }
                for code in WORDS
            ],
            "alignments": [],
        },
    )


def _expression(code, signed="") -> Expression:
    return Expression(
        language=code,
        script=_SCRIPTS[code],
        metadata=Metadata(
            title=_TITLES[code],
            type="treaty",
            status="in_force",
            signed=signed,
            parties=("Northland", "Southland"),
        ),
        provisions=tuple(
            Provision(
                eid=f"art_{number}",
                kind="art",
                num=f"Article {number}",
                heading=_TITLES[code] if number % 5 == 0 else "",
                text="\n".join(
                    [_SENTENCES[code][0]]
                    + [_SENTENCES[code][(number + more) % 4] for more in range(number % 6)]
                ),
                page=1 + number // 4,
            )
            for number in range(1, ARTICLES + 1)
        ),
    )
