"""Parameters of a comparison → two addresses of provisions, with every problem found. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from search_app.forms import Arguments, ParameterReader, Problem
from search_app.messages import Message, msg

PARAMETERS = ("a", "b")
#: Code points of an address that is read; a longer one is none.
LONGEST_ADDRESS = 2_000
#: What comes before the id of a provision in the address of its page, and of its JSON.
_PAGES = "works"

SAME: Message = msg("Both sides are the same provision. Give another one for one of them.")
_MISSING = {
    "a": msg("Give the first provision: WORK/LANG/EID, or the link of its page."),
    "b": msg("Give the second provision: WORK/LANG/EID, or the link of its page."),
}


class ProvisionAddress(NamedTuple):
    """The parts of ``WORK/LANG/EID``, as given."""

    work: str
    language: str
    eid: str


@dataclass(frozen=True, kw_only=True)
class CompareForm:
    """What was given for each side, and its address where it can be read."""

    a: str = ""
    b: str = ""
    problems: Sequence[Problem] = ()

    @property
    def addresses(self) -> tuple[ProvisionAddress | None, ProvisionAddress | None]:
        """The addresses of both sides, None where there is none."""
        return read_address(self.a), read_address(self.b)

    def told(self, parameter: str, message: Message) -> "CompareForm":
        """The same form with one more problem."""
        return replace(
            self, problems=(*self.problems, Problem(parameter=parameter, message=message))
        )

    def problem(self, parameter: str) -> Message | None:
        """What is wrong with a side, the first thing."""
        found = (one.message for one in self.problems if one.parameter == parameter)
        return next(found, None)


def read_address(text: str) -> ProvisionAddress | None:
    """The provision that ``text`` names: ``WORK/LANG/EID``, or a link of its page, whatever site
    and search it comes from. None for anything else."""
    text = text.strip()
    if not text or len(text) > LONGEST_ADDRESS:
        return None
    try:
        parts = [unquote(part) for part in urlsplit(text).path.split("/")]
    except ValueError:
        return None
    if _PAGES in parts and (text.startswith("/") or "://" in text):
        parts = parts[parts.index(_PAGES) + 1 :]
    if len(parts) != len(ProvisionAddress._fields) or not all(parts):
        return None
    return ProvisionAddress(*parts)


def unreadable(text: str) -> Message:
    """What to say of a text that names no provision."""
    shown = text if len(text) <= 60 else text[:59] + "…"
    return msg(
        "“%(text)s” is not the address of a provision. Write WORK/LANG/EID, such as "
        "treaty-2011/en/art_5, or paste the link of its page.",
        text=shown,
    )


def read_compare_form(arguments: Arguments, *, strict: bool = False) -> CompareForm:
    """The form that parameters say. One side alone is a form half filled in, unless the other is
    given empty; ``strict`` needs both and refuses names of parameters that there are not."""
    reader = ParameterReader(arguments)
    a, b = reader.text("a").strip(), reader.text("b").strip()
    names = set(arguments.keys())
    for name, own, other in (("a", a, b), ("b", b, a)):
        if own and read_address(own) is None:
            reader.problem(name, unreadable(own))
        elif not own and (strict or name in names or (name == "a" and other)):
            reader.problem(name, _MISSING[name])
    if strict:
        reader.unknown(PARAMETERS)
    return CompareForm(a=a, b=b, problems=tuple(reader.problems))
