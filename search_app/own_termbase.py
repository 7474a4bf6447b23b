"""People's own files of legal terms: read, checked, and put beside the package's."""

from dataclasses import dataclass
from pathlib import Path

from analyzers.termbase import Termbase, termbase_with
from analyzers.termbase_table import Entry, TermbaseFault, read_table
from search_app.settings import Settings, SettingsError

#: Endings of names that files of TBX have; any other file is a table.
TBX_ENDINGS = (".tbx", ".tbxm", ".xml")


class TermsFileError(SettingsError):
    """A file of terms cannot be used. ``str(error)`` names it, the line, and what to do."""


@dataclass(frozen=True, kw_only=True)
class TermsFile:
    """What a file holds, in order; ``passed_over``: its concepts in too few languages (TBX)."""

    entries: tuple[Entry, ...]
    passed_over: int = 0


def read_terms(path: Path) -> TermsFile:
    """Read one file. Raises ``TermsFileError``."""
    try:
        if path.suffix.lower() in TBX_ENDINGS:
            # Imported here: most people have no TBX.
            from analyzers.tbx import read_tbx

            with path.open("rb") as stream:
                reading = read_tbx(stream)
            return TermsFile(entries=reading.entries, passed_over=reading.passed_over)
        return TermsFile(entries=tuple(read_table(_lines(path))))
    except OSError as error:
        raise TermsFileError(
            f"{path} cannot be opened ({error.strerror}); give a file of terms that can be read"
        ) from None
    except UnicodeDecodeError:
        raise TermsFileError(f"{path} is not UTF-8 text; save it as UTF-8 and try again") from None
    except TermbaseFault as fault:
        raise TermsFileError(f"{path}, {fault}") from None


def chosen_termbase(settings: Settings) -> Termbase | None:
    """The termbase with the files that the setting names; None where it names none.

    Raises ``SettingsError`` for a file that cannot be used.
    """
    paths = [Path(name.strip()).expanduser() for name in settings.termbase.split(",")]
    named = [path for path in paths if path != Path()]
    try:
        return termbase_with([read_terms(path).entries for path in named]) if named else None
    except TermsFileError as error:
        raise SettingsError(f"the setting termbase names a file with a fault: {error}") from None


def _lines(path: Path) -> list[str]:
    """The lines of a table: ends of lines alone part them, and the last needs none."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines
