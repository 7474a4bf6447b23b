"""Lines of a concordance → CSV, UTF-8 with a byte order mark, guarded. No Flask."""

import csv
import io
from collections.abc import Iterable, Sequence

from search_app.concordance_lines import Line
from search_app.exchange.delimited import BYTE_ORDER_MARK, guarded


def concordance_csv(lines: Iterable[Line], targets: Sequence[str]) -> bytes:
    """A row a line, the names of the columns first: ``left``, ``match`` and ``right`` are of the
    language of the words; each target has its text, ``rendering_…``, ``confidence_…``,
    ``status_…`` and ``id_…``."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\r\n")
    rows.writerow(
        [
            *("source", "id", "title", "date", "lang", "left", "match", "right"),
            *(
                name
                for target in targets
                for name in (
                    target,
                    f"rendering_{target}",
                    f"confidence_{target}",
                    f"status_{target}",
                    f"id_{target}",
                )
            ),
        ]
    )
    for line in lines:
        rows.writerow([guarded(value) for value in _values(line)])
    return (BYTE_ORDER_MARK + made.getvalue()).encode("utf-8", "replace")


def _values(line: Line) -> list[str]:
    values = [line.source, line.id, line.title, line.date, line.tag]
    values += [line.context.left.strip(), line.match, line.context.right.strip()]
    for one in line.beside:
        if one.missing:
            values += ["", "", "", one.missing, ""]
            continue
        joint = "" if one.tag.startswith("zh") else " "
        values += [
            joint.join(" ".join(sentence.text.split()) for sentence in one.sentences),
            one.rendering,
            f"{one.confidence:.2f}",
            one.status,
            one.sentences[0].id if one.sentences else "",
        ]
    return values
