"""What is done by command in the audit log."""

from search_app.audit.chain import Fact
from search_app.audit.log import COMMAND_LINE, Event
from search_app.settings import Settings


def audit_on(settings: Settings) -> bool:
    """Whether what is done is written down: as the setting says, else where there are accounts."""
    if settings.audit == "auto":
        return settings.accounts == "on"
    return settings.audit == "on"


def event_of(settings: Settings, action: str, **facts: Fact) -> Event | None:
    """What a command is to write of what it does, by the person at this machine; None where no log
    is kept."""
    if not audit_on(settings):
        return None
    return Event(action=action, name=settings.editor_name(), address=COMMAND_LINE, facts=facts)
