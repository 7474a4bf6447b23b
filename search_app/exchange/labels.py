"""What the tables call their columns and values, to be shown in the reader's language."""

from collections.abc import Mapping

from search_app.messages import Message, msg

PROVISION = msg("Provision")
CONFIDENCE = msg("Confidence")
STATUS = msg("Review")
PARALLEL_TEXT = msg("Parallel text")


def page_label(language: str) -> Message:
    """The head of the column with the pages of one version."""
    return msg("Page (%(language)s)", language=language)


#: Where a version comes from.
ORIGINS: Mapping[str, Message] = {
    "official": msg("official text"),
    "translation": msg("translation"),
    "machine": msg("machine translation"),
}
#: What people did to a row.
STATUSES: Mapping[str, Message] = {
    "automatic": msg("automatic"),
    "corrected": msg("corrected"),
    "confirmed": msg("confirmed"),
}
