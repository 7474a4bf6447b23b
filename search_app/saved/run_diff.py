"""What is new, changed and gone between two runs. Pure: hits in, hits out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from search_app.saved.kept_hits import KeptHit, one_a_provision

#: Why a hit is gone. ``removed``: it is not in the index any more, or may not be seen. ``changed``:
#: it is there with another text, and does not match. ``unmatched``: it is there with the same text
#: and does not match: what is known of its work, or the query, is another. ``displaced``: it is
#: there with the same text, and others are nearer in meaning. "": not known, for runs long past.
Why = Literal["removed", "changed", "unmatched", "displaced", ""]
WHYS: tuple[Why, ...] = ("removed", "changed", "unmatched", "displaced")


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A hit of both runs whose text, or that of one of its versions, is another. ``texts`` are the
    versions that changed: address, hash before, hash now; "" for one that was not there."""

    before: KeptHit
    now: KeptHit
    texts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A hit of the run before alone, and why."""

    hit: KeptHit
    why: Why = ""


@dataclass(frozen=True, kw_only=True)
class RunDiff:
    """What changed from one run to another: every hit, however many. ``new`` and ``changed`` are
    in the order of the later run, ``gone`` in that of the earlier."""

    new: tuple[KeptHit, ...] = ()
    changed: tuple[Changed, ...] = ()
    gone: tuple[Gone, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.new or self.changed or self.gone)


def diff(
    before: Sequence[KeptHit],
    now: Sequence[KeptHit],
    why: Mapping[str, Why] | None = None,
    *,
    grouped: bool = False,
) -> RunDiff:
    """What changed between two lists of hits. ``why`` is by the address of the hits that are gone.
    ``grouped``: the versions of a provision are one hit, whichever of them is shown, and why it is
    gone is found by the address of any of them."""
    if grouped:
        before, now = one_a_provision(before), one_a_provision(now)

    def name(hit: KeptHit) -> str:
        return hit.key if grouped else hit.id

    then = {name(hit): hit for hit in before}
    names = {name(hit) for hit in now}
    reasons = _of_any_version(why or {}) if grouped else why or {}
    both = ((then[name(hit)], hit) for hit in now if name(hit) in then)
    return RunDiff(
        new=tuple(hit for hit in now if name(hit) not in then),
        changed=tuple(
            Changed(before=earlier, now=later, texts=texts)
            for earlier, later in both
            if (texts := _changed_texts(earlier, later))
        ),
        gone=tuple(
            Gone(hit=hit, why=reasons.get(hit.id) or reasons.get(name(hit)) or "")
            for hit in before
            if name(hit) not in names
        ),
    )


def _of_any_version(why: Mapping[str, Why]) -> dict[str, Why]:
    """Reasons by WORK/EID too: the version that was shown when a provision went may be another than
    the one that was shown long before."""
    known: dict[str, Why] = {}
    for identity, reason in why.items():
        work, _, eid = identity.split("/", 2)
        known[f"{work}/{eid}"] = reason or known.get(f"{work}/{eid}", "")
    return known | dict(why)


def _changed_texts(before: KeptHit, now: KeptHit) -> tuple[tuple[str, str, str], ...]:
    old, new = before.hashes, now.hashes
    return tuple(
        (name, old.get(name, ""), new.get(name, ""))
        for name in {**new, **old}
        if old.get(name) != new.get(name)
    )
