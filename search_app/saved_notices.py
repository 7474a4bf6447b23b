"""What ``treatylens saved notify`` does: where reports go, a try, and what became of those sent."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import click

from indexer.engine import Place, open_reader
from indexer.engine.base import EngineReader
from search_app.accounts.store import AccountStore
from search_app.catalogue import CatalogueCache
from search_app.console import fail, print_table
from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.notices.asking import Wanted, change_of
from search_app.notices.deliveries import CHANNELS
from search_app.notices.errors import NoticeError
from search_app.notices.notifier import Labels, Notifier
from search_app.saved.queries import SavedQuery
from search_app.saved.store import SavedStore
from search_app.settings import Settings
from search_app.work_labels import KeptLabels, WorkLabels


@contextmanager
def labels_at(database: Database, place: Place) -> Iterator[Labels]:
    """What gives the label of every work by an index, which is opened when that is first asked and
    closed at the end, and by what is kept of those that left it."""
    with ExitStack() as opened:
        catalogues, kept = CatalogueCache(), KeptLabels(database)
        readers: list[EngineReader] = []

        def labels() -> WorkLabels:
            if not readers:
                readers.append(opened.enter_context(closing(open_reader(place))))
            return kept.of(catalogues.of(readers[0]).labels)

        yield labels


def send_notices(settings: Settings, database: Database, place: Place) -> str:
    """Send what waits to be sent of any run, with what the index at ``place`` says of who may see
    it; what was not, in a sentence, "" where all was."""
    try:
        with labels_at(database, place) as labels:
            failed = Notifier(database, settings, labels).send()
    except DatabaseError as error:
        return f"what waits to be sent was not sent: {error}"
    names = {one.id: one.name for one in SavedStore(database).every()}
    return "; ".join(
        f"the {one.channel} of run {one.number} of “{names.get(one.saved, one.saved)}” was not "
        f"sent: {one.detail}"
        for one in failed
    )


def notified(
    settings: Settings,
    database: Database,
    saved: SavedQuery,
    wanted: Wanted,
    place: Place,
    *,
    test: bool,
) -> dict[str, Any]:
    """Change where the reports of a saved query go, try it if wanted, and say how it stands. Ends
    with status 2 for addresses that are not sent to, 1 where the try fails."""
    with labels_at(database, place) as labels:
        notifier = Notifier(database, settings, labels)
        return _notified(notifier, settings, database, saved, wanted, test=test)


def _notified(
    notifier: Notifier,
    settings: Settings,
    database: Database,
    saved: SavedQuery,
    wanted: Wanted,
    *,
    test: bool,
) -> dict[str, Any]:
    own = None
    if settings.accounts == "on" and saved.owner:
        own = AccountStore(database).of_id(saved.owner).email
    changes, problems = change_of(saved, wanted, notifier.webhooks, own)
    if problems:
        fail(" ".join(problem.message.english for problem in problems), 2)
    saved = SavedStore(database).change(saved.id, None, changes)
    tried = [name for name in CHANNELS if test and getattr(saved, _FIELDS[name])]
    failed = []
    for channel in tried:
        try:
            notifier.test(saved, channel)
        except NoticeError as error:
            failed.append(str(error))
    if failed:
        fail(" ".join(failed), 1)
    return {
        "name": saved.name,
        "mail": saved.mail_to or None,
        "language": saved.mail_language or None,
        "webhook": saved.webhook or None,
        "webhook_secret": saved.webhook_secret or None,
        "tried": tried,
        "deliveries": [
            {name: getattr(one, name) for name in _SHOWN}
            for one in notifier.deliveries.of(saved.id)
        ],
    }


_FIELDS = {"mail": "mail_to", "webhook": "webhook"}
_SHOWN = ("number", "channel", "state", "at", "attempts", "detail")


def print_notified(document: dict[str, Any]) -> None:
    """The same for a reader."""
    click.echo(f"{document['name']}: mail to {document['mail'] or 'nobody'}")
    click.echo(f"webhook: {document['webhook'] or 'none'}")
    if document["webhook_secret"]:
        click.echo(f"it is signed with {document['webhook_secret']}")
    for channel in document["tried"]:
        click.echo(f"sent: {channel}")
    if document["deliveries"]:
        rows = [[str(one[name]) for name in _SHOWN] for one in document["deliveries"]]
        print_table("Sent", ("run", "channel", "state", "when", "attempts", "reason"), rows)
