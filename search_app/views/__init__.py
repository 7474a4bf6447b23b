"""What answers requests: each view parses, asks, presents; none knows the engine."""

from flask import current_app

from search_app.collection import Collection


def collection() -> Collection:
    """The collection of the application that is answering."""
    found: Collection = current_app.extensions["collection"]
    return found
