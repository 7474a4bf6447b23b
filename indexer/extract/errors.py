"""The one error of extraction, apart so that every format can raise it."""


class ExtractionError(Exception):
    """The file cannot be read. ``str(error)`` is a sentence that says why and what to do."""
