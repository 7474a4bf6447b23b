"""Parameters of the audit log → a form with every problem found. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from search_app.audit.reading import AuditFilter
from search_app.forms import Arguments, ParameterReader, Problem
from search_app.messages import msg

#: Entries a page has, and an answer at most.
SIZE, MOST_SIZE = 50, 1_000
#: The highest number that both kinds of databases take.
_MOST_NUMBER = 2**63 - 1
_TO_THE_SECOND = "%Y-%m-%dT%H:%M:%S"
PARAMETERS = ("action", "account", "since", "until", "text", "size", "cursor")


@dataclass(frozen=True, kw_only=True)
class AuditForm:
    """What is asked for; ``since`` and ``until`` as typed. A faulty value is left out and is among
    ``problems``. ``before`` is the cursor: entries with lower numbers are shown."""

    filter: AuditFilter = field(default_factory=AuditFilter)
    since: str = ""
    until: str = ""
    size: int = SIZE
    before: int | None = None
    problems: Sequence[Problem] = ()

    def at(self, before: int | None) -> "AuditForm":
        """The same from another entry on; None for the newest."""
        return replace(self, before=before)

    def pairs(self) -> dict[str, str]:
        """The parameters that say this form again, what is default left out."""
        found = {
            "action": self.filter.action,
            "account": self.filter.account,
            "since": self.since,
            "until": self.until,
            "text": self.filter.text,
            "size": "" if self.size == SIZE else str(self.size),
            "cursor": "" if self.before is None else str(self.before),
        }
        return {name: value for name, value in found.items() if value}


def read_audit_form(arguments: Arguments, *, strict: bool = False) -> AuditForm:
    """The form that parameters say. ``strict`` also reports names that there are not."""
    reader = ParameterReader(arguments)
    since, first = _moment(reader, "since")
    until, end = _moment(reader, "until", after=True)
    before = reader.number("cursor", 1, _MOST_NUMBER, 0)
    form = AuditForm(
        filter=AuditFilter(
            action=reader.text("action").strip(),
            account=reader.text("account").strip(),
            since=first,
            until=end,
            text=reader.text("text").strip(),
        ),
        since=since,
        until=until,
        size=reader.number("size", 1, MOST_SIZE, SIZE),
        before=before or None,
    )
    if strict:
        reader.unknown(PARAMETERS)
    return replace(form, problems=tuple(reader.problems))


def _moment(reader: ParameterReader, name: str, *, after: bool = False) -> tuple[str, str]:
    """A day or a time as typed, and as times in the log are compared with it: ``after`` the whole
    of a day. Both "" for none and for a faulty one."""
    typed = reader.text(name).strip()
    if not typed:
        return "", ""
    found = moment(typed, after=after)
    if found is None:
        reader.problem(
            name,
            msg(
                "%(name)s is a day or a time in UTC: 2026-05-31 or 2026-05-31T14:30, not "
                "“%(value)s”.",
                name=name,
                value=typed[:60],
            ),
        )
        return "", ""
    return typed, found


def moment(typed: str, *, after: bool = False) -> str | None:
    """A day or a time in UTC as the beginning of times in the log, None for another text. A day
    is its first moment, or with ``after`` that of the next."""
    try:
        if len(typed) == len("2026-05-31"):
            day = datetime.strptime(typed, "%Y-%m-%d").date()
            return (day + timedelta(days=1) if after else day).isoformat()
        written = "%Y-%m-%dT%H:%M" if len(typed) == len("2026-05-31T14:30") else _TO_THE_SECOND
        return datetime.strptime(typed, written).isoformat()
    except (ValueError, OverflowError):
        return None
