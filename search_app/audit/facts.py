"""What the audit log keeps of a request: what was asked for, by an allow-list. No Flask.

What is not in the list is not kept, so that nothing that carries a secret can come into the log by
having been forgotten: passwords, tokens of feeds and of the API, names typed when logging in.
"""

from collections.abc import Iterable, Mapping

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


def facts_of(
    address: Mapping[str, object], parameters: Iterable[tuple[str, list[str]]]
) -> dict[str, Fact]:
    """What is kept of the parts of an address and of its parameters, blank ones left out; several
    values of one name as a list."""
    found: dict[str, Fact] = {}
    for name, values in parameters:
        given = [value for value in values if value.strip()]
        if name in KEPT and given:
            found[name] = given[0] if len(given) == 1 else given
    found.update({name: str(value) for name, value in address.items() if name in KEPT})
    return found
