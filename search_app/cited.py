"""Which part of a provision found the query names. No Flask."""

from collections.abc import Mapping, Sequence
from typing import Any

from analyzers.citations import Citation, find_citations


def cited_eid(stored: Mapping[str, Any], citations: Sequence[Citation]) -> str:
    """The eid that one of ``citations`` names: that of an entry, of a chapter it is in, or of a
    part of it; "" for none."""
    for citation in citations:
        tail = "__" + citation.eid
        for eid in (stored["eid"], *stored["parts"]):
            if ("__" + eid).endswith(tail):
                return str(eid)
        printed = (one.eid for one in find_citations(stored["num"]))  # "Section 3" is art_3
        if tail + "__" in f"__{stored['eid']}__" or citation.eid in printed:
            return str(stored["eid"])
    return ""
