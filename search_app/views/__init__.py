"""What answers requests: each view parses, asks, presents; none knows the engine."""

from flask import current_app

from search_app.collection import Collection
from search_app.correction_store import CorrectionStore


def collection() -> Collection:
    """The collection of the application that is answering."""
    found: Collection = current_app.extensions["collection"]
    return found


def correction_store() -> CorrectionStore:
    """What people corrected, from the database of the application that is answering."""
    return CorrectionStore(current_app.extensions["database"])
