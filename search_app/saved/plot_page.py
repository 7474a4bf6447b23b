"""The plots of a saved query in the reader's language, each with a table of the same numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import format_date, gettext, ngettext
from markupsafe import Markup

from search_app.interface import answer_language, label, number
from search_app.saved.plots import (
    MOST_RUNS,
    PlotWords,
    RunPoint,
    YearCount,
    time_plot,
    years_plot,
)
from search_app.saved.queries import Run, SavedQuery
from search_app.saved.seen_runs import Counts
from search_app.saved.svg import Sheet

#: Runs that all lie within so much time are told apart by the hour.
_HOURS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class PlotView:
    """A drawing to stand in a page, and its numbers: the heads of the columns, then the rows."""

    sheet: Sheet
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def svg(self) -> Markup:
        """The drawing as a part of a page: made by lxml, with every text in it escaped."""
        return Markup(self.sheet.inline())


def points_of(runs: Sequence[Run], counts: Mapping[int, Counts]) -> list[RunPoint]:
    """Runs as they are drawn, the earliest first; ``runs`` are newest first."""
    return [RunPoint(one.number, one.at, *astuple(counts[one.number])) for one in reversed(runs)]


def time_view(saved: SavedQuery, points: Sequence[RunPoint], total: int) -> PlotView:
    """Hits over time, and what was new, changed and gone: the last runs of ``total``."""
    shown = list(points)[-MOST_RUNS:]
    moment = _moments([one.at for one in shown])
    words = PlotWords(
        language=answer_language().tag,
        title=gettext("Hits over time: %(name)s", name=saved.name),
        description=_time_description(shown, total),
        upwards=gettext("hits"),
        across=gettext("time of the run"),
        evenly=gettext("runs in order, not to scale"),
        names={
            "new": gettext("new"),
            "changed": gettext("changed"),
            "gone": gettext("gone"),
        },
        number=number,
        moment=moment,
    )
    return PlotView(
        sheet=time_plot(shown, words),
        heads=[
            gettext("Run"),
            gettext("Time"),
            gettext("Hits"),
            gettext("New"),
            gettext("Changed"),
            gettext("Gone"),
        ],
        rows=[
            [
                number(one.number),
                moment_label(one.at),
                number(one.count),
                number(one.new),
                number(one.changed),
                number(one.gone),
            ]
            for one in shown
        ],
    )


def _time_description(shown: Sequence[RunPoint], runs: int) -> str:
    if not shown:
        return str(gettext("There is no run yet."))
    told = ngettext("%(num)s run", "%(num)s runs", len(shown))
    if runs > len(shown):
        told = gettext("The last %(shown)s of %(runs)s runs", shown=len(shown), runs=number(runs))
    said = gettext(
        "%(runs)s, from %(first)s to %(last)s hits. The numbers are in the table below.",
        runs=told,
        first=number(shown[0].count),
        last=number(shown[-1].count),
    )
    return str(said)


def years_view(saved: SavedQuery, counts: Sequence[YearCount]) -> PlotView:
    """Hits over the years of signature, by language."""
    languages = [
        code for code in ("km", "zh", "en") if any(one.languages.get(code) for one in counts)
    ]
    unknown = gettext("no date")
    total = sum(one.total for one in counts)
    words = PlotWords(
        language=answer_language().tag,
        title=gettext("Hits by year of signature: %(name)s", name=saved.name),
        description=gettext(
            "%(hits)s of the last run, by the year in which their instrument was signed. The "
            "numbers are in the table below.",
            hits=ngettext("%(num)s hit", "%(num)s hits", total),
        ),
        upwards=gettext("hits"),
        across=gettext("year of signature"),
        names={code: label("lang", code) for code in languages} | {"unknown": unknown},
        number=number,
    )
    return PlotView(
        sheet=years_plot(counts, words),
        heads=[
            gettext("Year"),
            *(label("lang", code) for code in languages),
            gettext("Hits"),
        ],
        rows=[
            [
                unknown if one.year is None else str(one.year),
                *(number(one.languages.get(code, 0)) for code in languages),
                number(one.total),
            ]
            for one in counts
        ],
    )


def moment_label(at: str) -> str:
    """A time, ISO 8601 in UTC, with the day, hour and minute in the reader's language."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at).astimezone(UTC)
    return f"{format_date(moment.date(), 'medium')} {moment:%H:%M} UTC"


def _moments(times: Sequence[str]) -> "_Moments":
    """How the times of a drawing are written: by the day, or within two days by the minute."""
    first, last = (
        (datetime.fromisoformat(one) for one in (times[0], times[-1]))
        if times
        else (
            datetime.now(UTC),
            datetime.now(UTC),
        )
    )
    return _Moments(last - first < _HOURS)


@dataclass(frozen=True)
class _Moments:
    by_minute: bool

    def __call__(self, at: str) -> str:
        moment = datetime.fromisoformat(at).astimezone(UTC)
        if self.by_minute:
            return f"{moment:%m-%d %H:%M}"
        return str(format_date(moment.date(), "medium"))
