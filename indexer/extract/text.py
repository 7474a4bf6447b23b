"""Plain text: which encoding, what is a paragraph; and the characters no format lets through."""

import re
from collections.abc import Iterator

import charset_normalizer

from indexer.extract.errors import ExtractionError
from indexer.extract.lines import display_width
from indexer.models import Line, Page

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

#: Commonest characters of Chinese prose and treaties, in both scripts: bytes read in the wrong
#: one of two encodings give characters, but rare ones.
COMMON_HAN = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過"
    "说說产產种種面而方后後多定行学學法所民得经經十三之进進着等部度家电電力里如水化高自二理起小现現实實加量都两兩体體制机機"
    "当當使点從从业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正"
    "心反你明看原又利比或但质質第向道命此变變条條没沒结結解问問意建月公无無系军軍情者最立代想已通并並提直题題党程展五果员員位"
    "入常文总總次品式活设設及管特件长長求老基资資边邊路级級少图圖山统統接知较較将將组組见見计計别別手角期根论論运運农農指几幾"
    "九区區强放决決西被干做必战戰先回则則任取据據处處理府权權利约約缔締双雙方互协協助请請刑罪引渡司条款依照章应經济濟规規附"
)
#: Least share of familiar characters for bytes to be Chinese or Khmer in an encoding, and most of
#: strange ones for them to be UTF-16 that does not say so.
_FAMILIAR_SHARE, _STRANGE_SHARE = 0.25, 0.02
#: Share of control characters from which data is no text: where it is UTF-8, and where it is not.
_CONTROLS_UTF8, _CONTROLS_OTHER = 0.1, 0.01

#: Characters beyond ASCII wanted for each damaged one before bytes are still taken for UTF-8.
_DAMAGED_UTF8 = 100

_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
#: Controls but tab, line feed and form feed; marks that turn or isolate the direction of writing;
#: the byte order mark, surrogates and what is no character.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_KHMER = re.compile(r"[\u1780-\u17dd\u17e0-\u17e9]")
#: What Chinese and Khmer texts hold none of: all but both, ASCII, and marks of both widths.
_STRANGE = re.compile(
    r"[^\t\n\f\r\x20-\x7e\u00a0\u1780-\u17ff\u200b-\u200d\u2010-\u2026\u3000-\u3017\u4e00-\u9fff"
    r"\uff01-\uff5e]"
)
_LINE_ENDS = re.compile(r"\r\n?|\x85|\u2028")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")

#: Text is hard-wrapped when this share of its lines of prose stop within a band at the right.
_WRAPPED_SHARE, _WRAPPED_BAND, _WRAPPED_WIDTH = 0.6, 0.25, 30


def extract(data: bytes) -> tuple[Page, ...]:
    """Pages, parted by form feeds, of a text in any of the usual encodings.

    A blank line parts paragraphs; without hard wraps each line is a paragraph of its own.
    Raises ``ExtractionError`` where the bytes are no text.
    """
    text = clean(decode(data))
    if not text.strip():
        raise ExtractionError("The file holds no text; there is nothing to index in it.")
    wrapped = is_wrapped(text.split("\n"))
    return tuple(
        Page(number=number, lines=tuple(_lines(page, wrapped)))
        for number, page in enumerate(text.split("\f"), 1)
    )


