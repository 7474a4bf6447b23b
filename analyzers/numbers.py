"""Numerals of three scripts as integers: 12, ១២, 十二, XII, １２."""


def parse_number(text: str) -> int | None:
    """The integer that ``text`` writes, whole, in ASCII, Khmer, full-width, Chinese or Roman.

    Chinese positional (二〇二四) and with places (一百零五); Roman in capitals or small letters.
    ``None`` when it is not a numeral.
    """
    raise NotImplementedError


def parse_letter(text: str) -> int | None:
    """Ordinal, from 1, of a point's letter: a, ក, 甲 → 1. ``None`` when it is no such letter."""
    raise NotImplementedError
