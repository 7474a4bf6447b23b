"""Parameters of the parallel view → what is shown of it. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search_app.forms import MAX_FROM, Arguments, ParameterReader, Problem

SHOWN = ("all", "differences", "doubtful")
#: Rows a page or an answer holds at most, whole articles where they fit.
MOST_ROWS = 400
PARAMETERS = ("show", "from", "edit")
API_PARAMETERS = ("show", "size", "from")


@dataclass(frozen=True, kw_only=True)
class ParallelForm:
    """``show`` says which rows, ``offset`` the place of the first among them, from 0, ``size`` how
    many at most, ``edit`` whether they can be corrected. A faulty value is left at its default and
    is among ``problems``."""

    show: str = SHOWN[0]
    offset: int = 0
    size: int = MOST_ROWS
    edit: bool = False
    problems: Sequence[Problem] = ()

    def pairs(self) -> dict[str, str]:
        """The parameters that say this form again, what is default left out."""
        pairs = {"show": self.show} if self.show != SHOWN[0] else {}
        pairs |= {"from": str(self.offset)} if self.offset else {}
        return pairs | ({"edit": "1"} if self.edit else {})

    def at(self, offset: int) -> "ParallelForm":
        """The same rows from another place on."""
        return replace(self, offset=offset)


def read_parallel_form(arguments: Arguments, *, strict: bool = False) -> ParallelForm:
    """What an address says of the rows to show. ``strict`` also reads ``size``, and reports every
    name of a parameter that there is not."""
    reader = ParameterReader(arguments)
    form = ParallelForm(
        show=reader.choice("show", SHOWN, SHOWN[0]),
        offset=reader.number("from", 0, MAX_FROM, 0),
        size=reader.number("size", 1, MOST_ROWS, MOST_ROWS) if strict else MOST_ROWS,
        edit=not strict and reader.choice("edit", ("0", "1"), "0") == "1",
    )
    if strict:
        reader.unknown(API_PARAMETERS)
    return replace(form, problems=tuple(reader.problems))
