"""Why something about accounts cannot be done. Each has a sentence for the reader."""

from search_app.messages import Message, msg


class AccountError(Exception):
    """What was asked for cannot be done; ``message`` says why, and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


class BadName(AccountError):
    """No name of an account or a group can be so."""


class BadRole(AccountError):
    """No account can have this role."""


class NameTaken(AccountError):
    """Another has this name, in some writing of it."""


class NoSuchName(AccountError):
    """Nobody, no group or no token is called so."""


class NoSuchGroup(NoSuchName):
    """No group is called so."""


class LastAdmin(AccountError):
    """Without this account nobody could look after the others."""


class WeakPassword(AccountError):
    """A password that is easily guessed."""


class LoginRefused(AccountError):
    """Name and password do not belong together; not said which of them is wrong."""


class TooManyAttempts(AccountError):
    """Too many attempts failed; after ``seconds`` the next may be made."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            msg("Too many attempts failed. Try again in %(seconds)s seconds.", seconds=seconds)
            if seconds <= 90
            else msg("Too many attempts failed. Try again in %(minutes)s minutes.", minutes=minutes)
        )
        self.seconds = seconds


class BadLink(AccountError):
    """A link that was used, has expired, or never was."""

    def __init__(self) -> None:
        super().__init__(
            msg("This link was used before or is too old. Ask an admin for another one.")
        )
