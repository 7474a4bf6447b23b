"""Corrected clause types hold in filters, hits and counts, on both engines, without new indexing.

The oracle is an index in which the corrected labels were indexed from the beginning.
"""

import itertools
import random
from collections.abc import Mapping

import pytest

from indexer.engine.base import AllOf, AnyOf, Excluding, SearchRequest, Term
from search_app.clauses.overlay import CorrectedClauses
from tests.indexer.engine_cases import EnginePlace, provision, unit, write

WORDS = {"en": "extradition", "zh": "引渡", "km": "បត្យាប័ន"}
TYPES = ("refusal", "costs", "political-offence", "other")


def entries(labels: Mapping[str, tuple[str, ...]]):
    """Versions of nine provisions of three treaties; not every one is in every language."""
    made = []
    for number, (key, own) in enumerate(labels.items()):
        work, eid = key.split("/")
        for turn, (language, word) in enumerate(WORDS.items()):
            if (number + turn) % 4 == 3:
                continue
            made.append(
                provision(
                    f"{work}/{language}/{eid}",
                    f"{word} {'treaty' if number % 2 else 'request'}",
                    vector=unit(1, number, turn, number * turn),
                    keywords={"clause": list(own)},
                    stored={
                        "work": work,
                        "eid": eid,
                        "clauses": [{"clause": one, "confidence": 0.8} for one in own],
                    },
                )
            )
    return made


INDEXED = {
    f"{work}/art_{number}": labels
    for (work, number), labels in zip(
        itertools.product(("aravan-2011", "lanhai-2014", "mekari-2009"), (1, 2, 3)),
        (
            ("refusal", "political-offence"),
            ("costs",),
            ("other",),
            ("refusal",),
            ("political-offence", "refusal"),
            ("costs", "refusal"),
            ("other",),
            ("costs",),
            ("refusal", "costs"),
        ),
        strict=True,
    )
}
CORRECTIONS = {
    "aravan-2011/art_1": ("costs",),
    "lanhai-2014/art_1": ("political-offence", "refusal"),
    "lanhai-2014/art_3": ("other",),
    "mekari-2009/art_1": ("refusal", "costs"),
    "nowhere/art_9": ("costs",),
}


@pytest.fixture(scope="module")
def readers(new_place):
    """A reader of the index as the rules labelled it, and one of the index as it should look."""
    places: list[EnginePlace] = [new_place(), new_place()]
    write(places[0], *entries(INDEXED))
    write(places[1], *entries({key: CORRECTIONS.get(key, own) for key, own in INDEXED.items()}))
    opened = [place.reader() for place in places]
    yield opened
    for reader in opened:
        reader.close()


def questions():
    """Requests of every shape: words, meaning, both; grouped or not; with and without filters."""
    query = AnyOf(tuple(Term("exact", word) for word in WORDS.values()))
    half = Term("exact", "treaty")
    filters = (
        None,
        Term("clause", "costs"),
        AnyOf((Term("clause", "refusal"), Term("clause", "other"))),
        AllOf((Term("lang", "km"), Excluding(Term("clause", "refusal")))),
    )
    for collapse, required, words, vector in itertools.product(
        (False, True),
        filters,
        (query, half, Term("clause", "costs"), None),
        (unit(1, 3, 1, 2), None),
    ):
        if words is not None or vector is not None:
            yield SearchRequest(
                query=words,
                vector=vector,
                required=required,
                collapse=collapse,
                semantic_size=4,
                size=50,
                facets=("clause", "lang"),
            )


def answer(reader, corrected, request):
    asked = corrected.request(request)
    response = reader.search(asked)
    return corrected.counted(reader, reader.search, asked, response)


def test_a_corrected_index_answers_as_one_that_was_indexed_so(readers):
    indexed, oracle = readers
    corrected = CorrectedClauses(CORRECTIONS)
    for request in questions():
        got, wanted = answer(indexed, corrected, request), oracle.search(request)
        assert got.total == wanted.total
        assert got.facets == wanted.facets
        for leg in ("keyword", "semantic"):
            found = [
                {hit.id for hit in getattr(one, leg).hits} if getattr(one, leg) else None
                for one in (got, wanted)
            ]
            assert found[0] == found[1]


def test_any_corrections_count_as_if_they_were_indexed(readers, new_place):
    indexed, _ = readers
    chance = random.Random(18)
    for _ in range(3):
        corrections = {
            key: tuple(chance.sample(TYPES, chance.randint(1, 3)))
            for key in chance.sample(sorted(INDEXED), 5)
        }
        place = new_place()
        write(place, *entries({key: corrections.get(key, own) for key, own in INDEXED.items()}))
        oracle = place.reader()
        for request in questions():
            got = answer(indexed, CorrectedClauses(corrections), request)
            wanted = oracle.search(request)
            assert got.facets == wanted.facets
            assert got.total == wanted.total
        oracle.close()


def test_a_clause_that_says_nothing_of_subjects_is_left_as_it_is():
    clause = AllOf((Term("lang", "km"), AnyOf((Term("exact", "引渡"), Term("kind", "art")))))
    assert CorrectedClauses(CORRECTIONS).rewritten(clause) == clause


def test_a_facet_that_nobody_asks_for_is_not_counted(readers):
    indexed, _ = readers
    request = SearchRequest(query=Term("exact", "引渡"), facets=("lang",), size=0)
    response = answer(indexed, CorrectedClauses(CORRECTIONS), request)
    assert "clause" not in response.facets


def test_an_entry_shows_its_corrected_labels(readers):
    indexed, _ = readers
    (stored,) = indexed.entries(["aravan-2011/en/art_1"])
    corrected = CorrectedClauses(CORRECTIONS).stored(stored)
    assert corrected["clauses"] == [{"clause": "costs", "confidence": 1.0, "corrected": True}]
    assert stored["clauses"][0]["clause"] == "refusal"
