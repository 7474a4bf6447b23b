"""Why the database of what people make cannot be used; apart from it, whose library takes long to
import."""


class DatabaseError(Exception):
    """The database cannot be used. ``str(error)`` says why, and what to do."""


class DatabaseSettingError(DatabaseError):
    """What the setting names cannot be used here, whatever its state."""


class BadDatabaseUrl(DatabaseSettingError):
    """The setting names no database of a kind that is known here."""


class DriverMissing(DatabaseSettingError):
    """The library for this kind of database is not installed."""


class DatabaseUnavailable(DatabaseError):
    """The file or server cannot be opened, or is not a database."""


class DatabaseLocked(DatabaseError):
    """Another program was writing for longer than is waited."""


class DatabaseTooNew(DatabaseError):
    """A later version of the program has written to it."""
