"""How fast text is analysed, and how much faster Khmer is cut than by khmercut itself.

    python -m benchmarks.segmentation [--rounds N] [FILE…]

Each file is UTF-8 text, a paragraph a line, in one language; without files, a few paragraphs of
this project's own in each language are repeated. Figures are medians of the rounds, all of one
run: compare none of them with those of another.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import khmercut

from analyzers.normalize import fold_spans, fold_text
from analyzers.segment import terms, terms_many
from analyzers.segmenters import khmer

#: Written for this project, in the manner of treaties.
PARAGRAPHS = {
    "km": (
        "ភាគីនៃសន្ធិសញ្ញានេះ ប្តេជ្ញាគោរពអធិបតេយ្យភាព និងបូរណភាពទឹកដីរបស់គ្នាទៅវិញទៅមក។",
        "មាត្រា ១២ ភាគីទាំងពីរត្រូវដោះស្រាយវិវាទដោយសន្តិវិធី តាមរយៈការពិគ្រោះយោបល់ និងការចរចា។",
        "កិច្ចព្រមព្រៀងនេះចូលជាធរមាននៅថ្ងៃផ្លាស់ប្តូរលិខិតូបករណ៍ផ្តល់សច្ចាប័ន ហើយមានសុពលភាពរយៈពេលប្រាំឆ្នាំ។",
    ),
    "zh": (
        "缔约双方承诺相互尊重主权和领土完整，互不干涉内政。",
        "第十二条 缔约双方应通过友好协商和谈判，以和平方式解决本条约解释或适用方面的争端。",
        "本協定自雙方交換批准書之日起生效，有效期為五年，除非一方以書面通知另一方終止。",
    ),
    "en": (
        "The Parties undertake to respect each other's sovereignty and territorial integrity.",
        "Article 12. Disputes shall be settled by peaceful means, through consultation and "
        "negotiation between the Contracting Parties.",
        "This Agreement shall enter into force on the date of exchange of the instruments of "
        "ratification and shall remain in force for a period of five years.",
    ),
}
REPEATS = 300
QUERY = 30  # characters of a typical query


def main() -> None:
    """Print one line of figures for each text."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    texts = {path.name: path.read_text("utf-8").splitlines() for path in options.files} or {
        language: list(paragraphs) * REPEATS for language, paragraphs in PARAGRAPHS.items()
    }
    for name, paragraphs in texts.items():
        print(f"{name}: {measure(paragraphs, options.rounds)}")
        runs = re.findall(f"[{khmer.LETTERS}]+", fold_text("\n".join(paragraphs)))
        if runs:
            print(f"{name}, Khmer runs: {measure_khmer(runs, options.rounds)}")


def measure(paragraphs: Sequence[str], rounds: int) -> str:
    """Time folding, whole analysis in a batch, and of one short query."""
    size = sum(map(len, paragraphs))
    fold_time = median_time(lambda: [fold_spans(text) for text in paragraphs], rounds)
    batch_time = median_time(lambda: terms_many(paragraphs), rounds)
    queries = [text[:QUERY] for text in paragraphs if text]
    query_time = statistics.median(median_time(partial(terms, query), 3) for query in queries)
    return (
        f"{size:,} characters, folded {size / fold_time:,.0f} a second, "
        f"analysed {size / batch_time:,.0f} a second, "
        f"a query of {QUERY} characters in {query_time * 1e6:,.0f} µs"
    )


def measure_khmer(runs: Sequence[str], rounds: int) -> str:
    """Time cutting into words by khmercut and here, and hold the results against each other."""
    size = sum(map(len, runs))
    expected = [khmercut.tokenize(run) for run in runs]
    same = sum(a == b for a, b in zip(expected, khmer.cut_many(runs), strict=True))
    theirs, ours = [], []
    for _ in range(rounds):  # in turns, so that a busy machine slows both
        theirs.append(median_time(lambda: [khmercut.tokenize(run) for run in runs], 1))
        ours.append(median_time(lambda: khmer.cut_many(runs), 1))
    khmercut_time, time_here = statistics.median(theirs), statistics.median(ours)
    return (
        f"{size:,} characters, khmercut {size / khmercut_time:,.0f} a second, "
        f"here {size / time_here:,.0f}: {khmercut_time / time_here:.1f} times as fast, "
        f"{same:,} of {len(runs):,} cut alike"
    )


def median_time(work: Callable[[], object], rounds: int) -> float:
    """Seconds that ``work`` takes: the median of so many rounds."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
