"""What is wrong with the parameters of an address, for the views that answer programs."""

from collections.abc import Sequence

from flask import request

from search_app.forms import Problem
from search_app.saved.saved_form import unknown
from search_app.views.saved_lookup import raise_problems


def no_parameters() -> None:
    """Raises ``BadSearch`` for every parameter given: there are none."""
    raise_problems(unknown_parameters())


def unknown_parameters(known: Sequence[str] = ()) -> list[Problem]:
    """What is wrong with the names of the address's parameters."""
    problems: list[Problem] = []
    unknown(problems, request.args, known or ("none",))
    return problems
