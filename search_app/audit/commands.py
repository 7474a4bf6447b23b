"""The group ``treatylens audit``: the log listed, checked, and carried elsewhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from search_app.console import fail, print_json, progress_bar, require_writable
from search_app.parameters import FILE, json_option
from search_app.settings import Settings

#: Hexadecimal digits of a SHA-256.
_DIGITS = 64


@click.group()
def audit() -> None:
    """Look after the log of who searched, opened and exported what."""


@audit.command("list")
@click.option("--action", default="", help="Entries of this action alone, such as export.")
@click.option("--account", default="", help="Of this account, by its name or id.")
@click.option("--since", default="", help="From this day or time on, UTC: 2026-05-31.")
@click.option("--until", default="", help="Until this day, its end included, or time.")
@click.option("--text", default="", help="With this in what was asked for, such as a work.")
@click.option("--size", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@click.option("--before", type=click.IntRange(1), help="Entries with lower numbers than this.")
@json_option
@click.pass_obj
def list_entries(
    settings: Settings,
    action: str,
    account: str,
    since: str,
    until: str,
    text: str,
    size: int,
    before: int | None,
    as_json: bool,
) -> None:
    """Show entries, the newest first."""
    from search_app.audit.reading import AuditFilter, entry_json

    wanted = AuditFilter(
        action=action,
        account=account,
        since=_moment("--since", since),
        until=_moment("--until", until, after=True),
        text=text,
    )
    found = _log(settings).page(wanted, before=before, size=size)
    if as_json:
        shown = [entry_json(one) for one in found.entries]
        print_json({"entries": shown, "next": found.older})
        return
    if not found.entries:
        click.echo("No entries.")
        return
    for one in found.entries:
        click.echo(_line(one))
    if found.older:
        click.echo(f"Older ones: --before {found.older}", err=True)


@audit.command("verify")
@click.option("--head", default="", help="A hash that was the newest once: it must still be there.")
@click.option("--file", "file", type=FILE, help="Check a file that `audit export` wrote instead.")
@json_option
@click.pass_obj
def verify_log(settings: Settings, head: str, file: Path | None, as_json: bool) -> None:
    """Check that no entry was changed, removed, moved or put in."""
    from search_app.audit.chain import verdict_json, verify

    head = head.strip().lower()
    if head and (len(head) != _DIGITS or not set(head) <= set("0123456789abcdef")):
        fail(f"--head takes the {_DIGITS} digits that `treatylens audit head` prints", 2)
    with _entries(settings, file) as entries:
        verdict = verify(entries, head)
    missing = [] if file else _log(settings).guards_missing()
    if as_json:
        print_json(verdict_json(verdict, missing))
    if verdict.fault:
        fail(f"entry {verdict.fault.number} is wrong: {verdict.fault.reason}", 1)
    if verdict.head_found is False:
        fail(
            "no entry has the hash that --head gives: the end of the log was cut off, or the whole "
            "log was written anew",
            1,
        )
    if missing:
        fail(
            f"the database lets the log be changed: {', '.join(missing)} is not there or does "
            "nothing; entries at the end may be gone, so compare with a hash that was kept "
            "elsewhere (--head), and find out who owns the database",
            1,
        )
    if not as_json:
        click.echo(f"{verdict.entries} entries, none changed; the newest has {verdict.head}")
    if not head:
        click.echo(_end_unknown(settings, verdict.entries if file is None else None), err=True)


def _end_unknown(settings: Settings, entries: int | None) -> str:
    """What a check without --head does not see; None for the entries of a file."""
    from search_app.audit.by_command import kept_by_commands

    if entries == 0 and kept_by_commands(settings):
        return (
            "The log is empty, though it is kept here or there are accounts: all of it may have "
            "been removed. Compare with a hash that was kept elsewhere (--head)."
        )
    return (
        "Whether entries were cut off at its end cannot be seen without --head and a hash that "
        "was kept elsewhere."
    )


@audit.command("head")
@json_option
@click.pass_obj
def show_head(settings: Settings, as_json: bool) -> None:
    """Print the hash of the newest entry, to be kept elsewhere for `verify --head`."""
    number, head = _log(settings).head()
    if as_json:
        print_json({"number": number, "sha256": head})
    else:
        click.echo(head)


@audit.command("export")
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def export_entries(settings: Settings, file: Path, as_json: bool) -> None:
    """Write every entry to FILE, one JSON object a line, the oldest first."""
    from search_app.audit.lines import line_of

    require_writable(file, "FILE")
    count, head = 0, ""
    with _entries(settings, None) as entries, file.open("w", encoding="ascii") as stream:
        for entry in entries:
            stream.write(line_of(entry))
            count, head = entry.number, entry.sha256
    if as_json:
        print_json({"output": str(file), "entries": count, "head": head or None})
    else:
        click.echo(f"{count} entries in {file}", err=True)


def _line(entry: Any) -> str:
    """An entry in one line; control characters, which a query may hold, are escaped."""
    facts = (
        f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in entry.facts.items()
    )
    who = json.dumps(entry.name, ensure_ascii=False)[1:-1] or "–"
    place = json.dumps(entry.address)[1:-1]
    done = f"{entry.number}  {entry.at[:19]}Z  {who} ({place})  {entry.action}  {' '.join(facts)}"
    return done.rstrip()


@contextmanager
def _entries(settings: Settings, file: Path | None) -> Iterator[Any]:
    """Every entry of the log, or of a file, with a bar."""
    with progress_bar("Audit log") as progress:
        if file is None:
            yield _log(settings).every(progress)
            return
        from search_app.audit.lines import BadLine, read_lines

        try:
            yield read_lines(file, progress)
        except BadLine as error:
            fail(str(error), 1)


def _log(settings: Settings) -> Any:
    from search_app.audit.reading import AuditLog
    from search_app.database import open_database

    return AuditLog(open_database(settings))


def _moment(option: str, typed: str, *, after: bool = False) -> str:
    from search_app.audit.form import moment

    if not typed:
        return ""
    found = moment(typed, after=after)
    if found is None:
        fail(f"{option} takes a day or a time in UTC, 2026-05-31 or 2026-05-31T14:30", 2)
    return found
