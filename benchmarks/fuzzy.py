"""Fuzzy match against looking at every sentence: how many of the matches are found, how fast.

    python -m benchmarks.fuzzy INDEX [MEMORY] [--threshold 70] [--queries 100]

Queries are sentences of INDEX and MEMORY with up to a third of their words left out, doubled or
exchanged. What a look at every sentence of both finds is what there is to find.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzers.languages import LANGUAGES
from indexer.encoder import open_encoder
from indexer.engine import AllOf, EngineReader, SearchRequest, Term, open_reader
from search_app.instrument_segments import InstrumentSegments
from search_app.likeness import Word, needed, quick_percent, words_of_many
from search_app.memory import MemoryReader
from search_app.segment_source import Scope, SegmentSource
from search_app.work_tree import open_view

#: Most of the words of a query that are changed.
CHANGED = 0.33


def texts_of_index(reader: EngineReader, language: str) -> list[str]:
    """Every segment in a language."""
    return [
        segment.text
        for record in reader.works()
        for version in open_view(record).versions
        if version.expression.language == language
        for segment in version.segments
    ]


def texts_of_memory(folder: Path, language: str) -> list[str]:
    """Every variant in a language."""
    reader = open_reader(folder)
    request = SearchRequest(query=AllOf(()), required=Term("lang", language), size=2_000_000)
    response = reader.search(request)
    ids = [hit.id for hit in response.keyword.hits] if response.keyword else []
    found = [str(stored["text"]) for stored in reader.entries(ids) if stored is not None]
    reader.close()
    return found


def changed(text: str, words: Sequence[Word], chance: random.Random) -> str:
    """A sentence with some of its words left out, doubled or exchanged with the next."""
    pieces = [text[word.start : word.end] for word in words]
    for _ in range(chance.randint(0, int(len(pieces) * CHANGED))):
        at = chance.randrange(len(pieces))
        match chance.choice(("out", "double", "exchange")):
            case "out" if len(pieces) > 1:
                del pieces[at]
            case "double":
                pieces.insert(at, chance.choice(pieces))
            case _:
                pieces.append(pieces.pop(at))
    return (" " if text.isascii() else "").join(pieces)


def found_by(
    sources: Sequence[SegmentSource], words: Sequence[Word], language: str, threshold: int
) -> Iterator[str]:
    """The texts that fuzzy match finds."""
    own = [word.text for word in words]
    for source in sources:
        for found in source.alike(needed(words, threshold), language, Scope()):
            if quick_percent(own, found.words, threshold):
                yield found.text


def main() -> None:
    """Measure and print, a line a language."""
    parser = argparse.ArgumentParser()
    parser.add_argument("index", type=Path)
    parser.add_argument("memory", type=Path, nargs="?")
    parser.add_argument("--threshold", type=int, default=70)
    parser.add_argument("--queries", type=int, default=100)
    given = parser.parse_args()
    reader = open_reader(given.index)
    open_encoder()
    sources: list[SegmentSource] = [InstrumentSegments(reader)]
    if given.memory:
        sources.append(MemoryReader(given.memory))
    for language in LANGUAGES:
        texts = texts_of_index(reader, language)
        texts += texts_of_memory(given.memory, language) if given.memory else []
        _measure(sources, texts, language, given.threshold, given.queries)
    reader.close()


def _measure(
    sources: Sequence[SegmentSource], texts: list[str], language: str, threshold: int, count: int
) -> None:
    chance = random.Random(7)
    every = [[word.text for word in words] for words in words_of_many(texts)]
    chosen = chance.sample([text for text in dict.fromkeys(texts) if len(text) > 12], count)
    queries = [
        changed(text, words, chance)
        for text, words in zip(chosen, words_of_many(chosen), strict=True)
    ]
    there = reached = 0
    times = []
    for words in words_of_many(queries):
        own = [word.text for word in words]
        wanted = sum(bool(quick_percent(own, one, threshold)) for one in every)
        started = time.perf_counter()
        found = sum(1 for _ in found_by(sources, words, language, threshold))
        times.append(1000 * (time.perf_counter() - started))
        there += wanted
        reached += found
    times.sort()
    print(
        f"{language}: {len(texts):,} sentences, {count} queries, {there} matches at {threshold} %, "
        f"{reached} found ({reached / max(there, 1):.1%}); "
        f"{times[len(times) // 2]:.0f} ms median, {times[len(times) * 95 // 100]:.0f} ms 95th"
    )


if __name__ == "__main__":
    main()
