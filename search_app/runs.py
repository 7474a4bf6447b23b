"""Runs kept in files: a TREC run for other tools, and beside it what each query scored.

``FILE`` has a line a hit: query id, Q0, document id, rank, score, tag. ``FILE.json`` says how the
run was made and holds the measures of each query, which a later run is compared with.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from search_app.judgements import EvaluationError, Judgement, fingerprint
from search_app.measures import MEASURES, Measures


@dataclass(frozen=True, kw_only=True)
class Run:
    """What was found: for each judgement, in order, the ids ranked and their measures.

    ``profile`` is its name and version; ``expand`` says whether the termbase took part.
    """

    mode: str
    model: str
    profile: str
    expand: bool
    judged: Sequence[Judgement]
    rankings: Sequence[Sequence[str]]
    measures: Sequence[Measures]

    @property
    def made_with(self) -> dict[str, Any]:
        """How the run was made, as outputs record it."""
        return {
            "mode": self.mode,
            "model": self.model,
            "profile": self.profile,
            "expand": self.expand,
        }


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """An earlier run as read back; ``measures`` by query id and pair."""

    path: Path
    made_with: Mapping[str, Any]
    fingerprint: str
    measures: Mapping[tuple[str, str], Measures]


def measures_path(path: Path) -> Path:
    """Where the measures of the run at ``path`` stand: ``FILE.json``."""
    return path.with_name(path.name + ".json")


def write_run(path: Path, run: Run) -> None:
    """Write the TREC run and, beside it, the measures of each query."""
    path.write_text("".join(_trec_lines(run)), encoding="utf-8")
    document = {
        **run.made_with,
        "fingerprint": fingerprint(run.judged),
        "queries": [
            {
                "query": one.topic.id,
                "pair": one.pair,
                **({"kind": one.topic.kind} if one.topic.kind else {}),
                **found,
            }
            for one, found in zip(run.judged, run.measures, strict=True)
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    measures_path(path).write_text(text + "\n", encoding="utf-8")


def _trec_lines(run: Run) -> Iterator[str]:
    """A line a hit. The score is 1/rank: TREC's tools order by score, and what is cited comes
    before what scores more. A query judged in several languages is one topic in each."""
    tag = f"treatylens-{run.mode}-{run.profile}"
    judged_in: dict[str, int] = {}
    for one in run.judged:
        judged_in[one.topic.id] = judged_in.get(one.topic.id, 0) + 1
    for one, ranking in zip(run.judged, run.rankings, strict=True):
        several = judged_in[one.topic.id] > 1
        topic = _column(one.topic.id + (f">{one.lang}" if several else ""))
        for rank, identity in enumerate(ranking, 1):
            yield f"{topic} Q0 {_column(identity)} {rank} {1 / rank:.6f} {tag}\n"


def _column(text: str) -> str:
    """White space, which parts the columns, written as in addresses: ``%20``."""
    return re.sub(r"[\s%]", lambda found: quote(found[0]), text)


def read_run(path: Path) -> KeptRun:
    """The run that was written to ``path``. Raises ``EvaluationError``."""
    beside = measures_path(path)
    try:
        document = json.loads(beside.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(
            f"{beside} cannot be read: {error.strerror}; give a file that --run wrote, "
            "with its .json beside it"
        ) from None
    except ValueError as error:
        raise EvaluationError(f"{beside} is not JSON: {error}") from None
    try:
        return KeptRun(
            path=path,
            made_with={name: document[name] for name in ("mode", "model", "profile", "expand")},
            fingerprint=document["fingerprint"],
            measures={
                (row["query"], row["pair"]): {name: float(row[name]) for name in MEASURES}
                for row in document["queries"]
            },
        )
    except (KeyError, TypeError, ValueError):
        raise EvaluationError(f"{beside} is no run of evaluate; write one with --run") from None


def aligned(kept: KeptRun, judged: Sequence[Judgement]) -> list[Measures]:
    """The measures of an earlier run in the order of ``judged``. Raises ``EvaluationError`` where
    it does not have the same queries."""
    ours = {(one.topic.id, one.pair) for one in judged}
    for name, pair in sorted(ours ^ kept.measures.keys()):
        place = "this run" if (name, pair) in ours else kept.path
        raise EvaluationError(
            f"the runs do not have the same queries: {name!r} ({pair}) is only in {place}; "
            "give both the same --queries and --qrels"
        )
    if kept.fingerprint != fingerprint(judged):
        raise EvaluationError(
            f"the runs do not have the same queries: those of {kept.path} had other texts or "
            "judgements; give both the same --queries and --qrels"
        )
    return [kept.measures[one.topic.id, one.pair] for one in judged]
