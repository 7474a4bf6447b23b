"""Random collections and clauses: every engine finds what thirty lines of Python find."""

import itertools
from contextlib import closing
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engine import (
    AllOf,
    AnyOf,
    Between,
    Clause,
    EngineReader,
    Entry,
    Excluding,
    Flat,
    Ids,
    Near,
    Optional,
    SearchRequest,
    Sequenced,
    Term,
    Weighted,
)

from .indexer.engine_cases import provision, unit, write

TOKENS = ("ច្បាប់", "ច្បាប់ទី", "ជំនួយ", "条约", "条", "law", "laws")
LANGUAGES = ("km", "zh", "en")
YEARS = (1997, 2011, 2014)


def oracle(clause: Clause, entry: Entry) -> bool:
    """Whether ``entry`` matches, straight from the words of the seam."""
    match clause:
        case Term(field, token):
            return token in entry.texts.get(field, ()) or token in entry.keywords.get(field, ())
        case Sequenced(field, tokens, prefix):
            return bool(places_of(entry.texts.get(field, ()), tokens, prefix=prefix))
        case Near(field, sequences, gap, ordered):
            return holds_near(entry.texts.get(field, ()), sequences, gap, ordered)
        case Between(field, first, last):
            number = entry.integers.get(field)
            return (
                number is not None
                and (first is None or number >= first)
                and (last is None or number <= last)
            )
        case Ids(ids):
            return entry.id in ids
        case AllOf(clauses):
            return all(oracle(one, entry) for one in clauses)
        case AnyOf(clauses):
            return any(oracle(one, entry) for one in clauses)
        case Excluding(inner):
            return not oracle(inner, entry)
        case Weighted(inner, _) | Flat(inner, _):
            return oracle(inner, entry)
        case Optional():
            return True


def places_of(held, tokens, *, prefix=False):
    """Where ``tokens`` stand in ``held``, one after the other."""
    return [
        at
        for at in range(len(held) - len(tokens) + 1)
        if all(
            held[at + n].startswith(one) if prefix and n == len(tokens) - 1 else held[at + n] == one
            for n, one in enumerate(tokens)
        )
    ]


def holds_near(held, sequences, gap, ordered):
    """Whether all ``sequences`` stand in ``held``, apart from each other and close enough."""
    for starts in itertools.product(*(places_of(held, one) for one in sequences)):
        spans = [(at, at + len(one)) for at, one in zip(starts, sequences, strict=True)]
        if not ordered:
            spans.sort()
        apart = all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        if apart and spans[-1][1] - spans[0][0] - sum(map(len, sequences)) <= gap:
            return True
    return False


@st.composite
def collections(draw):
    entries = []
    for number in range(draw(st.integers(1, 12))):
        year = draw(st.sampled_from((None, *YEARS)))
        entries.append(
            provision(
                f"w{number % 3}/{draw(st.sampled_from(LANGUAGES))}/art_{number // 2}__{number}",
                " ".join(draw(st.lists(st.sampled_from(TOKENS), max_size=6))),
                keywords={"type": draw(st.lists(st.sampled_from("ab"), max_size=2))},
                packed=draw(st.binary(max_size=5)),
                **({} if year is None else {"year": year}),
            )
        )
    return entries


tokens = st.sampled_from(TOKENS)
years = st.none() | st.sampled_from(YEARS)
ids = st.builds(
    lambda w, lang, n: f"w{w}/{lang}/art_{n // 2}__{n}",
    st.integers(0, 2),
    st.sampled_from(LANGUAGES),
    st.integers(0, 11),
)
leaves = st.one_of(
    st.builds(Term, st.just("words"), tokens),
    st.builds(Term, st.just("lang"), st.sampled_from(LANGUAGES)),
    st.builds(Term, st.just("type"), st.sampled_from("abc")),
    st.builds(
        Sequenced,
        st.just("exact"),
        st.lists(tokens, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Near,
        st.just("exact"),
        st.lists(st.lists(tokens, min_size=1, max_size=2).map(tuple), min_size=1, max_size=3).map(
            tuple
        ),
        st.integers(0, 3),
    ),
    st.builds(
        Sequenced,
        st.just("exact"),
        st.lists(tokens, min_size=1, max_size=3).map(tuple),
        prefix=st.just(True),
    ),
    st.builds(Between, st.just("year"), years, years),
    st.builds(Ids, st.frozensets(ids, max_size=3)),
)
clauses = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Excluding, inner),
        st.builds(Optional, inner),
        st.builds(Weighted, inner, st.sampled_from((0, 0.5, 2))),
        st.builds(Flat, inner, st.sampled_from((0, 0.5, 2))),
    ),
    max_leaves=8,
)


def check(reader: EngineReader, entries: list[Entry], query: Clause, required: Clause | None):
    matching = {one.id for one in entries if oracle(query, one)}
    allowed = {one.id for one in entries if required is None or oracle(required, one)}
    key_of = {one.id: one.key for one in entries}
    packed_of = {one.id: one.packed for one in entries}
    lang_of = {one.id: one.id.split("/")[1] for one in entries}
    for collapse in (False, True):
        response = reader.search(
            SearchRequest(
                query=query,
                vector=unit(1, 2, 3, 4),
                required=required,
                semantic_size=3,
                collapse=collapse,
                size=50,
                facets=("lang",),
            )
        )
        keyword = [hit.id for hit in response.keyword.hits]
        listed = {hit.id for hit in response.semantic.hits}
        found = matching & allowed
        union = found | listed
        counted = {
            (key_of[one], lang_of[one]) if collapse else (one, lang_of[one]) for one in union
        }
        assert len(keyword) == len(set(keyword)) == response.keyword.total
        assert listed <= allowed
        assert all(hit.packed == packed_of[hit.id] for hit in response.semantic.hits)
        assert not any(hit.packed for hit in response.keyword.hits)
        assert len(listed) == min(3, len({key_of[o] for o in allowed} if collapse else allowed))
        if collapse:
            assert {key_of[one] for one in keyword} == {key_of[one] for one in found}
            assert set(keyword) <= found
            assert response.total == len({key_of[one] for one in union})
        else:
            assert set(keyword) == found
            assert response.total == len(union)
        assert dict(response.facets["lang"]) == {
            lang: sum(pair[1] == lang for pair in counted) for lang in {pair[1] for pair in counted}
        }


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    entries=collections(),
    questions=st.lists(st.tuples(clauses, st.none() | clauses), min_size=5, max_size=25),
)
def test_matches_totals_and_facets_equal_the_oracle(new_place, entries, questions):
    place = new_place()
    write(place, *(replace(one, packed=b"before") for one in entries))
    write(place, *entries)
    with closing(place.reader()) as reader:
        for query, required in questions:
            check(reader, entries, query, required)
