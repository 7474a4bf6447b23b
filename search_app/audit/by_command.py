"""What is done by command in the audit log."""

from sqlalchemy import select

from search_app.accounts.tables import AccountRow
from search_app.audit.chain import Fact
from search_app.audit.log import COMMAND_LINE, Event
from search_app.audit.tables import AuditRow
from search_app.database import open_database
from search_app.settings import Settings


def audit_on(settings: Settings) -> bool:
    """Whether what is done is written down: as the setting says, else where there are accounts."""
    if settings.audit == "auto":
        return settings.accounts == "on"
    return settings.audit == "on"


def kept_by_commands(settings: Settings) -> bool:
    """Whether what commands do is written down: as ``audit_on``, and by ``auto`` also where the
    database has accounts or a log, since the shell of a command may lack the settings of the site.
    Raises ``DatabaseError``."""
    if settings.audit != "auto" or audit_on(settings):
        return audit_on(settings)
    database = open_database(settings)
    with database.reading() as session:
        if session is None:
            return False
        return any(
            session.execute(select(table).limit(1)).first() is not None
            for table in (AuditRow.number, AccountRow.id)
        )


def event_of(settings: Settings, action: str, **facts: Fact) -> Event | None:
    """What a command is to write of what it does, by the person at this machine; None where no log
    is kept. Raises ``DatabaseError``."""
    if not kept_by_commands(settings):
        return None
    return Event(action=action, name=settings.editor_name(), address=COMMAND_LINE, facts=facts)
