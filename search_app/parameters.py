"""What the commands take beyond click's own: options that several have, values with several names,
and queries with a dash."""

from pathlib import Path
from typing import Any

import click

from analyzers.query import Fault
from analyzers.query_fields import VALUES, canonical
from search_app.messages import fault_message
from search_app.settings import Settings

FILE = click.Path(path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
index_option = click.option(
    "--index", "index", type=click.Path(path_type=Path), help="Folder of the index."
)
engine_option = click.option(
    "--engine", "engine", metavar="URL", help="Address of an Elasticsearch cluster instead."
)


def place_given(settings: Settings, index: Path | None, engine: str | None) -> Any:
    """The folder or cluster that a command works on. Raises ``SettingsError``."""
    from search_app.places import place_of

    return place_of(settings, index, engine)


class Listed(click.Choice[str]):
    """A value of a field with a closed list, by any of its names, as the API and queries read it.

    ``field`` is ``lang``, ``type`` or ``status``; the canonical value is what the command gets.
    """

    def __init__(self, field: str) -> None:
        super().__init__(list(VALUES[field]))
        self.field = field

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The canonical value. Fails, naming all there are, for one that there is not."""
        known = canonical(self.field, str(value))
        if known is None:
            fault = Fault(0, f"{self.field}_value", "", str(value))
            self.fail(fault_message(fault).english, param, ctx)
        return known


class QueryCommand(click.Command):
    """A command that takes a query, which may begin with a dash: then it comes after ``--``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does; of an option that there is not, say how it is searched for."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.NoSuchOption(
                error.option_name,
                f"{error.message} Before a query that begins with a dash put --: "
                f"{ctx.command_path} -- -appeal",
                error.possibilities,
                ctx,
            ) from None
