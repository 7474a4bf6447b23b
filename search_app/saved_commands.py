"""The group ``treatylens saved``; what its commands do is in ``saved_listing`` and ``saved``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_app.console import fail, print_json, require_writable
from search_app.parameters import (
    FILE,
    Listed,
    QueryCommand,
    engine_option,
    index_option,
    json_option,
)
from search_app.saved_notify_command import notify, owner_option
from search_app.searcher import MODES, SORTS
from search_app.settings import Settings

if TYPE_CHECKING:
    from search_app.saved.queries import SavedQuery

#: ``schedules.PERIODS``; here too so that other commands need not load it.
PERIODS = ("hourly", "daily", "weekly")
#: Seconds that a run waits for another of the same query to end.
WAIT = 60.0


@click.group()
def saved() -> None:
    """Keep queries, run them again, see what is new, changed and gone since."""


saved.add_command(notify)


def _query_options(command: Any) -> Any:
    """What a query has beside its words; the names are those of the site's parameters."""
    options = (
        click.option("--mode", type=click.Choice(MODES), help="By default hybrid."),
        click.option("--lang", multiple=True, type=Listed("lang"), help="Only in this language."),
        click.option("--type", multiple=True, type=Listed("type"), help="Only of this type."),
        click.option("--party", multiple=True, help="Only with this party, by any of its names."),
        click.option("--status", multiple=True, type=Listed("status"), help="Only of this status."),
        click.option("--kind", multiple=True, help="Only these parts of a text, such as art."),
        click.option("--clause", multiple=True, help="Only provisions on this subject."),
        click.option("--work", multiple=True, help="Only in this work, by its id."),
        click.option("--year", help="Signed in these years: 2010..2020."),
        click.option("--sort", type=click.Choice(SORTS), help="By default relevance."),
        click.option(
            "--group",
            type=click.Choice(["none", "provision"]),
            help="provision: its versions are one hit. By default none.",
        ),
        click.option("--expand/--no-expand", default=None, help="The termbase's renderings."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@saved.command("add", cls=QueryCommand)
@click.argument("name")
@click.argument("query")
@_query_options
@click.option("--note", default="", help="What it is for.")
@click.option("--tag", "tags", multiple=True, help="A word to sort saved queries by.")
@click.option("--every", type=click.Choice(PERIODS), help="How often `run --due` runs it.")
@click.option("--share", "shared_with", default="", help="A group whose members see and run it.")
@index_option
@engine_option
@json_option
@click.pass_obj
def add(
    settings: Settings,
    /,
    name: str,
    query: str,
    note: str,
    tags: tuple[str, ...],
    every: str | None,
    shared_with: str,
    index: Path | None,
    engine: str | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Keep QUERY under NAME. With --index or --engine it is also asked once."""
    from search_app import saved_listing
    from search_app.saved.store import SavedStore

    with saved_listing.told():
        saved_listing.check_group(settings, _database(settings), shared_with)
        model = saved_listing.model_from(
            {"q": [query], "group": ["none"]}, chosen, settings.profile
        )
        saved_listing.checked(model)
        count = None
        if index is not None or engine is not None:
            count = saved_listing.count(settings, index, engine, model)
        kept = SavedStore(_database(settings)).add(
            None,
            name,
            model,
            note=note,
            tags=tags,
            every=every or "",
            shared_with=shared_with,
            owner_name=settings.editor_name(),
        )
    document = saved_listing.one_json(kept, count)
    if as_json:
        print_json(document)
    else:
        hits = "" if count is None else f"; it finds {count} now"
        click.echo(f"Saved “{kept.name}”{hits}.")


@saved.command("list")
@json_option
@click.pass_obj
def list_saved(settings: Settings, as_json: bool) -> None:
    """Show the saved queries, and when each last ran."""
    from search_app import saved_shown

    listed = saved_shown.listed(_database(settings))
    if as_json:
        print_json({"saved": [saved_shown.listed_json(*one) for one in listed]})
    else:
        saved_shown.print_listed(listed)


@saved.command("show")
@click.argument("name")
@owner_option
@click.option("--texts", is_flag=True, help="Show what changed in the texts, word by word.")
@json_option
@click.pass_obj
def show(settings: Settings, name: str, owner: str, texts: bool, as_json: bool) -> None:
    """Show a saved query, its runs, and what the last one reported."""
    from search_app import saved_listing, saved_shown

    database = _database(settings)
    with saved_listing.told():
        document = saved_shown.shown(database, _one(database, name, owner), texts=texts)
    if as_json:
        print_json(document)
    else:
        saved_shown.print_shown(document)


@saved.command("run")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "run_all", is_flag=True, help="Run every saved query.")
@click.option("--due", is_flag=True, help="Only those whose hour, day or week has come.")
@owner_option
@index_option
@engine_option
@json_option
@click.pass_obj
def run(
    settings: Settings,
    names: tuple[str, ...],
    run_all: bool,
    due: bool,
    owner: str,
    index: Path | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Run saved queries and report what is new, changed and gone since they last ran."""
    from indexer.engine import EngineError
    from search_app import saved_listing, saved_notices, saved_shown
    from search_app.database_errors import DatabaseError, DatabaseSettingError
    from search_app.places import place_of

    if bool(names) == run_all:
        fail("give the names of saved queries, or --all", 2)
    database = _database(settings)
    try:
        with saved_listing.told():
            chosen = [_one(database, name, owner) for name in dict.fromkeys(names)]
        if run_all:
            chosen = saved_listing.all_of(database, owner, due=due)
    except DatabaseSettingError:
        raise
    except DatabaseError as error:
        if as_json:
            print_json(saved_listing.none_run_json(names, str(error)))
        fail(saved_listing.none_run_sentence(names, str(error)), 1)
    if run_all and not chosen and settings.database and (lacking := database.lacking()):
        # A mistyped database must not pass for one in which nothing is due.
        if as_json:
            print_json(saved_listing.none_run_json(names, lacking))
        fail(saved_listing.none_run_sentence(names, lacking), 1)
    try:
        done = saved_listing.run(settings, database, chosen, index, engine, due=due, wait=WAIT)
    except EngineError as error:
        if as_json:
            named = [one.name for one in chosen]
            print_json(saved_listing.none_run_json(named, str(error)))
        raise
    # What was found is told first: it is kept, whatever becomes of its notices.
    if as_json:
        print_json(saved_listing.runs_json(done))
    else:
        saved_shown.print_runs(done)
    try:
        unsent = saved_notices.send_notices(settings, database, place_of(settings, index, engine))
    except DatabaseError as error:
        unsent = f"what is to be sent of the runs is sent at the next call: {error}"
    if sentences := [one for one in (saved_listing.failed_sentence(done), unsent) if one]:
        fail("; ".join(sentences), 1)


@saved.command("runs")
@click.argument("name")
@owner_option
@json_option
@click.pass_obj
def runs(settings: Settings, name: str, owner: str, as_json: bool) -> None:
    """Show the runs of a saved query, the newest first."""
    from search_app import saved_listing, saved_shown
    from search_app.saved.report import summary_json
    from search_app.saved.run_store import RunStore

    database = _database(settings)
    with saved_listing.told():
        one = _one(database, name, owner)
    found = [summary_json(run) for run in RunStore(database).runs(one.id)]
    if as_json:
        print_json({"name": one.name, "runs": found})
    else:
        saved_shown.print_run_table(found)


@saved.command("compare")
@click.argument("name")
@click.argument("a", type=click.IntRange(1))
@click.argument("b", type=click.IntRange(1))
@owner_option
@click.option("--texts", is_flag=True, help="Show what changed in the texts, word by word.")
@json_option
@click.pass_obj
def compare(
    settings: Settings, name: str, a: int, b: int, owner: str, texts: bool, as_json: bool
) -> None:
    """Compare runs A and B of a saved query: what the later has that the earlier has not."""
    from search_app import saved_listing, saved_shown

    database = _database(settings)
    with saved_listing.told():
        one = _one(database, name, owner)
        document = saved_shown.compared(database, one, a, b, texts=texts)
    if as_json:
        print_json(document)
    else:
        saved_shown.print_report(document)


@saved.command("change", cls=QueryCommand)
@click.argument("name")
@click.option("--name", "new_name", help="Another name.")
@click.option("--query", "query", help="Other words.")
@_query_options
@click.option("--no-filters", is_flag=True, help="None of the filters and years that it had.")
@click.option("--note", help="Another note.")
@click.option("--tag", "tags", multiple=True, help="Other tags, in place of those it has.")
@click.option("--no-tags", is_flag=True, help="No tags any more.")
@click.option("--every", type=click.Choice([*PERIODS, "never"]), help="never: on demand alone.")
@click.option("--share", "shared_with", help="A group whose members see and run it; '' for none.")
@owner_option
@json_option
@click.pass_obj
def change(
    settings: Settings,
    /,
    name: str,
    new_name: str | None,
    query: str | None,
    no_filters: bool,
    note: str | None,
    tags: tuple[str, ...],
    no_tags: bool,
    every: str | None,
    shared_with: str | None,
    owner: str,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Change a saved query. A filter that is given takes the place of the one it had."""
    from search_app import saved_listing
    from search_app.saved.queries import Change
    from search_app.saved.store import SavedStore

    database = _database(settings)
    with saved_listing.told():
        one = _one(database, name, owner)
        if shared_with != one.shared_with:
            saved_listing.check_group(settings, database, shared_with or "")
        model = saved_listing.changed_model(
            one, query, chosen, settings.profile, no_filters=no_filters
        )
        kept = SavedStore(database).change(
            one.id,
            None,
            Change(
                name=new_name,
                note=note,
                tags=() if no_tags else tags or None,
                query=model,
                shared_with=shared_with,
                every="" if every == "never" else every,
            ),
        )
    if as_json:
        print_json(saved_listing.one_json(kept, None))
    else:
        click.echo(f"Changed “{kept.name}”.")


@saved.command("remove")
@click.argument("name")
@owner_option
@json_option
@click.pass_obj
def remove(settings: Settings, name: str, owner: str, as_json: bool) -> None:
    """Remove a saved query with all its runs."""
    from search_app import saved_listing
    from search_app.saved.store import SavedStore

    database = _database(settings)
    with saved_listing.told():
        gone = SavedStore(database).delete(_one(database, name, owner).id, None)
    if as_json:
        print_json({"removed": gone.name, "id": gone.id})
    else:
        click.echo(f"Removed “{gone.name}”.")


@saved.command("export")
@click.argument("file", type=FILE)
@click.option("--runs/--no-runs", "with_runs", default=True, help="Take their runs along.")
@json_option
@click.pass_obj
def export_saved(settings: Settings, file: Path, with_runs: bool, as_json: bool) -> None:
    """Write every saved query to FILE, as JSON, for another database."""
    from search_app.saved.transfer import carried

    require_writable(file, "FILE")
    document = carried(_database(settings), runs=with_runs)
    file.write_text(print_json(document, show=False) + "\n", encoding="utf-8")
    _say({"output": str(file), "saved": len(document["saved"])}, as_json)


@saved.command("import")
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def import_saved(settings: Settings, file: Path, as_json: bool) -> None:
    """Take in the saved queries of FILE, which `export` wrote; those known already stay."""
    from search_app.saved.transfer import TransferError, take_in

    try:
        taken = take_in(_database(settings), file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8 text; give a file that was exported", 2)
    except TransferError as error:
        fail(f"{file}: {error}", 2)
    _say(
        {"added": taken.added, "unchanged": taken.unchanged, "failed": list(taken.failed)}, as_json
    )
    if taken.failed:
        fail("; ".join(f"“{one['name']}”: {one['reason']}" for one in taken.failed), 1)


def _say(document: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        shown = [f"{name}: {value}" for name, value in document.items() if value != []]
        click.echo(", ".join(shown))


def _database(settings: Settings) -> Any:
    """The database of the command that runs, closed with it."""
    from search_app.database import open_database

    database = open_database(settings)
    click.get_current_context().call_on_close(database.close)
    return database


def _one(database: Any, name: str, owner: str) -> "SavedQuery":
    """The saved query of a name. Ends with status 2, and names that are near, without one."""
    from search_app.saved.store import SavedStore

    store = SavedStore(database)
    found: Sequence[SavedQuery] = store.named(name, None, owner)
    if len(found) > 1:
        owners = ", ".join(sorted(one.owner_name or one.owner or "nobody" for one in found))
        fail(f"several people have a saved query “{name}”: name its --owner, {owners}", 2)
    if not found:
        from search_app import saved_listing

        fail(saved_listing.unknown_sentence(name, store.every()), 2)
    return found[0]
