"""The runs of words of aligned rows that may be terms, by hash, in each of two languages. No Flask.

A run is one to five words that no punctuation parts and that neither begins nor ends with a word
which holds sentences together. It has no digit and no conjunction, and is no name that the termbase
has already, nor a part of one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzers.languages import LANGUAGES
from analyzers.normalize import fold_text
from analyzers.termbase import Termbase
from search_app.aligned_works import AlignedRow
from search_app.aligned_works import Sentence as AlignedSentence
from search_app.occurrences import Passage
from search_app.rendering_runs import Runs, Sentence
from search_app.word_cuts import Flags, Hashes, Places, tokens_of

Counts = npt.NDArray[np.int64]

#: Words of a run at most.
LONGEST = 5
#: Letters of a run at least, by language: characters for Chinese, code points for Khmer.
_SHORTEST = MappingProxyType({"en": 4, "zh": 2, "km": 5})
#: Words, beside the function words of ``languages``, that no term begins or ends with.
_EDGES = MappingProxyType({
    "en": (
        "after against also am before between both during either every here hereby herein "
        "hereinafter if including least less made make more most neither one only other others "
        "out over own per same said since some there thereof thereto three through thus two until "
        "up whether while within without follows referred january february march april june july "
        "august september october november december"
    ),
    "zh": (
        "不 不得 任何 个 中 之间 了 二 人 从 以及 以外 任 何 使 使用 依 依照 依据 便 其他 其它 "
        "前 前款 包括 十 又 双方 各 后 向 因 因而 在内 均 外 如 如果 如下 将 就 已 已经 已被 年 "
        "并且 按 按照 两 当 得 必须 所述 才 提 方 日 时 是 曾 月 有 有关 期 本 条 款 根据 此 每 "
        "未 次 此类 段 每年 等 系 系指 第 给 给予 而 至 被 要 该等 让 起 通过 都 需 项 须 一 三 四 "
        "五 六 七 八 九 与其 予 予以 以便 以下 为了 我们 他 她 他们 可 能 能够 会 也 还 但 则 即 "
        "另 另一 内 上 下 进行 作为 作出 超过 至少"
    ),
    "km": (
        "ដូច ដូចជា តាម រវាង ទាំង ទាំងអស់ ទាំងឡាយ ទាំងពីរ មាន គឺ ឱ្យ ឲ្យ ណា មួយ ពីរ បី រៀងៗ ខ្លួន "
        "របស់ ក៏ ទេ មិន ហើយ នូវ អំពី ស្តីពី នៅ ក្រោម មុន ក្រោយ ប្រសិនបើ បើ យើង ជាមួយ គ្រប់ នីមួយៗ "
        "ទៀត ផ្សេង ផ្សេងទៀត អាច ស្រប ដទៃ រួច ឡើយ វិញ ចេញ ចូល គេ គាត់ អ្វី ពេល ថា ដូចមាន នឹង កាល "
        "ការ ភាព ថ្ងៃ ខែ ឆ្នាំ ទី មាត្រា កថាខណ្ឌ ចំណុច ដូចតទៅ តទៅ យ៉ាង យ៉ាងតិច លើកលែងតែ"
    ),
})  # fmt: skip


#: Words that join two things: with one of them within, a run is a list of terms, and no term.
_CONJUNCTIONS = MappingProxyType(
    {
        "en": "and or",
        "zh": "和 与 及 或 或者 以及 并",
        "km": "និង ឬ ព្រមទាំង",
    }
)


@cache
def conjunctions(language: str) -> frozenset[str]:
    """The folded words of a language that join two things."""
    return frozenset(map(fold_text, _CONJUNCTIONS[language].split()))


@cache
def edge_words(language: str) -> frozenset[str]:
    """The folded words that no term of a language begins or ends with."""
    known = LANGUAGES[language].function_words
    return frozenset(fold_text(word) for word in (*known, *_EDGES[language].split()))


class Printed(NamedTuple):
    """A run as it is printed, and how many words it has, cut as finely as can be."""

    text: str
    words: int


class Cell:
    """The runs of one cell of a row: every place of each, sentence by sentence."""

    def __init__(self, cell: Iterable[AlignedSentence], language: str, base: Termbase) -> None:
        self._language = language
        self._runs: list[Runs] = []
        self._kept: list[Flags] = []
        for sentence in cell:
            runs = _runs(sentence)
            named = [(match.start, match.end) for match in base.find(sentence.terms, language)]
            self._runs.append(runs)
            self._kept.append(self._may_be_terms(runs, named))

    def _may_be_terms(self, runs: Runs, named: Sequence[tuple[int, int]]) -> Flags:
        if not len(runs):
            return np.zeros(0, bool)
        words = [fold_text(word) for word in runs.sentence.words]
        edges = edge_words(self._language)
        inner = np.array([word not in edges for word in words], bool)
        joining = conjunctions(self._language)
        unfit = np.cumsum([0, *(word in joining or any(map(str.isdigit, word)) for word in words)])
        places = np.array(runs.sentence.places, np.intp)
        starts, ends = places[runs.firsts, 0], places[runs.lasts - 1, 1]
        kept: Flags = (
            runs.whole
            & inner[runs.firsts]
            & inner[runs.lasts - 1]
            & (unfit[runs.firsts] == unfit[runs.lasts])
            & (ends - starts >= _SHORTEST[self._language])
        )
        for start, end in named:
            longer = (starts <= start) & (end <= ends) & (ends - starts > end - start)
            kept &= (ends <= start) | (end <= starts) | longer
        return kept

    @cached_property
    def hashes(self) -> Hashes:
        """The runs of the cell that may be terms, each once, ascending."""
        found = [runs.hashes[kept] for runs, kept in zip(self._runs, self._kept, strict=True)]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)

    def standing_alone(self, counts: "RunCounts") -> Hashes:
        """The runs that stand somewhere in the cell in no longer one that is as frequent: a part
        of such a one is no term by itself."""
        found = [np.zeros(0, np.uint64)]
        for runs, kept in zip(self._runs, self._kept, strict=True):
            if kept.any():
                found.append(runs.hashes[kept & ~_within_longer(runs, kept, counts)])
        return np.unique(np.concatenate(found))

    def printed(self, wanted: "RunCounts") -> Mapping[int, Printed]:
        """Each run that is counted, by its hash, as printed where it stands first."""
        found: dict[int, Printed] = {}
        for runs, kept in zip(self._runs, self._kept, strict=True):
            counted = kept & (wanted.of(runs.hashes) > 0) if len(runs) else kept
            text = runs.sentence.passage.text
            for at in np.flatnonzero(counted).tolist():
                start, end = runs.place(at)
                shown = " ".join(text[start:end].split())
                words = int(runs.lasts[at] - runs.firsts[at])
                found.setdefault(int(runs.hashes[at]), Printed(shown, words))
        return found

    def place(self, wanted: int) -> tuple[int, int, int] | None:
        """Where a run stands first: the sentence, and half-open code points of its text."""
        for number, (runs, kept) in enumerate(zip(self._runs, self._kept, strict=True)):
            if len(runs):
                at = np.flatnonzero(kept & (runs.hashes == np.uint64(wanted)))
                if len(at):
                    return number, *runs.place(int(at[0]))
        return None


def cells_of(row: AlignedRow, languages: tuple[str, str], base: Termbase) -> tuple[Cell, Cell]:
    """Both cells of a row; ``base`` is the termbase whose names are no candidates."""
    a, b = (Cell(cell, language, base) for cell, language in zip(row.cells, languages, strict=True))
    return a, b


class RunCounts:
    """In how many rows each run stands: ``counts`` of ``hashes``, which are ascending."""

    def __init__(self, hashes: Hashes, counts: Counts) -> None:
        self.hashes, self.counts = hashes, counts

    @classmethod
    def over(cls, rows: Sequence[Hashes], least: int) -> "RunCounts":
        """The runs that stand in ``least`` rows or more; each row has its own once."""
        every = np.concatenate(rows) if rows else np.zeros(0, np.uint64)
        hashes, counts = np.unique(every, return_counts=True)
        return cls(hashes[counts >= least], counts[counts >= least].astype(np.int64))

    def only(self, hashes: Hashes) -> "RunCounts":
        """The same of some runs alone."""
        kept = np.isin(self.hashes, hashes)
        return RunCounts(self.hashes[kept], self.counts[kept])

    def of(self, hashes: Hashes) -> Counts:
        """In how many rows each run stands; 0 for one that is not counted."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.int64)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[places] == hashes, self.counts[places], 0)

    def places(self, hashes: Hashes) -> Places:
        """The places, in ``hashes``, of those runs that are counted, in order."""
        known = hashes[np.isin(hashes, self.hashes)]
        return np.searchsorted(self.hashes, known).astype(np.intp)


def _runs(sentence: AlignedSentence) -> Runs:
    segment = sentence.segment
    passage = Passage(
        id=sentence.id,
        eid=segment.eid,
        text=segment.text,
        tokens=tokens_of(sentence.terms),
        start=0,
        end=len(segment.text),
    )
    return Sentence(passage).runs(LONGEST)


def _within_longer(runs: Runs, kept: Flags, counts: RunCounts) -> Flags:
    """For each run whether it stands within a longer one that may be a term and is as frequent."""
    size = len(runs.sentence) + LONGEST + 1
    held = np.zeros((size, size), np.int64)
    firsts, lasts = runs.firsts + LONGEST, runs.lasts
    own = counts.of(runs.hashes)
    held[firsts[kept], lasts[kept]] = own[kept]
    found = np.zeros(len(runs), bool)
    for before in range(LONGEST):
        for after in range(LONGEST - before):
            if before + after:
                ends = np.minimum(lasts + after, size - 1)
                found |= held[firsts - before, ends] >= np.maximum(own, 1)
    return found
