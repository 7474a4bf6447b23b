"""Sentence alignment against a known answer, beside Gale–Church, and what it costs as texts grow.

    python -m benchmarks.alignment --lines-folder FOLDER [--model MODEL] [--seeds 5] [--json]
                                   [--most-lines 1000] [--only lines|cost|gold] [--plot FILE.svg]

Lines: FOLDER holds `km.txt`, `en.txt`, `zh-Hans.txt`, the same sentences line by line. Of each
hundred of them two documents are made: each side drops 3 % and joins neighbours with probability
.15, up to three. Strict counts a bead that is exactly right, lax one that shares a segment of both
sides with a right one; beads with an empty side are not counted. The peer is NLTK's Gale–Church on
the same documents. Cost: documents of up to 10,000 segments a side, made of the same lines, by the
doubling, timed in one run. Gold: the beads of the specimen corpus that were set by hand.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nltk.translate.gale_church import align_blocks

from benchmarks.alignment_gold import gold_accuracy
from indexer.align import Aligner, align
from indexer.bead_features import Side, norms_of
from indexer.encoder import Encoder, open_encoder

PAIRS = (("en", "zh-Hans"), ("km", "en"), ("km", "zh-Hans"))
#: How documents are made of lines.
CHUNK, DROPPED, JOINED, LONGEST = 100, 0.03, 0.15, 3
#: Segments a side of the documents that are timed.
SIZES = (625, 1_250, 2_500, 5_000, 10_000)
#: What twice the segments may cost, as a factor.
DOUBLING = 2.3

#: Sentences that are joined or not each for itself, and the confidence that counts as joined.
ALONE, SURE = 300, 0.5

#: Positions of a bead on both sides.
Beads = set[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True)
class Document:
    """Segments of both sides and the right beads."""

    a: list[str]
    b: list[str]
    answer: Beads


def documents(
    left: Sequence[str], right: Sequence[str], seed: int, dropped: float = DROPPED
) -> Iterator[Document]:
    """Documents of a hundred lines each."""
    rng = random.Random(seed)
    for start in range(0, len(left), CHUNK):
        a = _side(left[start : start + CHUNK], rng, dropped)
        b = _side(right[start : start + CHUNK], rng, dropped)
        yield Document([text for text, _ in a], [text for text, _ in b], _answer(a, b))


def _side(
    lines: Sequence[str], rng: random.Random, dropped: float = DROPPED
) -> list[tuple[str, range]]:
    segments: list[tuple[str, range]] = []
    at = 0
    while at < len(lines):
        if rng.random() < dropped:
            at += 1
            continue
        count = 1
        while count < LONGEST and at + count < len(lines) and rng.random() < JOINED:
            count += 1
        segments.append((" ".join(lines[at : at + count]), range(at, at + count)))
        at += count
    return segments


def _answer(a: Sequence[tuple[str, range]], b: Sequence[tuple[str, range]]) -> Beads:
    """Segments that share a line, or are joined by others that do, are one bead."""
    return components(
        (i, j)
        for i, (_, lines) in enumerate(a)
        for j, (_, others) in enumerate(b)
        if lines.start < others.stop and others.start < lines.stop
    )


def components(links: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> Beads:
    """Links between positions as beads."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        touched = [group for group in groups if i in group[0] or j in group[1]]
        rest = [group for group in groups if not (i in group[0] or j in group[1])]
        joined = (
            {i}.union(*(group[0] for group in touched)),
            {j}.union(*(group[1] for group in touched)),
        )
        groups = [*rest, joined]
    return {(tuple(sorted(left)), tuple(sorted(right))) for left, right in groups}


@dataclass
class Counts:
    """What was found of what there is, added up over documents."""

    strict: int = 0
    found: int = 0
    true: int = 0
    lax_found: int = 0
    lax_true: int = 0

    def add(self, found: Beads, answer: Beads) -> None:
        """Count one document."""
        self.strict += len(found & answer)
        self.found += len(found)
        self.true += len(answer)
        self.lax_found += sum(_touches(bead, answer) for bead in found)
        self.lax_true += sum(_touches(bead, found) for bead in answer)

    def measures(self) -> dict[str, float]:
        """Precision, recall and F1, strict and lax."""
        return {
            **_measures("strict", self.strict, self.strict, self.found, self.true),
            **_measures("lax", self.lax_found, self.lax_true, self.found, self.true),
        }


