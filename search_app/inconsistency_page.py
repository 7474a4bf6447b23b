"""A report on inconsistent renderings as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from search_app.catalogue import Catalogue
from search_app.inconsistency import Example, Inconsistency, Report, TermRendering
from search_app.interface import title_of

#: Letters around a term that an example shows; the row it leads to has all of them.
_AROUND = 90


@dataclass(frozen=True, kw_only=True)
class ExcerptView:
    """Words in their sentence, with what stands before and after them, cut short."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ExampleView:
    """A row that has a rendering, and where it stands side by side."""

    url: str
    number: int
    source: ExcerptView
    target: ExcerptView


@dataclass(frozen=True, kw_only=True)
class WorkRows:
    """A work that has a rendering, in so many rows; ``tag`` is its title's, "" for an id."""

    url: str
    title: str
    tag: str
    rows: int
    mixed: bool


@dataclass(frozen=True, kw_only=True)
class RenderingView:
    """A rendering with the works that have it, those with most rows first."""

    text: str
    variants: Sequence[str]
    rows: int
    works: Sequence[WorkRows]
    examples: Sequence[ExampleView]
    likely: bool


@dataclass(frozen=True, kw_only=True)
class InconsistencyView:
    """A term of the report; ``where`` says in words where it differs."""

    term: str
    url: str
    domain: str
    tags: tuple[str, str]
    where: str
    renderings: Sequence[RenderingView]
    unnamed: int


def inconsistency_view(one: Inconsistency, catalogue: Catalogue) -> InconsistencyView:
    """A term as the page shows it, its likely renderings last."""
    views = [_rendering(own, one, catalogue, likely=False) for own in one.renderings]
    views += [_rendering(own, one, catalogue, likely=True) for own in one.likely]
    return InconsistencyView(
        term=one.term,
        url=url_for("terms.concept", concept=one.concept.id),
        domain=one.concept.entry.domain,
        tags=one.tags,
        where=_where(one),
        renderings=views,
        unnamed=one.unnamed,
    )


def _where(one: Inconsistency) -> str:
    if one.within and one.between:
        return str(gettext("within an instrument and between instruments"))
    if one.within:
        return str(gettext("within an instrument"))
    return str(gettext("between instruments"))


def _rendering(
    own: TermRendering, one: Inconsistency, catalogue: Catalogue, *, likely: bool
) -> RenderingView:
    works = sorted(own.works.items(), key=lambda item: (-item[1], item[0]))
    return RenderingView(
        text=own.text,
        variants=own.variants,
        rows=own.count,
        works=[_work(work, rows, one, catalogue) for work, rows in works],
        examples=[example_view(example) for example in own.examples],
        likely=likely,
    )


def _work(work: str, rows: int, one: Inconsistency, catalogue: Catalogue) -> WorkRows:
    summary = catalogue.by_id.get(work)
    title, tag = title_of(summary) if summary else (work, "")
    return WorkRows(
        url=url_for("pages.work", work=work),
        title=title,
        tag=tag,
        rows=rows,
        mixed=work in one.within,
    )


def example_view(example: Example) -> ExampleView:
    """A row with the term and its rendering, and the way to it."""
    address = url_for(
        "parallel.page",
        work=example.work,
        languages="-".join(example.addresses),
        _anchor=f"row-{example.number}",
        **{"from": example.number - 1},  # type: ignore[arg-type]
    )
    source, target = (
        _excerpt(text, span) for text, span in zip(example.texts, example.spans, strict=True)
    )
    return ExampleView(url=address, number=example.number, source=source, target=target)


def _excerpt(text: str, span: tuple[int, int]) -> ExcerptView:
    start, end = span
    before, after = text[:start], text[end:]
    return ExcerptView(
        before=before if len(before) <= _AROUND else f"…{_from_word(before[-_AROUND:])}",
        words=text[start:end],
        after=after if len(after) <= _AROUND else f"{_to_word(after[:_AROUND])}…",
    )


def _from_word(text: str) -> str:
    """The text from its first space on, where it has one near its beginning."""
    at = text.find(" ")
    return text[at + 1 :] if 0 <= at < _AROUND // 3 else text


def _to_word(text: str) -> str:
    at = text.rfind(" ")
    return text[:at] if at > _AROUND * 2 // 3 else text


def works_of(report: Report, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The works that a report names, by title, each with its id."""
    ids = {work for one in report.found for work in one.works}
    titled = [
        (work, title_of(catalogue.by_id[work])[0] if work in catalogue.by_id else work)
        for work in ids
    ]
    return sorted(titled, key=lambda item: (item[1], item[0]))
