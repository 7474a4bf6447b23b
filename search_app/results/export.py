"""The whole result of one query → a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import quote

from search_app.catalogue import Catalogue, CatalogueCache
from search_app.every_hit import IndexChanged, WholeResult, unchanged
from search_app.forms import SearchForm
from search_app.messages import Message
from search_app.results import Format
from search_app.results.answers import Answer, FileOptions, Limit, Statement, least
from search_app.results.rows import HitRow, rows_of
from search_app.searcher import Searcher
from search_app.settings import Settings

#: Told how far a file is: rows written, rows in all, what is written now.
Progress = Callable[[int, int, str], None]
#: It is told after so many rows.
_TOLD = 100


def _silent(done: int, total: int, name: str) -> None:
    """Show nothing."""


def _english(message: Message) -> str:
    return message.english


@dataclass(frozen=True)
class State:
    """The state of the index that all of one file is of."""

    generation: int
    commit: str
    catalogue: Catalogue


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where results come from, and how they are shown. ``catalogue`` gives the works as of now,
    ``address`` the page of an id, ``say`` what people read; ``most`` is the setting
    ``export_limit``."""

    searcher: Searcher
    catalogue: Callable[[], Catalogue]
    most: int
    address: Callable[[str], str]
    say: Callable[[Message], str] = _english
    progress: Progress = _silent

    def state(self) -> State:
        """The state of the index now."""
        info = self.searcher.reader.info()
        return State(info.generation, info.commit, self.catalogue())

    def limit(self, wanted: Format) -> Limit:
        """How many hits a file of this format lists at most."""
        most = Limit(self.most, "export_limit")
        return most if wanted.most is None else least(most, Limit(wanted.most, "format"))

    def answer(
        self, form: SearchForm, state: State, limit: Limit, *, line: int = 0, name: str = ""
    ) -> Answer:
        """One query with its hits, to be read. Raises ``QuerySyntaxError``, and ``EngineError``:
        ``IndexChanged`` where the index is in another state by now."""
        whole = self._whole(form, state, limit.hits)
        cut = whole.snapshot.listed < whole.snapshot.total
        statement = Statement(
            form=form,
            snapshot=whole.snapshot,
            why=limit.why if cut else "",
            line=line,
            name=name,
        )
        return Answer(statement, rows_of(whole.hits(), state.catalogue, self.address))

    def total(self, form: SearchForm, state: State) -> int:
        """How many hits there are in all. Raises as ``answer`` does."""
        return self._whole(form, state, 1).snapshot.total

    def _whole(self, form: SearchForm, state: State, limit: int) -> WholeResult:
        options = form.options(state.catalogue)
        whole = WholeResult(self.searcher, form.q, options, limit=limit)
        made = whole.snapshot
        if (made.generation, made.commit) != (state.generation, state.commit):
            raise IndexChanged
        return whole


def export_result(source: Source, form: SearchForm, wanted: Format, stream: BinaryIO) -> Statement:
    """Write the hits of a form without problems to a stream that can seek; what is stated of it.

    It is begun again where the index was written to meanwhile. Raises ``QuerySyntaxError``,
    ``EngineError``, ``ExchangeError``; the stream then holds nothing that is of use.
    """

    def attempt() -> Statement:
        stream.seek(0)
        stream.truncate()
        answer = source.answer(form, source.state(), source.limit(wanted))
        made = answer.statement.snapshot
        assert made is not None
        rows = counted(answer.rows, 0, made.listed, form.q, source.progress)
        wanted.write([Answer(answer.statement, rows)], stream, FileOptions(say=source.say))
        return answer.statement

    return unchanged(attempt)


def counted(
    rows: Iterator[HitRow], before: int, total: int, name: str, progress: Progress
) -> Iterator[HitRow]:
    """The rows, with ``progress`` told of each hundredth: ``before`` are written already."""
    for place, row in enumerate(rows, before + 1):
        yield row
        if place % _TOLD == 0:
            progress(place, total, name)


def source_of(settings: Settings, searcher: Searcher, progress: Progress) -> Source:
    """What a command takes results from. It knows no site, so addresses are paths."""
    catalogues = CatalogueCache()
    return Source(
        searcher=searcher,
        catalogue=lambda: catalogues.of(searcher.reader),
        most=settings.export_limit,
        address=lambda identity: "/works/" + quote(identity),
        progress=progress,
    )
