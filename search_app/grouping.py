"""The versions of one provision as one hit of a fused list, pure."""

from collections.abc import Sequence

from indexer.engine.base import SearchResponse
from indexer.models import language_of
from search_app.fusion import Fused
from search_app.plan import CITED


def one_a_key(fused: Sequence[Fused], response: SearchResponse, language: str) -> list[Fused]:
    """Each provision once, with the best rank any of its versions has in a leg: by its version in
    the query's language where that was found, or else by its first. What is cited stays first."""
    legs = [leg.hits if leg else () for leg in (response.keyword, response.semantic)]
    keys = {hit.id: hit.key for hits in legs for hit in hits}
    cited = {hit.key for hit in legs[0] if hit.score >= CITED}
    best: dict[str, Fused] = {}
    for hit in fused:
        kept = best.setdefault(keys[hit.name], hit)
        if kept is not hit:
            ranks = {
                leg: min((rank for rank in (kept.ranks[leg], hit.ranks[leg]) if rank), default=None)
                for leg in kept.ranks
            }
            own = language_of(hit.name) == language != language_of(kept.name)
            name = hit.name if own else kept.name
            best[keys[hit.name]] = Fused(name, kept.score + hit.score, ranks)
    first = [hit for key, hit in best.items() if key in cited]
    rest = [hit for key, hit in best.items() if key not in cited]
    return first + sorted(rest, key=lambda hit: (-hit.score, hit.name))
