"""The tokenizer: whole words of three languages where they are frequent, pieces where not.

Unigram with fixed scores: a word's is the logarithm of its share in its language, so the most
probable cut is made of the words that the segmenters found. No segmenter is needed to use it.
Its normalizer is NFC and a character map (NFKC, lower case, Simplified characters, ASCII digits,
no invisible characters) that ``tokenizers`` runs by itself.
"""

import json
import math
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from analyzers.chinese_script import simplified
from analyzers.segmenters import chinese, khmer
from indexer.training.pairs import Pair
from indexer.training.recipe import Recipe

UNKNOWN = "[UNK]"
#: Runs of one script; anything else stands alone.
_RUNS = r"[0-9]+|[\p{Khmer}]+|[\p{Han}]+|[\p{Latin}]+|[^\s]"
_HAN = re.compile("[\u3400-\u9fff]")
_KHMER_RUN = re.compile(f"[{khmer.LETTERS}]+")
_HAN_RUN = re.compile(f"[{chinese.LETTERS}]+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u2028\u2029]")
#: The characters a map has rules for: the two first planes without surrogates and private use.
_MAPPED = ((0x20, 0xD800), (0xF900, 0x10000), (0x20000, 0x2A6E0))
#: Scores, natural logarithms of a share: no single character counts more than the first number,
#: and each is that much behind its own share.
_LETTER, _LETTER_BEHIND = -14.0, 4.0
_HAN_LETTER, _HAN_LETTER_BEHIND = -13.0, 1.0
_NUMBER, _SPARE = -10.0, -16.0
_SPARE_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Decimals of a score in the file: more change no cut worth having and cost 200 KB.
_DECIMALS = 2


class Counts(NamedTuple):
    """How often each word, and each character but white space, stands in a language's texts.
    Marks are no words, and a question mark or a quotation still tells texts apart."""

    words: Counter[str]
    characters: Counter[str]


def build_tokenizer(pairs: Sequence[Pair], recipe: Recipe) -> Tokenizer:
    """The tokenizer of the texts in ``pairs``. Needs ``sentencepiece`` besides ``tokenizers``."""
    tokenizer = _empty()
    scores = _scores(_counts(pairs, tokenizer.normalizer), recipe)
    tokenizer.model = _model(scores)
    return tokenizer


def _model(scores: Mapping[str, float]) -> models.Unigram:
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    vocabulary = [(UNKNOWN, 0.0), *((token, round(score, _DECIMALS)) for token, score in ordered)]
    return models.Unigram(vocabulary, unk_id=0, byte_fallback=False)


def _empty() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Precompiled(_character_map())]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\s+"), "removed"),
            pre_tokenizers.Split(Regex(_RUNS), "isolated"),
        ]
    )
    return tokenizer


# --------------------------------------------------------------------------- the character map


def _character_map() -> bytes:
    """The map as ``tokenizers`` takes it, compiled by sentencepiece."""
    from sentencepiece import SentencePieceTrainer
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

    with tempfile.TemporaryDirectory() as folder:
        rules, text = Path(folder, "rules.tsv"), Path(folder, "text.txt")
        rules.write_text("".join(f"{_hex(a)}\t{_hex(b)}\n" for a, b in _rules()), "utf-8")
        # The map is compiled on the way to a model, so a model of nothing is asked for.
        text.write_text("\n".join(f"abc def {number}" for number in range(200)), "utf-8")
        SentencePieceTrainer.train(
            input=str(text),
            model_prefix=str(Path(folder, "map")),
            vocab_size=30,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(rules),
            minloglevel=2,
        )
        proto = ModelProto()
        proto.ParseFromString(Path(folder, "map.model").read_bytes())
    compiled: bytes = proto.normalizer_spec.precompiled_charsmap
    return compiled


def _hex(text: str) -> str:
    return " ".join(f"{ord(character):X}" for character in text)


def _rules() -> Iterator[tuple[str, str]]:
    for first, last in _MAPPED:
        for code in range(first, last):
            character = chr(code)
            if unicodedata.category(character) in {"Cn", "Co", "Cs"}:
                continue
            folded = _folded(character)
            if folded != character:
                yield character, folded


