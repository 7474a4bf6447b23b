"""The command ``treatylens saved notify``; what it does is in ``saved_notices``."""

from pathlib import Path

import click

from search_app.console import print_json
from search_app.parameters import engine_option, index_option, json_option
from search_app.settings import Settings

owner_option = click.option(
    "--owner", default="", help="Of the saved queries of one name, that of this owner."
)


@click.command("notify")
@click.argument("name")
@click.option("--mail", help="Address that reports are mailed to; '' for none.")
@click.option(
    "--language",
    type=click.Choice(["km", "zh-Hans", "zh-Hant", "en"]),
    help="Language of the mail; at first en.",
)
@click.option("--webhook", help="Address that reports are posted to, signed; '' for none.")
@click.option("--test", is_flag=True, help="Send the report of the last run now.")
@owner_option
@index_option
@engine_option
@json_option
@click.pass_obj
def notify(
    settings: Settings,
    name: str,
    mail: str | None,
    language: str | None,
    webhook: str | None,
    test: bool,
    owner: str,
    index: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Say where the reports of a saved query go, and show it."""
    from search_app import saved_listing, saved_notices
    from search_app.notices.asking import Wanted
    from search_app.places import place_of
    from search_app.saved_commands import _database, _one

    database = _database(settings)
    wanted = Wanted(mail=mail, webhook=webhook, language=language or "")
    with saved_listing.told():
        one = _one(database, name, owner)
        place = place_of(settings, index, engine)
        document = saved_notices.notified(settings, database, one, wanted, place, test=test)
    if as_json:
        print_json(document)
    else:
        saved_notices.print_notified(document)
