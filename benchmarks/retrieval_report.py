"""What ``benchmarks.retrieval`` found, as tables of text and Markdown and as a plot."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from search_app.judgements import EvaluationError
from search_app.measures import MEASURES

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MODES = ("keyword", "semantic", "hybrid")
#: Okabe and Ito's colours, which people who see colours differently tell apart.
COLOURS = {"keyword": "#E69F00", "semantic": "#56B4E9", "hybrid": "#0072B2"}
NAMES = {"ndcg@10": "nDCG@10", "mrr": "MRR", "r@10": "R@10", "p@1": "P@1"}
Document = Mapping[str, Any]
Table = list[list[str]]


def printed(document: Document) -> str:
    """All tables as text, their columns aligned."""
    parts = [_made_with(document)]
    for one in document["sets"]:
        parts.append(f"{one['name'].upper()}: {one['title']}")
        parts.append(_aligned(_means_table(one)))
        for termbase in (True, False):
            parts.append(_sentence(one, termbase))
            parts.append(_aligned(_verdict_table(one, termbase)))
    return "\n\n".join(parts)


def markdown(document: Document, path: Path) -> str:
    """The same for the Markdown file at ``path``, the plot beside it first."""
    parts = [
        _made_with(document),
        f"![nDCG@10 of each set by mode, with the termbase]({path.with_suffix('.svg').name})",
    ]
    for one in document["sets"]:
        parts.append(f"## {one['name'].capitalize()}\n\n{_capital(one['title'])}.")
        parts.append(_piped(_means_table(one)))
        for termbase in (True, False):
            parts.append(_sentence(one, termbase))
            parts.append(_piped(_verdict_table(one, termbase)))
    return "\n\n".join(parts)


def require_report(path: Path) -> None:
    """Raise ``EvaluationError`` where tables and plot could not be written; to be asked before
    minutes of measuring."""
    _around(path)
    if find_spec("matplotlib") is None:
        raise EvaluationError("the plot needs matplotlib; pip install -e '.[evaluation]'")


def put_between_markers(path: Path, text: str) -> None:
    """Replace what stands between the markers of a file. Raises ``EvaluationError`` where the file
    or its markers are not there."""
    head, tail = _around(path)
    path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")


def _around(path: Path) -> tuple[str, str]:
    """What stands before and after the markers of a file."""
    try:
        before = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from None
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise EvaluationError(f"{path} lacks the lines {BEGIN} and {END} to write between")
    return head, tail


def _made_with(document: Document) -> str:
    return f"Model {document['model']}, profile {document['profile']}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _means_table(one: Document) -> Table:
    """The mean of each measure over the pairs, a row a mode."""
    rows = [["mode", "termbase", *(NAMES[name] for name in MEASURES)]]
    for run in one["runs"]:
        said = "with" if run["expand"] else "without"
        rows.append([run["mode"], said, *(f"{run['mean'][name]:.3f}" for name in MEASURES)])
    return rows


def _verdicts(one: Document, termbase: bool) -> list[Document]:
    return [verdict for verdict in one["verdicts"] if verdict["termbase"] is termbase]


def _verdict_table(one: Document, termbase: bool) -> Table:
    """nDCG@10 by pair and kind, and how hybrid search stands against the better leg."""
    found = _verdicts(one, termbase)
    kinds = any(verdict["kind"] for verdict in found)
    head = [*(["kind"] if kinds else []), "pair", "queries", *MODES]
    rows = [[*head, "hybrid − better leg, points", "p", "within 1 point"]]
    for verdict in found:
        rows.append(
            [
                *([verdict["kind"] or "all"] if kinds else []),
                verdict["pair"] or "mean",
                f"{verdict['queries']:,}",
                *(f"{verdict[mode]:.3f}" for mode in MODES),
                f"{100 * verdict['difference']:+.1f}",
                f"{verdict['p']:.4f}",
                "yes" if verdict["near"] else "no",
            ]
        )
    return rows


def _sentence(one: Document, termbase: bool) -> str:
    """Whether hybrid search beats both legs on the mean, and where it is behind."""
    *groups, mean = _verdicts(one, termbase)
    groups = [verdict for verdict in groups if verdict["pair"]] or [mean]
    near = sum(verdict["near"] for verdict in groups)
    points = f"{100 * mean['difference']:+.1f} points, p = {mean['p']:.4f}"
    said = "beats both legs" if mean["ahead"] else f"does not beat the {mean['better']} leg"
    return (
        f"{'With' if termbase else 'Without'} the termbase: on the mean hybrid search {said} "
        f"({points}); within 1 point of the better leg, or ahead, for {near} of {len(groups)} rows."
    )


def _aligned(table: Table) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def _piped(table: Table) -> str:
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([lines[0], "|---" * len(table[0]) + "|", *lines[1:]])


def _bars(document: Document) -> Iterator[tuple[str, Mapping[str, float]]]:
    """A group of bars for each set, of the topics for each kind: its name and nDCG@10 by mode."""
    for one in document["sets"]:
        found = [verdict for verdict in _verdicts(one, True) if not verdict["pair"]]
        kinds = [verdict for verdict in found if verdict["kind"]]
        for verdict in kinds or found:
            yield f"{one['name']}\n{verdict['kind']}".strip().replace(" of ", "\nof "), verdict


def plot(document: Document, path: Path) -> None:
    """Grouped bars as SVG: nDCG@10 by set and mode, with the termbase. The same numbers give the
    same bytes."""
    import matplotlib  # an extra
    from matplotlib.figure import Figure

    groups = list(_bars(document))
    with matplotlib.rc_context(
        {"svg.hashsalt": "treatylens", "svg.fonttype": "none", "font.size": 10}
    ):
        figure = Figure(figsize=(max(4.0, 1.1 * len(groups) + 1), 3.6), layout="constrained")
        axes = figure.add_subplot()
        for shift, mode in enumerate(MODES, -1):
            bars = axes.bar(
                [place + 0.27 * shift for place in range(len(groups))],
                [scores[mode] for _, scores in groups],
                width=0.25,
                color=COLOURS[mode],
                label=mode,
            )
            axes.bar_label(bars, fmt="%.2f", fontsize=8, padding=1)
        axes.set_xticks(range(len(groups)), [name for name, _ in groups])
        axes.set_ylabel("nDCG@10")
        axes.set_ylim(0, 1.08)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper center", ncols=len(MODES), frameon=False)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
