"""What the commands of accounts have in common."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from search_app.console import fail, print_json
from search_app.settings import Settings


@contextmanager
def told() -> Iterator[Any]:
    """What opens the registry of the settings; what cannot be done with it ends the command with
    its sentence."""
    from search_app.accounts.errors import AccountError
    from search_app.accounts.registry import Registry, lasting_of
    from search_app.database import open_database

    try:
        yield lambda settings: Registry(open_database(settings), lasting_of(settings))
    except AccountError as error:
        fail(str(error).rstrip("."), 2)


def new_password(from_stdin: bool) -> str:
    """A new password, from standard input's first line or asked for twice."""
    if from_stdin:
        try:
            given = sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError:
            fail("the password on standard input is no UTF-8 text; give one that is", 2)
        return given or fail("standard input holds no password; give one in its first line", 2)
    if not sys.stdin.isatty():
        fail("there is nobody to ask for a password; give it with --password-stdin", 2)
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def show(account: Any, as_json: bool, sentence: str) -> None:
    """An account as JSON, else a sentence of it on standard error."""
    from search_app.accounts.account import account_json

    if as_json:
        print_json(account_json(account))
    else:
        click.echo(sentence, err=True)


def write_down(settings: Settings, done: str, **facts: Any) -> None:
    """In the audit log, where one is kept."""
    from search_app.audit.by_command import event_of
    from search_app.audit.log import record
    from search_app.database import open_database

    event = event_of(settings, "accounts", done=done, **facts)
    if event is not None:
        record(open_database(settings), event)
