"""What ``treatylens corrections list`` shows."""

from collections.abc import Sequence

import click

from indexer.engine import EngineError, Place, open_reader
from search_app.correction_store import CorrectionStore, Recorded, stale_in
from search_app.corrections import Correction
from search_app.work_tree import open_view

#: Characters of a text that a line shows.
_SHOWN = 60


def listed(store: CorrectionStore, work: str, place: Place) -> list[Recorded]:
    """The corrections of a work, or all, the newest first. Where the index cannot be read it is
    not known which are stale, and a sentence on standard error says so."""
    corrections = store.all(work)
    try:
        stale = _stale(corrections, place) if corrections else set()
    except EngineError as error:
        click.echo(f"Whether corrections are stale cannot be said: {error}", err=True)
        return [Recorded(one, None) for one in reversed(corrections)]
    return [Recorded(one, one.id in stale) for one in reversed(corrections)]


def _stale(corrections: Sequence[Correction], place: Place) -> set[str]:
    """The ids of those that cannot be applied. A work that is not in the index has no texts for
    its corrections to stand in."""
    stale: set[str] = set()
    reader = open_reader(place)
    try:
        for work in {one.work for one in corrections}:
            own = [one for one in corrections if one.work == work]
            record = reader.work(work)
            if record:
                stale |= stale_in(open_view(record), own)
            else:
                stale |= {one.id for one in own if not one.withdrawn_at}
    finally:
        reader.close()
    return stale


def print_recorded(recorded: Sequence[Recorded]) -> None:
    """Each correction: when, who, what and where, then the beads it made, a version a line."""
    if not recorded:
        click.echo("No corrections.")
    for one in recorded:
        correction = one.correction
        click.echo(
            f"{correction.at[:19]}Z  {correction.author}  {correction.action}  "
            f"{correction.work}/{correction.a}-{correction.b}/{correction.unit}" + _state(one)
        )
        for a, b in correction.texts:
            click.echo(f"    {correction.a}: {_short(a)}")
            click.echo(f"    {correction.b}: {_short(b)}")


def _state(one: Recorded) -> str:
    correction = one.correction
    if correction.withdrawn_at:
        return f"  (taken back by {correction.withdrawn_by}, {correction.withdrawn_at[:19]}Z)"
    return "  (stale: its texts are not in the index as they were)" if one.stale else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
