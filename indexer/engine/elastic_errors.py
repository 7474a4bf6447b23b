"""What an Elasticsearch server refused, as the errors of the seam, a sentence each."""

from collections.abc import Mapping
from typing import Any

from .base import EngineError, EngineUnavailable, IndexMissing, TooCostly
from .places import ElasticPlace, shown

#: Statuses that may pass: too many requests, and whatever a cluster without a master answers.
PASSING = (429, 502, 503, 504)
#: What the server says of requests that ask for too much, by the type or words of its error …
_TOO_COSTLY = (
    "too_many_clauses",
    "too_many_nested_clauses",
    "too_many_buckets_exception",
    "maximum nested depth",
    "max clause count",
    "maxClauseCount",
    "Max Result Window",
)
#: … and of shards that no node has now.
_NO_SHARD = ("NoShardAvailable", "no_shard_available")


class Conflict(EngineError):
    """Somebody else wrote the document meanwhile."""


class NotAllowed(EngineError):
    """The server does not know the user, or the user may not do this."""


def refused(place: ElasticPlace, status: int, body: Any) -> EngineError:
    """What an answer with an error says."""
    where = f"Elasticsearch at {shown(place.hosts)}"
    reason = first_line(
        reason_of({"error": body.get("error", body) if isinstance(body, dict) else body})
    )
    if status == 401:
        return NotAllowed(
            f"{where} does not accept the user or key: check TREATYLENS_ENGINE_USERNAME and "
            "TREATYLENS_ENGINE_PASSWORD, or TREATYLENS_ENGINE_API_KEY."
        )
    said = str(body)
    if "cluster_block_exception" in said and status not in PASSING:
        return EngineError(
            f"{where} has blocked the index ({reason}): lift the block on the server, such as "
            "index.blocks.write or read-only after a full disk."
        )
    if status == 403:
        return _not_allowed(place, where, reason)
    if status == 409:
        return Conflict(f"{where}: {reason}")
    if "circuit_breaking_exception" in said:
        return EngineUnavailable(
            f"{where} is short of memory now; try again soon, or give its nodes a larger heap."
        )
    if "search_context_missing_exception" in said:
        return EngineUnavailable(
            f"{where} lost its place in a long answer, as when a node goes; try again."
        )
    if any(mark in said for mark in _TOO_COSTLY):
        return TooCostly(
            "This asks for more than the search engine takes; use fewer or longer words."
        )
    if type_of(body) == "index_not_found_exception" or "index_not_found_exception" in said:
        return IndexMissing(
            f"There is no index {place.prefix!r} at {shown(place.hosts)}; make one with "
            f"`treatylens index PATH --engine {place.hosts[0]}`."
        )
    if status in PASSING or any(mark in said for mark in _NO_SHARD):
        return EngineUnavailable(f"{where} cannot answer now ({reason}); try again soon.")
    return EngineError(f"{where} refused the request: {reason}")


def _not_allowed(place: ElasticPlace, where: str, reason: str) -> NotAllowed:
    """What a user lacks."""
    action = reason.partition(" with effective roles")[0]
    wanted = (
        "the cluster privilege 'monitor'"
        if "[cluster:monitor" in action
        else f"all rights on the indexes {place.prefix!r} and '{place.prefix}-*', or another "
        "TREATYLENS_ENGINE_PREFIX"
    )
    return NotAllowed(f"{where} does not allow this ({action}): use a user or key with {wanted}.")


def type_of(body: Any) -> str:
    """What kind of error an answer names; "" for none."""
    error = body.get("error") if isinstance(body, Mapping) else None
    return str(error.get("type", "")) if isinstance(error, Mapping) else ""


def reason_of(answer: Mapping[str, Any]) -> str:
    """Why the server refused, in its words: its root cause where it names one."""
    error = answer.get("error", answer)
    if isinstance(error, Mapping):
        causes = error.get("root_cause") or error.get("failed_shards") or [error]
        cause = causes[0]
        while isinstance(cause, Mapping):
            # Of a document it says first where it failed, and why in what that was caused by.
            cause = cause.get("caused_by") or cause.get("reason")
        return str(cause or error.get("type") or error.get("reason"))
    return str(error)


def first_line(message: str) -> str:
    """The first line of a message, no longer than a sentence."""
    return message.partition("\n")[0][:200].rstrip(".")
