"""The steps by which an older database of what people make becomes the newest. The one door of
Alembic, which is imported only when a database is made or brought up to date.

Each step is a file ``versions/vNNNN_what_it_makes.py`` with the revision ``NNNN``. They follow each
other in one line: add files at the end; change none that was ever released.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Migrations:
    """The steps in some folders, by default the project's own."""

    folders: tuple[Path, ...] = (FOLDER / "versions",)

    @cached_property
    def revisions(self) -> tuple[str, ...]:
        """The revisions in order; the last is the newest."""
        files = (file for folder in self.folders for file in folder.glob("v[0-9]*_*.py"))
        return tuple(sorted(file.name[1:].partition("_")[0] for file in files))

    @property
    def newest(self) -> str:
        """The revision that the program works with."""
        return self.revisions[-1]

    def upgrade(self, connection: Connection, known: str = "") -> None:
        """Take every step that is lacking, in the transaction that ``connection`` is in. ``known``
        is the revision of a database that says nothing of it itself."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", _escaped(FOLDER))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", "\n".join(map(_escaped, self.folders)))
        config.attributes["connection"] = connection
        if known:
            command.stamp(config, known)
        command.upgrade(config, "head")


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
