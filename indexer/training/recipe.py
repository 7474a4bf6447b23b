"""Every number of the training, by name. A recipe and a seed decide a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _sizes(**values: int) -> Mapping[str, int]:
    return MappingProxyType(values)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The recipe of the bundled model; what each choice gave is in ``docs/encoder.md``.

    ``prefix``: the first so many of the ``dimensions`` are trained to be a vector of their own
    (Kusupati et al. 2022), which an index keeps and scans; with as many as there are nothing is.

    Vocabulary: the most frequent whole words of each language, at least ``least_count`` times
    there; pieces for what is no whole word, ``piece_penalty`` nats behind the words so that words
    win; whole numbers below ``numbers`` and the years in ``years``.

    Sampling: ``mix`` is the share of each pair of languages; within one, a source's share is the
    square root of its size times its ``source_weights`` (1 where it has none).

    From step ``near_from`` on ``near_share`` of a step's pairs are drawn in groups of
    ``near_group`` whose texts are near to each other, by the model as it is then
    (or one step before: a step's pairs are drawn while the one before is under way).

    Spans: ``span_share`` of the pairs whose sides both have ``span_from`` tokens become a part of
    one side, ``span_least`` to ``span_most`` of it (``span_first`` of them from its beginning),
    against the same stretch of the other side, wider at each end by up to ``span_margin`` of it.

    ``shrink``: in the end a row seen n times is multiplied by n / (n + shrink): what is known of
    rare tokens is mostly noise. ``letters_least``: letters that fewer tokens share are left out.

    Background: so many training sentences a language, of so many characters or more, tell hubs
    from answers (``indexer.hubness``).
    """

    dimensions: int = 468
    prefix: int = 256
    words: Mapping[str, int] = field(default_factory=lambda: _sizes(en=8_500, km=5_000, zh=2_000))
    pieces: Mapping[str, int] = field(default_factory=lambda: _sizes(en=3_000, km=2_000))
    least_count: int = 2
    longest_word: int = 24
    longest_piece: int = 8
    piece_penalty: float = 6.0
    numbers: int = 200
    years: tuple[int, int] = (1900, 2040)
    steps: int = 2_000
    batch: int = 2_048
    rate: float = 0.03
    rate_floor: float = 0.02
    warm_up: int = 50
    betas: tuple[float, float] = (0.9, 0.99)
    scale: float = 10.0
    mix: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"en-km": 0.45, "km-zh": 0.15, "en-zh": 0.40})
    )
    source_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                "cc-cedict": 0.5,
                "moj-law": 0.5,
                "wmt20-newstest": 2.5,
                "wmt20-wikipedia-devtest": 2.5,
                "tico19": 1.8,
                "ntrex": 2.5,
            }
        )
    )
    near_from: int = 500
    near_share: float = 0.5
    near_group: int = 64
    span_share: float = 0.5
    span_from: int = 6
    span_least: float = 0.25
    span_most: float = 0.70
    span_first: float = 0.34
    span_margin: float = 0.10
    shrink: float = 4.0
    letters_least: int = 3
    background: int = 1_000
    background_characters: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"en": 25, "km": 25, "zh": 8})
    )
    background_seed: int = 9
