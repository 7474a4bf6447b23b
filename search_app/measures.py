"""How good a ranking is: TREC's measures with binary relevance, computed by ir-measures.

nDCG@10, MRR (the mean of RR), recall@10 and precision@1. The only module that imports
``ir_measures``.
"""

from collections.abc import Collection, Mapping, Sequence

DEPTH = 10
#: As outputs name them, in the order in which they are shown.
MEASURES = ("ndcg@10", "mrr", "r@10", "p@1")
Measures = dict[str, float]


def measure(
    rankings: Sequence[Sequence[str]], relevant: Sequence[Collection[str]]
) -> list[Measures]:
    """The measures of each ranking, best hit first, of which the first ten count, against the ids
    it should hold."""
    from ir_measures import RR, P, R, iter_calc, nDCG  # late: the commands start without it

    if not rankings:
        return []
    names = dict(zip((nDCG @ DEPTH, RR, R @ DEPTH, P @ 1), MEASURES, strict=True))
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for place, (ranking, wanted) in enumerate(zip(rankings, relevant, strict=True)):
        # Numbers stand for the ids: TREC's tools order equal scores by id, and fear some letters.
        numbers = {identity: str(number) for number, identity in enumerate(wanted)}
        qrels[str(place)] = dict.fromkeys(numbers.values(), 1)
        run[str(place)] = {
            numbers.get(identity, f"other{rank}"): float(-rank)
            for rank, identity in enumerate(ranking[:DEPTH], 1)
        }
    rows = [dict.fromkeys(MEASURES, 0.0) for _ in rankings]
    for found in iter_calc(list(names), qrels, run):
        rows[int(found.query_id)][names[found.measure]] = float(found.value)
    return rows


def means(rows: Sequence[Mapping[str, float]]) -> Measures:
    """The mean of each measure; 0 where there is no row."""
    return {name: sum(row[name] for row in rows) / max(1, len(rows)) for name in MEASURES}
