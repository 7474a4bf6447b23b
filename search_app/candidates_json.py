"""Candidates for the termbase → JSON, and a table in the termbase's own columns. No Flask."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from analyzers.termbase_table import Entry, Name, fault_of, table_lines
from search_app.inconsistency import Example
from search_app.inconsistency_json import row_address
from search_app.term_candidates import Candidate, Candidates
from search_app.term_pair_form import CandidateForm

#: The field of law of a candidate, for the person who accepts it to set.
DOMAIN = "own"
#: Letters of the id of a candidate.
_LONGEST_ID = 60


def candidates_json(candidates: Candidates, form: CandidateForm) -> dict[str, Any]:
    """What a form shows of the candidates. ``total`` counts all that it leaves; offsets
    (``ranges``) are half-open code points of each text."""
    found = candidates.at_least(form.min_count)
    return {
        "from": candidates.languages[0],
        "to": candidates.languages[1],
        "rows": candidates.rows,
        "complete": candidates.complete,
        "total": len(found),
        "candidates": [_candidate(one) for one in found[form.start : form.start + form.size]],
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "source": one.source,
        "target": one.target,
        "tags": list(one.tags),
        "rows": list(one.rows),
        "together": one.together,
        "dice": round(one.dice, 4),
        "likelihood": round(one.likelihood, 2),
        "works": list(one.works),
        "examples": [_example(own) for own in one.examples],
    }


def _example(one: Example) -> dict[str, Any]:
    return {
        "work": one.work,
        "row": one.number,
        "address": row_address(one.work, one.addresses, one.number),
        "texts": list(one.texts),
        "ranges": [list(span) for span in one.spans],
    }


def candidates_table(found: Iterable[Candidate], taken: Container[str]) -> bytes:
    """Candidates as a table that ``read_table`` reads, each ``proposed``, with its statistics as
    the note. Ids that are ``taken`` are passed over, so that no concept is replaced."""
    return "".join(f"{line}\n" for line in table_lines(_entries(found, taken))).encode()


def _entries(found: Iterable[Candidate], taken: Container[str]) -> Iterator[Entry]:
    used: set[str] = set()
    for one in found:
        name = _id(one, taken, used)
        entry = Entry(
            id=name,
            pos="other",
            domain=DOMAIN,
            names=_in_order_of_columns(one),
            source=f"rows side by side of {', '.join(one.works)}"[:2_000],
            status="proposed",
            note=(
                f"candidate: {one.together} rows together, {one.rows[0]} and {one.rows[1]} alone, "
                f"Dice {one.dice:.2f}, log-likelihood {one.likelihood:.1f}"
            ),
        )
        if not fault_of(entry):
            used.add(name)
            yield entry


def _in_order_of_columns(one: Candidate) -> tuple[Name, ...]:
    names = [Name(text=one.source, tag=one.tags[0]), Name(text=one.target, tag=one.tags[1])]
    order = ("en", "zh-Hans", "zh-Hant", "km")
    return tuple(sorted(names, key=lambda name: order.index(name.tag)))


def _id(one: Candidate, taken: Container[str], used: Container[str]) -> str:
    """An id of the English words, or of a number where there are none."""
    english = one.source if one.tags[0] == "en" else one.target if one.tags[1] == "en" else ""
    stem = re.sub(r"\W+", "_", english.lower(), flags=re.ASCII).strip("_")[:_LONGEST_ID]
    return next(
        name for name in _names(stem or "candidate") if name not in taken and name not in used
    )


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}_{number}"
        number += 1


def shown(found: Sequence[Candidate], form: CandidateForm) -> Sequence[Candidate]:
    """The page of candidates that a form asks for."""
    return found[form.start : form.start + form.size]
