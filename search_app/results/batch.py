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
    on the hits of each. Without one, and without a limit of their own, the lines share what the
    file holds alike, so that the first do not take all of it. All is begun again where the index
    was written to meanwhile. Raises ``EngineError``, ``ExchangeError``.
    """

    def attempt() -> list[Statement]:
        stream.seek(0)
        stream.truncate()
        batch = _Batch(source, lines, wanted, asked)
        wanted.write(batch.answers(), stream, FileOptions(batch=True, say=source.say))
        return batch.statements

    return unchanged(attempt)


class _Batch:
    """One attempt. ``statements`` are those of the lines that are done."""

    def __init__(
        self, source: Source, lines: Sequence[BatchLine], wanted: Format, asked: int | None
    ) -> None:
        self.statements: list[Statement] = []
        self._source = source
        self._lines = lines
        self._asked = asked
        self._left = source.limit(wanted)
        good = sum(not line.problems for line in lines)
        self._share = self._left.hits // max(good, 1)

    def answers(self) -> Iterator[Answer]:
        """Each line's, asked when it is reached."""
        state, total = self._source.state(), len(self._lines)
        for done, line in enumerate(self._lines):
            self._source.progress(done, total, line.name or line.form.q)
            answer = self._answer(line, state)
            self.statements.append(answer.statement)
            yield answer
        self._source.progress(total, total, "")

    def _answer(self, line: BatchLine, state: State) -> Answer:
        if line.problems:
            return _refused(line)
        try:
            answer = self._source.answer(
                line.form, state, self._limit(line), line=line.line, name=line.name
            )
        except QuerySyntaxError as error:
            form = line.form.with_syntax(error)
            problems = tuple(replace(one, parameter="query") for one in form.problems)
            return _refused(replace(line, problems=problems))
        made = answer.statement.snapshot
        assert made is not None
        self._left = replace(self._left, hits=self._left.hits - made.listed)
        return answer

    def _limit(self, line: BatchLine) -> Limit:
        """The narrowest of the line's, the one for all or its share, and what the file holds."""
        own = [Limit(hits, "asked") for hits in (line.limit, self._asked) if hits is not None]
        return least(*(own or [Limit(self._share, "share")]), self._left)


def _refused(line: BatchLine) -> Answer:
    rows: Iterator[HitRow] = iter(())
    statement = Statement(form=line.form, line=line.line, name=line.name, problems=line.problems)
    return Answer(statement, rows)
