"""What answers requests: each view parses, asks, presents; none knows the engine."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, g

from search_app.audit.chain import Fact
from search_app.collection import Collection, SeenCollection
from search_app.correction_store import CorrectionStore
from search_app.database import Database
from search_app.identity import Identity


def identity() -> Identity:
    """Who is asking, told once a request."""
    if "identity" not in g:
        who: Callable[[], Identity] = current_app.extensions["who"]
        g.identity = who()
    found: Identity = g.identity
    return found


def collection() -> SeenCollection:
    """The collection of the application that is answering, as the one who asks may see it."""
    whole: Collection = current_app.extensions["collection"]
    return whole.seen_by(identity().access)


@dataclass
class Recorded:
    """What the audit log is to say of a request beyond its address and parameters. With an
    ``action`` of its own a request is in the log however it is answered."""

    action: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)


def recorded() -> Recorded:
    """That of the request that is being answered."""
    if "recorded" not in g:
        g.recorded = Recorded()
    found: Recorded = g.recorded
    return found


def record(action: str = "", /, **facts: Fact) -> None:
    """Say more of this request in the audit log: how many hits it had, say. It is written when the
    request is answered, by ``views.audit``. Never a secret: facts are kept as they are."""
    found = recorded()
    found.action = action or found.action
    found.facts.update(facts)


def database() -> Database:
    """The database of what people make."""
    found: Database = current_app.extensions["database"]
    return found


def correction_store() -> CorrectionStore:
    """What people corrected, from the database of the application that is answering."""
    return CorrectionStore(database())