def _folded(character: str) -> str:
    if character in "\u00a0\u3000":
        return " "
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).lower())
    plain = _INVISIBLE.sub("", "".join(map(simplified, lower)))
    return "".join(
        chr(ord("0") + ord(one) - 0x17E0) if "\u17e0" <= one <= "\u17e9" else one for one in plain
    )


# --------------------------------------------------------------------------- words


def _counts(pairs: Iterable[Pair], normalizer: normalizers.Normalizer) -> Mapping[str, Counts]:
    """What stands in the different texts of each language."""
    texts: dict[str, dict[str, None]] = {"en": {}, "km": {}, "zh": {}}
    for pair in pairs:
        texts[pair.language_a][pair.text_a] = None
        texts[pair.language_b][pair.text_b] = None
    plain = {
        language: dict.fromkeys(map(normalizer.normalize_str, each))
        for language, each in texts.items()
    }
    runs = [run for text in plain["km"] for run in _KHMER_RUN.findall(text)]
    words = {
        "en": Counter(word for text in plain["en"] for word in _WORD.findall(text)),
        "km": Counter(word for words in khmer.cut_many(runs) for word in words),
        "zh": Counter(
            word
            for text in plain["zh"]
            for run in _HAN_RUN.findall(text)
            for word in _outermost(chinese.words(run))
        ),
    }
    return {
        language: Counts(
            words[language],
            Counter(letter for text in each for letter in text if not letter.isspace()),
        )
        for language, each in plain.items()
    }


def _outermost(pieces: Sequence[chinese.Piece]) -> Iterator[str]:
    """The words that are no part of another: those the text is made of."""
    reached = 0
    for word, start, end in sorted(pieces, key=lambda piece: (piece[1], -piece[2])):
        if end > reached and start >= reached and _HAN.search(word):
            yield word
            reached = end


def _scores(counts: Mapping[str, Counts], recipe: Recipe) -> dict[str, float]:
    """Every token with its score; of two reasons for a token the first gives the score."""
    scores: dict[str, float] = {}
    for language, (found, characters) in counts.items():
        words = Counter({word: n for word, n in found.items() if len(word) <= recipe.longest_word})
        total = max(1, words.total())
        for word in _whole_words(words, language, recipe):
            scores[word] = max(scores.get(word, _SPARE), math.log(words[word] / total))
        for piece, score in _pieces(words, recipe.pieces.get(language, 0), recipe):
            scores.setdefault(piece, score - recipe.piece_penalty)
        for letter, times in characters.items():
            if times >= recipe.least_count:
                scores.setdefault(letter, _letter_score(language, math.log(times / total)))
    for number in (*range(recipe.numbers), *range(*recipe.years)):
        scores.setdefault(str(number), _NUMBER)
    for letter in _SPARE_LETTERS:
        scores.setdefault(letter, _SPARE)
    return scores


def _whole_words(words: Counter[str], language: str, recipe: Recipe) -> list[str]:
    kept = [
        word
        for word, times in sorted(words.items(), key=lambda item: (-item[1], item[0]))
        if times >= recipe.least_count
        and (language != "zh" or (len(word) > 1 and _HAN.search(word)))
    ]
    return kept[: int(recipe.words[language])]


def _pieces(words: Counter[str], size: float, recipe: Recipe) -> Iterator[tuple[str, float]]:
    """Pieces of words, for those that are no token whole."""
    if not size or not words:
        return
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.UnigramTrainer(
        vocab_size=int(size),
        special_tokens=[],
        show_progress=False,
        max_piece_length=recipe.longest_piece,
    )
    # A word counts up to three times: what is frequent is a token of its own already.
    ordered = sorted(words.items())
    tokenizer.train_from_iterator(
        (word for word, times in ordered for _ in range(min(times, 3))), trainer
    )
    for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]:
        if len(piece) > 1:
            yield piece, score


def _letter_score(language: str, share: float) -> float:
    """The score of a single character, so low that words win: ``share`` is its logarithm."""
    if language == "zh":
        return max(_HAN_LETTER, share - _HAN_LETTER_BEHIND)
    return min(_LETTER, share - _LETTER_BEHIND)