def decode(data: bytes) -> str:
    """Bytes as text: byte order mark, UTF-8, Chinese and Khmer by their characters, a second
    opinion, cp1252. Raises ``ExtractionError`` for binary data."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (wide := _unmarked_utf16(data)) is not None:
        return wide
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    text = _utf8(data)
    most = (_CONTROLS_UTF8 if text else _CONTROLS_OTHER) * len(data)
    if (not text or controls > most) and (wide := _unmarked_wide(data)):
        return wide
    if controls > most:
        raise ExtractionError("The file is no text but binary data; give the document itself.")
    return text or _eight_bit(data)


def _utf8(data: bytes) -> str:
    """UTF-8, a few damaged bytes forgiven in a text that is plainly in it; "" otherwise."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    wide = sum(character > "\x7f" for character in text) if damaged else 0
    return text if damaged * _DAMAGED_UTF8 <= wide else ""


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 that lacks its mark: Latin text shows as a NUL in every other byte."""
    sample = data[:4096]
    if len(sample) < 4 or sample.count(0) * 3 < len(sample):
        return None
    encoding = "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    printable = sum(character.isprintable() or character.isspace() for character in text)
    return text if printable >= 0.95 * len(text) else None


def _unmarked_wide(data: bytes) -> str:
    """UTF-16 that lacks its mark and is Chinese or Khmer: it holds the common characters and hardly
    any of other scripts, which bytes of nothing else give. "" otherwise."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        few_strange = len(_STRANGE.findall(text)) <= _STRANGE_SHARE * len(text)
        if few_strange and familiar_share(text) >= _FAMILIAR_SHARE:
            return text
    return ""


def _eight_bit(data: bytes) -> str:
    """Text in an encoding older than Unicode."""
    readings: list[tuple[float, str]] = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((familiar_share(text), text))
    if readings:
        share, text = max(readings, key=lambda reading: reading[0])
        if share >= _FAMILIAR_SHARE:
            return text
    return _second_opinion(data) or data.decode("cp1252", "replace")


def _second_opinion(data: bytes) -> str:
    """What charset-normalizer reads, where that is not Latin: among the Latin encodings, which
    differ in a few letters, it is often wrong, and cp1252 is by far the commonest. "" otherwise."""
    opinion = charset_normalizer.from_bytes(data[:65536]).best()
    if opinion is None:
        return ""
    try:
        text = data.decode(opinion.encoding)
    except (UnicodeDecodeError, LookupError):
        return ""
    wide = [character for character in text if character > "\x7f" and character.isalpha()]
    latin = sum(character < "\u0250" for character in wide)
    return text if 2 * latin < len(wide) else ""


def familiar_share(text: str) -> float:
    """Share of the characters beyond ASCII that are common in Chinese, or Khmer; 0 when there are
    none."""
    wide = [character for character in text if character > "\x7f"]
    familiar = sum(character in COMMON_HAN for character in wide) + len(_KHMER.findall(text))
    return familiar / len(wide) if wide else 0.0


def clean(text: str) -> str:
    """``text`` without what is not shown: controls, terminal codes, direction marks; all line ends
    as line feeds, paragraph separators as two. Tabs, form feeds and U+200B stay."""
    text = _LINE_ENDS.sub("\n", _TERMINAL.sub("", text)).replace("\u2029", "\n\n")
    return _UNSHOWN.sub("", text)


def is_wrapped(lines: list[str]) -> bool:
    """Whether a paragraph runs over several lines: most full lines stop near one right edge."""
    widths = [display_width(line) for line in lines if line.strip()]
    runs = _runs(lines)
    longest = max((run for run in runs), default=0)
    if longest < 2 or not widths:
        return False
    edge = max(widths)
    if edge > 200:
        return False
    # Of each run of lines without a blank one, all but the last end at the edge when wrapped.
    inner = [
        display_width(line)
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.strip() and following.strip()
    ]
    near = sum(width >= edge * (1 - _WRAPPED_BAND) for width in inner)
    # One line, which may make the edge itself, shows no edge.
    return edge >= _WRAPPED_WIDTH and near > 1 and near >= _WRAPPED_SHARE * len(inner)


def _runs(lines: list[str]) -> list[int]:
    """Lengths of the runs of lines without a blank one between."""
    runs = [0]
    for line in lines:
        if line.strip():
            runs[-1] += 1
        elif runs[-1]:
            runs.append(0)
    return runs


def _lines(page: str, wrapped: bool) -> Iterator[Line]:
    opens = True
    for raw in page.split("\n"):
        text = _BLANKS.sub(" ", raw).strip()
        if text:
            yield Line(text=text, opens=True if opens or not wrapped else None)
        opens = not text