def _touches(bead: tuple[tuple[int, ...], tuple[int, ...]], others: Beads) -> bool:
    return any(set(bead[0]) & set(a) and set(bead[1]) & set(b) for a, b in others)


def _measures(name: str, right: int, hit: int, found: int, true: int) -> dict[str, float]:
    precision, recall = right / max(1, found), hit / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {f"{name}_p": precision, f"{name}_r": recall, f"{name}_f1": f1}


def ours(document: Document, encoder: Encoder) -> Beads:
    """Beads of this project, those with an empty side left out."""
    return {(one.a, one.b) for one in align(document.a, document.b, encoder) if one.a and one.b}


def gale_church(document: Document) -> Beads:
    """Beads by lengths alone (Gale and Church 1993), in characters, as NLTK has it, which takes
    both languages for equally long: so side a is first brought to the length of side b."""
    ratio = sum(map(len, document.b)) / sum(map(len, document.a))
    lengths = [max(1, round(ratio * len(text))) for text in document.a]
    return components(align_blocks(lengths, list(map(len, document.b))))


def measure_lines(
    lines: dict[str, list[str]], encoder: Encoder, seeds: int
) -> list[dict[str, Any]]:
    """A row a pair and aligner: measures over all documents of all seeds, seconds a document."""
    rows = []
    for a, b in PAIRS:
        made = [one for seed in range(seeds) for one in documents(lines[a], lines[b], seed)]
        for name in ("treatylens", "gale-church"):
            counts = Counts()
            started = time.perf_counter()
            for one in made:
                counts.add(
                    ours(one, encoder) if name == "treatylens" else gale_church(one), one.answer
                )
            seconds = (time.perf_counter() - started) / len(made)
            rows.append({"pair": f"{a}–{b}", "aligner": name, **counts.measures(), "s": seconds})
    return rows


def measure_cost(lines: dict[str, list[str]], encoder: Encoder) -> list[dict[str, float]]:
    """Processor seconds by size, the best of two, and how many times those of half the size; on
    the clock it is less where several cores take part."""
    rng = random.Random(0)
    order: list[int] = []
    while len(order) < 2 * SIZES[-1]:
        order += rng.sample(range(len(lines["en"])), len(lines["en"]))
    sides = [_side([lines[code][k] for k in order], rng) for code in ("km", "en")]
    rows: list[dict[str, float]] = []
    for size in SIZES:
        a, b = ([text for text, _ in side[:size]] for side in sides)
        best = min(_timed(a, b, encoder) for _ in range(2))
        factor = best / rows[-1]["seconds"] if rows else 0.0
        rows.append({"segments": size, "seconds": best, "factor": factor})
    return rows


def _timed(a: Sequence[str], b: Sequence[str], encoder: Encoder) -> float:
    started = time.process_time()
    align(a, b, encoder, ("km", "en"))
    return time.process_time() - started


def measure_confidence(lines: dict[str, list[str]], encoder: Encoder) -> list[dict[str, Any]]:
    """A row a pair: which shares of sentences are joined for certain (with ``SURE`` or more) with
    their own translation, and with a sentence drawn at random, each pair for itself."""
    rng = random.Random(3)
    rows = []
    for a, b in PAIRS:
        sides = [Side.of(lines[code][:ALONE], encoder) for code in (a, b)]
        norms = norms_of(sides[0], sides[1], encoder, (a[:2], b[:2]))
        aligner = Aligner(sides[0], sides[1], norms, by_tokens=encoder.by_tokens)

        def joined(one: int, other: int, aligner: Aligner = aligner) -> bool:
            beads = aligner.part((one, one + 1), (other, other + 1))
            return any(bead.a and bead.b and bead.confidence >= SURE for bead in beads)

        own = [joined(place, place) for place in range(ALONE)]
        others = [
            joined(place, (place + rng.randrange(5, ALONE - 5)) % ALONE) for place in range(ALONE)
        ]
        rows.append({"pair": f"{a}–{b}", "own": sum(own) / ALONE, "random": sum(others) / ALONE})
    return rows


