"""Why a notice cannot be sent, or must not be."""

from search_app.messages import Message


class NoticeError(Exception):
    """A notice cannot be sent. ``message`` says why, and what to do; ``final``: trying again will
    not help."""

    final = False

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


class NotSetUp(NoticeError):
    """A setting is lacking without which nothing is sent this way. It may come."""


class BadAddress(NoticeError):
    """The address is none that is sent to."""

    final = True


class NotTaken(NoticeError):
    """The server at the other end did not answer, or did not take it."""


class Refused(NoticeError):
    """The server at the other end took it for wrong, and will again."""

    final = True


class NotJudged(NoticeError):
    """What its owner may see of it cannot be told now."""


class NothingToSend(NoticeError):
    """Nothing is to be sent any more: there is no address, or its owner may see none of it."""
