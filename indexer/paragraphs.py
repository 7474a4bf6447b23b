"""Lines of a document → paragraphs, joined by script, each with its language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from analyzers.detect import chinese_script, detect
from analyzers.languages import LANGUAGES
from indexer.extract.lines import begins_provision, ends_sentence, join
from indexer.models import Document, Line, Paragraph
from indexer.paragraph_breaks import grouped, share_middle
from indexer.placement import Context, Placed, context_of, placed_lines

#: Latin letters from which a paragraph's own language is believed: small ones, capitals alone,
#: and letters of no language here, which make a text foreign.
OWN_LATIN, OWN_CAPITALS, FOREIGN_LATIN = 5, 12, 100

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LOWER = re.compile(r"[a-z\u00df-\u00ff]")


def paragraphs(document: Document) -> list[Paragraph]:
    """Join the lines of every page into paragraphs, in reading order.

    Between Khmer or Han a line break is nothing, between Latin a space. A paragraph may run over a
    page. The language is the paragraph's own where it is long enough to tell, else its
    neighbours'. Columns and cells in two languages come out as two runs of paragraphs.
    """
    placed = _in_language_runs([place for page in document.pages for place in placed_lines(page)])
    context = context_of(document, placed)
    groups = grouped(placed, context)
    texts = [_joined(group, context) for group in groups]
    languages = _languages(texts)
    return [
        _paragraph(group, text, language)
        for group, text, language in zip(groups, texts, languages, strict=True)
        if text
    ]


def page_texts(document: Document) -> list[str]:
    """The joined text of each page, paragraphs parted by a newline; one entry a page."""
    result = []
    for page in document.pages:
        placed = placed_lines(page)
        context = context_of(document, placed)
        texts = (_joined(group, context) for group in grouped(placed, context))
        result.append("\n".join(text for text in texts if text))
    return result


def _paragraph(group: list[Placed], text: str, language: tuple[str, str]) -> Paragraph:
    lines = [placed.line for placed in group]
    return Paragraph(
        text=text,
        page=group[0].page,
        language=language[0],
        script=language[1],
        boxes=tuple(line.box for line in lines if line.box is not None),
        centred=_is_centred(lines),
        bold=all(line.bold for line in lines),
    )


def _is_centred(lines: Sequence[Line]) -> bool:
    """Whether all lines are, or all have one middle: the first of a title may fill its column."""
    return all(line.centred for line in lines) or (
        len(lines) > 1 and all(share_middle(above, below) for above, below in pairwise(lines))
    )


def _in_language_runs(placed: list[Placed]) -> list[Placed]:
    """Lines with the columns of bilingual pages and tables put one after the other.

    From the first line in a second column to the last, lines are ordered by column where the
    columns differ in language; columns in one language keep their order. What stands in the first
    column before is before it already.
    """
    beside = [i for i, place in enumerate(placed) if place.line.column]
    if not beside:
        return placed
    first, last = beside[0], beside[-1] + 1
    region = placed[first:last]
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for place in region:
        texts[place.line.column].append(place.line.text)
    for place in placed[:first]:
        texts[place.line.column].append(place.line.text)
    languages = {detect("\n".join(lines)).language for lines in texts.values()} - {""}
    if len(languages) < 2:
        return placed
    return [*placed[:first], *sorted(region, key=lambda p: p.line.column), *placed[last:]]


# --------------------------------------------------------------------------- texts and languages


def _joined(group: Iterable[Placed], context: Context) -> str:
    text = ""
    for place in group:
        text = join(text, place.line.text, context.words)
    return text.replace("\u00ad", "").strip()


def _languages(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Language and script of each text: its own where it tells, else that of a neighbour; the
    one after for a heading, which belongs to what follows, the one before for a sentence."""
    own = [_own_language(text) for text in texts]
    found: list[str] = []
    for i, language in enumerate(own):
        if language is None:
            after = next((other for other in own[i + 1 :] if other), "")
            before = next((other for other in own[i - 1 :: -1] if other), "") if i else ""
            first, second = (before, after) if ends_sentence(texts[i]) else (after, before)
            language = first or second
        found.append(language)
    return _with_scripts(texts, found)


def _own_language(text: str) -> str | None:
    """The language that a text shows by itself, "" for a foreign one; None when it is too short."""
    language = detect(text).language
    latin = len(_LATIN.findall(text))
    if language == "en":
        # A name or an abbreviation says nothing of the text it stands in.
        plain = len(_LOWER.findall(text)) >= OWN_LATIN or begins_provision(text)
        return language if plain or latin >= OWN_CAPITALS else None
    if not language:
        return "" if latin >= FOREIGN_LATIN else None
    return language


def _with_scripts(texts: Sequence[str], languages: Sequence[str]) -> list[tuple[str, str]]:
    """Each language with its script; Chinese is judged by a whole run of Chinese paragraphs,
    since a short one may hold no character that tells."""
    result: list[tuple[str, str]] = []
    for language, run in groupby(zip(languages, texts, strict=True), key=lambda pair: pair[0]):
        members = [text for _, text in run]
        if language == "zh":
            script = chinese_script("\n".join(members))
        else:
            script = LANGUAGES[language].scripts[0] if language in LANGUAGES else ""
        result += [(language, script)] * len(members)
    return result
