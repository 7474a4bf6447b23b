"""Chinese words in search mode, numerals among them, and the characters that match exactly."""

import re
from collections.abc import Callable
from functools import cache
from operator import itemgetter

from analyzers.chinese_script import EITHER_FORM
from analyzers.numbers import CHINESE_NUMERALS, parse_number

#: A piece of a run: its text and its half-open range in the run.
Piece = tuple[str, int, int]

#: Han characters, the iteration mark and the positional zero.
LETTERS = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"

#: Characters that jieba does not know come out as one piece however many they are; such a piece
#: is no word.
LONGEST_WORD = 32

_RANGE = itemgetter(1, 2)
_NUMERAL = re.compile(f"第?([{CHINESE_NUMERALS}]+)")


def words(run: str) -> list[Piece]:
    """Cut a run of Simplified characters into words, each also into the words within it.

    A numeral that follows 第 or has two or more characters is given in ASCII digits besides, so
    that 第十二条 and Article 12 share a term. Pieces are in the order of their ranges.
    """
    pieces = _tokenize()(run, "search") + _numerals(run)
    if len(run) > LONGEST_WORD:
        pieces = [piece for piece in pieces if len(piece[0]) <= LONGEST_WORD]
    pieces.sort(key=_RANGE)
    return pieces


def characters(run: str) -> str:
    """Give a run's characters in the form that counts for exact matches, one for one."""
    return run.translate(EITHER_FORM)


@cache
def _tokenize() -> Callable[[str, str], list[Piece]]:
    # Imported here: loading its dictionary takes 0.1 s that other scripts need not wait for.
    import rjieba

    tokenize: Callable[[str, str], list[Piece]] = rjieba.tokenize
    return tokenize


def _numerals(run: str) -> list[Piece]:
    found: list[Piece] = []
    for match in _NUMERAL.finditer(run):
        numeral = match[1]
        if len(numeral) > 1 or len(match[0]) > 1:
            number = parse_number(numeral)
            if number is not None:
                found.append((str(number), match.start(1), match.end()))
    return found
