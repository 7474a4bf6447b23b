"""The queries of a file → one set of results for all, of one state of the index."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from analyzers.query import QuerySyntaxError
from search_app.every_hit import unchanged
from search_app.results import Format
from search_app.results.answers import Answer, FileOptions, Limit, Statement, least
from search_app.results.batch_file import BatchLine
from search_app.results.export import Source, State
from search_app.results.rows import HitRow


def run_batch(
    source: Source,
    lines: Sequence[BatchLine],
    wanted: Format,
    stream: BinaryIO,
    asked: int | None = None,
) -> list[Statement]:
    """Write the results of every line to a stream that can seek; what is stated of each.

    A line that cannot be asked is stated with its problems, and the rest run. ``asked`` is a limit
    on the hits of each. Where the file does not hold the hits of all, the lines share it by
    ``shares``, so that the first do not take all of it. All is begun again where the index was
    written to meanwhile. Raises ``EngineError``, ``ExchangeError``.
    """

    def attempt() -> list[Statement]:
        stream.seek(0)
        stream.truncate()
        batch = _Batch(source, lines, wanted, asked)
        wanted.write(batch.answers(), stream, FileOptions(batch=True, say=source.say))
        return batch.statements

    return unchanged(attempt)


def shares(wanted: Sequence[int], most: int) -> list[int]:
    """How many hits each line may list so that all list ``most`` at most, given how many each has:
    what a line leaves of an even share is passed on to those with more (max-min fairness). What
    cannot be parted evenly goes to the first, one each; lines that fit all may list ``most``."""
    left = most
    for place, want in enumerate(sorted(wanted)):
        even, spare = divmod(left, len(wanted) - place)
        if want > even:
            break
        left -= want
    else:
        return [most] * len(wanted)
    found = []
    for want in wanted:
        one_more = want > even and spare > 0
        found.append(even + one_more)
        spare -= one_more
    return found


class _Batch:
    """One attempt. ``statements`` are those of the lines that are done."""

    def __init__(
        self, source: Source, lines: Sequence[BatchLine], wanted: Format, asked: int | None
    ) -> None:
        self.statements: list[Statement] = []
        self._source = source
        self._lines = lines
        self._asked = asked
        self._file = source.limit(wanted)

    def answers(self) -> Iterator[Answer]:
        """Each line's, asked when it is reached. Where the lines' own limits do not already keep
        them within the file, all are counted before."""
        state, total = self._source.state(), len(self._lines)
        limits = [least(*self._own(line), self._file) for line in self._lines]
        counting = sum(limit.hits for limit in limits) > self._file.hits and total > 1
        before = total if counting else 0
        if counting:
            limits = self._shared(state)
        for done, (line, limit) in enumerate(zip(self._lines, limits, strict=True), before):
            self._source.progress(done, before + total, line.name or line.form.q)
            answer = self._answer(line, state, limit)
            self.statements.append(answer.statement)
            yield answer
        self._source.progress(before + total, before + total, "")

    def _shared(self, state: State) -> list[Limit]:
        """The limit of each line by how many hits it and the others have."""
        wanted = []
        for done, line in enumerate(self._lines):
            self._source.progress(done, 2 * len(self._lines), line.name or line.form.q)
            most = least(*self._own(line), Limit(self._total(line, state), ""))
            wanted.append(most.hits)
        found = shares(wanted, self._file.hits)
        whole = sum(wanted) <= self._file.hits or sum(map(bool, wanted)) == 1
        return [
            least(*self._own(line), self._file if whole else Limit(hits, "share"))
            for line, hits in zip(self._lines, found, strict=True)
        ]

    def _total(self, line: BatchLine, state: State) -> int:
        """How many hits a line has; none where it cannot be asked."""
        try:
            return 0 if line.problems else self._source.total(line.form, state)
        except QuerySyntaxError:
            return 0

    def _answer(self, line: BatchLine, state: State, limit: Limit) -> Answer:
        if line.problems:
            return _refused(line)
        try:
            return self._source.answer(line.form, state, limit, line=line.line, name=line.name)
        except QuerySyntaxError as error:
            form = line.form.with_syntax(error)
            problems = tuple(replace(one, parameter="query") for one in form.problems)
            return _refused(replace(line, problems=problems))

    def _own(self, line: BatchLine) -> list[Limit]:
        """The limits that were asked for: the line's, and the one for all."""
        return [Limit(hits, "asked") for hits in (line.limit, self._asked) if hits is not None]


def _refused(line: BatchLine) -> Answer:
    rows: Iterator[HitRow] = iter(())
    statement = Statement(form=line.form, line=line.line, name=line.name, problems=line.problems)
    return Answer(statement, rows)
