"""What a notice says: a report of a run in a few lines, as text and as HTML, and as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from search_app.messages import Message, msg
from search_app.notices.words import LOCALES, USUAL, speaker
from search_app.saved.kept_hits import KeptHit
from search_app.saved.report import RunReport, run_json

#: Hits of each kind that a notice names; the report on the site has all of them.
MOST = 20

Say = Callable[[Message], str]


@dataclass(frozen=True)
class Line:
    """A hit in a notice: what it is called, where it is read, the language of what it is called."""

    title: str
    label: str
    address: str
    language: str


@dataclass(frozen=True)
class Part:
    """The hits of one kind: a heading, the first of them, and how many there are besides."""

    heading: str
    lines: Sequence[Line]
    others: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A report in the language of whoever gets it. ``address`` is that of the whole report."""

    subject: str
    language: str
    lead: str
    parts: Sequence[Part]
    causes: Sequence[str]
    address: str
    whole: str
    stop: str

    def text(self, stop: str) -> str:
        """As plain text; ``stop`` is the address at which the mail ends."""
        found = [self.lead, ""]
        for part in self.parts:
            found += [part.heading, ""]
            for line in part.lines:
                found += [f"- {line.title}, {line.label}".rstrip(", "), f"  {line.address}"]
            found += [*([part.others] if part.others else []), ""]
        found += [*self.causes, *([""] if self.causes else [])]
        found += [f"{self.whole} {self.address}", "", f"{self.stop} {stop}", ""]
        return "\n".join(found)

    def html(self, stop: str) -> str:
        """As HTML, without styles and pictures."""
        parts = "".join(_html_part(part) for part in self.parts)
        causes = "".join(f"<p>{escape(cause)}</p>" for cause in self.causes)
        return (
            f'<!doctype html><html lang="{self.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject)}</title></head><body>"
            f"<p>{escape(self.lead)}</p>{parts}{causes}"
            f"<p>{_link(self.whole, self.address)}</p><hr><p>{_link(self.stop, stop)}</p>"
            "</body></html>"
        )


def _html_part(part: Part) -> str:
    rows = "".join(
        f'<li lang="{escape(line.language)}">{escape(line.title)}, '
        f"{_link(line.label or line.address, line.address)}</li>"
        for line in part.lines
    )
    others = f"<p>{escape(part.others)}</p>" if part.others else ""
    return f"<h2>{escape(part.heading)}</h2><ul>{rows}</ul>{others}"


def _link(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def worth_telling(report: RunReport) -> bool:
    """Whether a run found something since the one before. The first has none before: what it found
    is what all later ones are held against, and no news."""
    diff = report.diff
    return report.before is not None and bool(diff.new or diff.changed or diff.gone)


def notice_of(report: RunReport, site: str, language: str) -> Notice:
    """The notice of a report. ``site`` is the address of the site, without a slash at its end."""
    say, run = speaker(language), report.run
    counts = msg(
        "%(new)s new, %(changed)s changed, %(gone)s gone",
        new=run.new,
        changed=run.changed,
        gone=run.gone,
    )
    return Notice(
        subject=f"{report.saved.name}: {say(counts)}",
        language=language if language in LOCALES else USUAL,
        lead=say(
            msg(
                "The saved query “%(name)s” ran on %(at)s. It has %(count)s hits now; since the "
                "run before: %(counts)s.",
                name=report.saved.name,
                at=run.at.replace("T", " ").replace("+00:00", " UTC"),
                count=run.count,
                counts=say(counts),
            )
        ),
        parts=_parts(report, site, say),
        causes=[say(cause) for cause in report.causes],
        address=report_address(report, site),
        whole=say(msg("The whole report:")),
        stop=say(msg("Stop this mail:")),
    )


def report_address(report: RunReport, site: str) -> str:
    """Where a report is read."""
    return f"{site}/saved/{report.saved.id}/runs/{report.run.number}"


def _parts(report: RunReport, site: str, say: Say) -> list[Part]:
    diff = report.diff
    kinds = (
        (msg("New"), diff.new),
        (msg("Changed"), [one.now for one in diff.changed]),
        (msg("Gone"), [one.hit for one in diff.gone]),
    )
    return [
        Part(
            f"{say(heading)} ({len(hits)})",
            [_line(hit, site) for hit in hits[:MOST]],
            say(msg("and %(count)s more", count=len(hits) - MOST)) if len(hits) > MOST else "",
        )
        for heading, hits in kinds
        if hits
    ]


def _line(hit: KeptHit, site: str) -> Line:
    tag = f"{hit.lang}-{hit.script}" if hit.lang == "zh" else hit.lang
    return Line(hit.title or hit.work, hit.label, f"{site}/works/{quote(hit.id)}", tag)


def body_of(report: RunReport, site: str) -> bytes:
    """What a webhook gets: the run as the API has it, without the texts, and where to read it."""
    document: dict[str, Any] = {
        "type": "saved_query.run",
        "timestamp": report.run.at,
        "data": run_json(report) | ({"report": report_address(report, site)} if site else {}),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
