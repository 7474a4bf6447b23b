"""A query as typed → what a concordance looks for: bare words side by side are one exact phrase."""

from dataclasses import dataclass

from analyzers.query import Bare, QueryAnalysis, Words, analyse_query

#: Orders: by the words after or before a match, by the match, by the title of the work, by date
#: (newest or oldest first), by what renders it in the first target.
SORTS = ("right", "left", "match", "work", "date", "-date", "rendering")
#: Languages that can stand beside the query's.
MOST_TARGETS = 2
#: Lines a page unless it says otherwise, and at most.
SIZE, MOST_SIZE = 50, 500


@dataclass(frozen=True, kw_only=True)
class ConcordanceQuery:
    """``text`` is the query as it is searched, ``analysis`` how it reads. ``language`` is what it
    is written in, "" where that cannot be told; ``findable`` says whether it holds any text."""

    text: str
    analysis: QueryAnalysis

    @property
    def language(self) -> str:
        """The code of its language."""
        return self.analysis.language

    @property
    def findable(self) -> bool:
        """Whether there is text to be found, and not only fields and exclusions."""
        return bool(self.analysis.plain.strip())


def read_query(text: str) -> ConcordanceQuery:
    """Read a query with the syntax of searches. Raises ``QuerySyntaxError``."""
    analysis = analyse_query(text)
    quoted = _quoted(text, analysis)
    if quoted != text:
        analysis = analyse_query(quoted)
    return ConcordanceQuery(text=quoted, analysis=analysis)


def _quoted(text: str, analysis: QueryAnalysis) -> str:
    """The query with every outermost run of bare words in quotation marks."""
    root = analysis.root
    parts = root.children if isinstance(root, Bare) else (root,) if root else ()
    runs: list[list[int]] = []
    before = False
    for part in parts:
        bare = isinstance(part, Words)
        if bare and before:
            runs[-1][1] = part.end
        elif bare:
            runs.append([part.start, part.end])
        before = bare
    for start, end in reversed(runs):
        text = f'{text[:start]}"{text[start:end]}"{text[end:]}'
    return text
