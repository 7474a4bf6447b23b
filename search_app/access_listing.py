"""The works that are restricted or have a rule, as commands and pages list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search_app.access import PUBLIC, RESTRICTED
from search_app.access_rules import AccessRule
from search_app.catalogue import Catalogue, WorkSummary


@dataclass(frozen=True, kw_only=True)
class WorkAccess:
    """A work with its label: ``indexed`` is the one it was indexed with, "" where the index does
    not have it; ``rule`` what an admin set, None for nothing; ``summary`` what is known of it."""

    work: str
    indexed: str
    rule: AccessRule | None = None
    summary: WorkSummary | None = None

    @property
    def label(self) -> str:
        """The label that holds; of a work that is not there and has no rule, the usual one."""
        return self.rule.label if self.rule else self.indexed or PUBLIC


def listed(rules: Sequence[AccessRule], catalogue: Catalogue) -> Sequence[WorkAccess]:
    """Every work that has a rule or is restricted in the index, by id. ``catalogue`` is of a
    reader that hides and relabels nothing."""
    ruled = {rule.work: rule for rule in rules}
    names = {one.id for one in catalogue.works if one.access == RESTRICTED} | ruled.keys()
    return [access_of(name, ruled.get(name), catalogue) for name in sorted(names)]


def access_of(work: str, rule: AccessRule | None, catalogue: Catalogue) -> WorkAccess:
    """One work, whether or not it is listed."""
    summary = catalogue.by_id.get(work)
    indexed = summary.access if summary else ""
    return WorkAccess(work=work, indexed=indexed, rule=rule, summary=summary)


def access_json(one: WorkAccess) -> dict[str, Any]:
    """A work as commands and the API print it."""
    return {
        "work": one.work,
        "access": one.label,
        "indexed": one.indexed or None,
        "rule": {"access": one.rule.label, "by": one.rule.by, "at": one.rule.at}
        if one.rule
        else None,
    }