def measure_gold(encoder: Encoder) -> list[dict[str, Any]]:
    """A row a pair: beads set by hand, and the share of them that was found."""
    return [
        {"pair": pair, "beads": one.beads, "right": one.right, "share": one.right / one.beads}
        for pair, one in gold_accuracy(encoder).items()
    ]


def print_report(report: dict[str, Any]) -> None:
    """The figures as Markdown tables."""
    names = ("strict_p", "strict_r", "strict_f1", "lax_p", "lax_r", "lax_f1")
    if report.get("lines"):
        print(f"| pair | aligner | {' | '.join(name.replace('_', ' ') for name in names)} | s |")
        print("|---" * (len(names) + 3) + "|")
        for row in report["lines"]:
            figures = " | ".join(f"{row[name]:.3f}" for name in names)
            print(f"| {row['pair']} | {row['aligner']} | {figures} | {row['s']:.3f} |")
    if report.get("cost"):
        print("\n| segments a side | processor seconds | of half as many |\n|---|---|---|")
        for row in report["cost"]:
            factor = f"{row['factor']:.2f}" if row["factor"] else "–"
            print(f"| {row['segments']:,} | {row['seconds']:.2f} | {factor} |")
    if report.get("confidence"):
        print("\n| pair | own translation | at random |\n|---|---|---|")
        for row in report["confidence"]:
            print(f"| {row['pair']} | {row['own']:.3f} | {row['random']:.3f} |")
    if report.get("gold"):
        print("\n| pair | beads | right | share |\n|---|---|---|---|")
        for row in report["gold"]:
            print(f"| {row['pair']} | {row['beads']} | {row['right']} | {row['share']:.3f} |")


def plot_cost(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Seconds over segments, both on logarithmic axes, beside a straight line of twice as many for
    ``DOUBLING`` times the time. The same numbers give the same bytes."""
    import matplotlib  # an extra
    from matplotlib.figure import Figure

    sizes = [row["segments"] for row in rows]
    seconds = [row["seconds"] for row in rows]
    bound = [seconds[0] * DOUBLING**step for step in range(len(rows))]
    with matplotlib.rc_context({"svg.hashsalt": "treatylens", "svg.fonttype": "none"}):
        figure = Figure(figsize=(5.2, 3.4), layout="constrained")
        axes = figure.add_subplot()
        axes.loglog(sizes, seconds, marker="o", label="measured")
        axes.loglog(sizes, bound, linestyle="--", label=f"twice as many: {DOUBLING} times")
        axes.set_xticks(sizes, [f"{int(size):,}" for size in sizes])
        axes.minorticks_off()
        axes.set_xlabel("segments a side")
        axes.set_ylabel("processor seconds")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        figure.savefig(path, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines-folder", type=Path)
    parser.add_argument("--model", default="")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--most-lines", type=int, default=1_000)
    parser.add_argument("--only", choices=("lines", "cost", "gold"))
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    encoder = open_encoder(options.model)
    report: dict[str, Any] = {"model": encoder.name}
    if options.lines_folder and options.only in {None, "lines", "cost"}:
        codes = sorted({code for pair in PAIRS for code in pair})
        lines = {
            code: (options.lines_folder / f"{code}.txt").read_text("utf-8").splitlines()
            for code in codes
        }
        if options.only != "cost":
            first = {code: own[: options.most_lines] for code, own in lines.items()}
            report["lines"] = measure_lines(first, encoder, options.seeds)
            report["confidence"] = measure_confidence(first, encoder)
        if options.only != "lines":
            report["cost"] = measure_cost(lines, encoder)
            if options.plot:
                plot_cost(report["cost"], options.plot)
    if options.only in {None, "gold"}:
        report["gold"] = measure_gold(encoder)
    if options.json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        print_report(report)


if __name__ == "__main__":
    main()
