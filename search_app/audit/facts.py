"""What the audit log keeps of a request: what was asked for, by an allow-list. No Flask.

What is not in the list is not kept, so that nothing that carries a secret can come into the log by
having been forgotten: passwords, tokens of feeds and of the API, names typed when logging in.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from search_app.audit.chain import Fact

#: Parts of addresses and parameters that say what was searched, opened or exported.
KEPT = frozenset(
    """
    q text mode lang type party year status kind work sort group expand size from start cursor to
    rendering inside domain scope min_count min_confidence unpaired a b with beside show eid
    language languages format format_name concept clause threshold split where memory limit
    action access account role saved run first second since until every shared_with page
    """.split()
)
#: White space and signs of which nothing is seen, more than one in a row.
_GAP = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]{2,}")


def facts_of(
    address: Mapping[str, object], parameters: Iterable[tuple[str, list[str]]]
) -> dict[str, Fact]:
    """What is kept of the parts of an address and of its parameters, blank ones left out; several
    values of one name as a list."""
    found: dict[str, Fact] = {}
    for name, values in parameters:
        given = [value for value in map(_closed_up, values) if value]
        if name in KEPT and given:
            found[name] = given[0] if len(given) == 1 else given
    found.update({name: str(value) for name, value in address.items() if name in KEPT})
    return found


def query_facts(kept: Mapping[str, Any]) -> dict[str, Fact]:
    """What is kept of the query of a saved query or run, as its JSON has it: words, mode, filters
    as ``name=value``. Names of their own, so that they stand beside the parameters of a request."""
    filters = kept.get("filters")
    given = filters.items() if isinstance(filters, Mapping) else ()
    pairs = [
        f"{name}={value}"
        for name, values in given
        for value in (values if isinstance(values, list | tuple) else [values])
    ]
    if kept.get("year"):
        pairs.append(f"year={kept['year']}")
    found: dict[str, Fact] = {
        "query_text": _closed_up(str(kept.get("text", ""))),
        "query_mode": str(kept.get("mode", "")),
        "query_filters": pairs,
    }
    return {name: value for name, value in found.items() if value}


def _closed_up(value: str) -> str:
    """A value without white space around it, and with one space for each longer gap: padding must
    not push out what was asked where long values are cut."""
    return _GAP.sub(" ", value).strip()
