"""What the views that answer programs read of a request: the names of its parameters, and the
fields of its body."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import request
from werkzeug.exceptions import HTTPException

from search_app.forms import Problem, SearchForm
from search_app.messages import msg
from search_app.saved.saved_form import unknown
from search_app.sent_fields import SentFields
from search_app.views.errors import BadSearch
from search_app.views.saved_lookup import raise_problems

#: What a form is sent as.
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def no_parameters() -> None:
    """Raises ``BadSearch`` for every parameter given: there are none."""
    raise_problems(unknown_parameters())


def unknown_parameters(known: Sequence[str] = ()) -> list[Problem]:
    """What is wrong with the names of the address's parameters."""
    problems: list[Problem] = []
    unknown(problems, request.args, known or ("none",))
    return problems


def json_body() -> Any:
    """The JSON that was sent, None where it cannot be read. Raises ``UnsupportedMediaType`` for a
    body that does not say that it is JSON."""
    try:
        return request.get_json()
    except HTTPException as error:
        if error.code != 400:
            raise  # too large, or of another type
        return None


def sent_fields(known: Sequence[str], lists: Collection[str] = ()) -> SentFields:
    """The fields of a form or a JSON object, and what is wrong with the address's parameters:
    there are none. Those in ``lists`` may be given more than once in a form. Raises
    ``UnsupportedMediaType`` for another body."""
    problems = unknown_parameters()
    if request.mimetype not in FORMS:
        return SentFields(json_body(), known, problems)
    sent = dict(request.form.lists())
    problems += [
        Problem(parameter=name, message=msg("%(name)s is given more than once.", name=name))
        for name, values in sent.items()
        if len(values) > 1 and name in known and name not in lists
    ]
    fields = {name: values if name in lists else values[0] for name, values in sent.items()}
    return SentFields(fields, known, problems)


def refused(fields: SentFields) -> BadSearch:
    """The refusal that names all that is wrong with what was sent, to be raised."""
    return BadSearch(SearchForm(problems=tuple(fields.problems)))
