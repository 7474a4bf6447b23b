"""The fields of an index and the version of their layout, shared by every engine."""

#: Raise it when an index built before can no longer be read right; engines refuse other versions.
SCHEMA_VERSION = 5

#: Token fields: tokens arrive ready, joined by spaces; engines only match them.
#: words, exact: the provision's text. heading: words of its heading. title: words and exact tokens
#: of the work's titles in every language. party: the same of its parties' names.
TEXT_FIELDS = ("words", "exact", "heading", "title", "party")

#: Text fields whose BM25 takes length into account less than tantivy does, and by how much: each
#: of their texts counts as so many tokens longer. BM25's ``b`` (.75, fixed) then acts as
#: ``b * mean / (mean + LENGTH_PIVOT)``, about .5 at articles' usual length; measured in
#: docs/measurements.md. (Trotman, Puurula and Burgess, ADCS 2014, find b near .4 best.)
PIVOTED_FIELDS = ("words", "exact")
LENGTH_PIVOT = 40

#: Keyword fields: values match whole. An entry may have several values of each.
#: cite: the tails of its eid (``art_7``, ``chp_2``), for citations. clause: its subjects.
KEYWORD_FIELDS = (
    "id",
    "key",
    "work",
    "lang",
    "script",
    "type",
    "parties",
    "status",
    "access",
    "kind",
    "cite",
    "clause",
)

#: Integer fields: year of signature; date of signature as yyyymmdd; position in the work.
INTEGER_FIELDS = ("year", "date", "position")

#: What may be counted as facets.
FACETS = ("lang", "type", "parties", "year", "status", "kind", "clause")

#: What makes a text longer and can be no token of it: analysis drops control characters.
FILLER = "\x7f"
_FILLING = f" {FILLER}" * LENGTH_PIVOT


def padded(field: str, text: str) -> str:
    """The joined tokens of a text field as an engine is to index them."""
    return text + _FILLING if field in PIVOTED_FIELDS else text
