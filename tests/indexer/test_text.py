"""Plain text: the encodings people send, what parts paragraphs, what never gets through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extract import ExtractionError
from indexer.extract.text import clean, decode, extract

KHMER = "មាត្រា ១ ភាគីទាំងពីរត្រូវផ្តល់ជំនួយទៅវិញទៅមក។"
KHMER_TREATY = (
    "កិច្ចព្រមព្រៀងរវាងព្រះរាជាណាចក្រកម្ពុជា និងសាធារណរដ្ឋបារាំង\n\n"
    "មាត្រា ១\nភាគីត្រូវសហការគ្នា។\n\nមាត្រា ២\nសន្ធិសញ្ញានេះចូលជាធរមាននៅថ្ងៃចុះហត្ថលេខា។\n"
)
SIMPLIFIED = "第一条 缔约双方应当相互提供最广泛的刑事司法协助，但本国法律另有规定的除外。"
TRADITIONAL = "第一條 締約雙方應當相互提供最廣泛的刑事司法協助，但本國法律另有規定的除外。"
FRENCH = "Les Parties s’accordent l’entraide judiciaire la plus étendue. Déjà signé à Genève."


def texts(data: bytes) -> list[str]:
    return [line.text for page in extract(data) for line in page.lines]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KHMER, "utf-8"),
        (KHMER, "utf-8-sig"),
        (KHMER, "utf-16"),
        ("Article 1. The Parties shall cooperate.", "utf-16-le"),
        ("Article 1. The Parties shall cooperate.", "utf-16-be"),
        (KHMER, "utf-16-le"),
        (KHMER, "utf-16-be"),
        (KHMER_TREATY, "gb18030"),
        (SIMPLIFIED, "utf-16-le"),
        (TRADITIONAL, "utf-16-be"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (FRENCH, "cp1252"),
        ("Article 1", "ascii"),
    ],
    ids=[
        "khmer-utf8",
        "khmer-utf8-with-mark",
        "khmer-utf16-with-mark",
        "english-utf16-le-unmarked",
        "english-utf16-be-unmarked",
        "khmer-utf16-le-unmarked",
        "khmer-utf16-be-unmarked",
        "khmer-gb18030",
        "simplified-utf16-le-unmarked",
        "traditional-utf16-be-unmarked",
        "simplified-gb18030",
        "simplified-utf8",
        "traditional-big5",
        "traditional-gb18030",
        "french-cp1252",
        "ascii",
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_a_damaged_byte_does_not_make_utf8_something_else():
    data = (KHMER * 5).encode() + b"\xe1\x9e"
    assert decode(data).startswith(KHMER)


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 50, bytes(range(0, 256, 7)) * 900],
    ids=["every-byte", "every-seventh"],
)
def test_binary_data_is_refused_with_a_sentence(data):
    with pytest.raises(ExtractionError, match="binary"):
        extract(data)


@pytest.mark.parametrize("data", [b" \n\t ", b"\x0c\n\x0c"], ids=["blank", "form-feeds"])
def test_a_file_without_text_is_refused(data):
    with pytest.raises(ExtractionError, match="no text"):
        extract(data)


def test_controls_terminal_codes_and_direction_marks_are_removed():
    data = "Article 1\n\nA\x00B\x1b[31mC\u202e reversed\u2066\n".encode()
    assert texts(data) == ["Article 1", "ABC reversed"]


def test_zero_width_spaces_of_khmer_stay():
    assert clean("ការ\u200bងារ") == "ការ\u200bងារ"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"], ids=["lf", "crlf", "cr", "ls"])
def test_any_line_end_ends_a_line(end):
    assert texts(f"第一条{end}{end}第二条".encode()) == ["第一条", "第二条"]


def test_a_form_feed_begins_a_page():
    pages = extract(b"Article 1\n\fArticle 2\n")
    assert [(page.number, page.lines[0].text) for page in pages] == [
        (1, "Article 1"),
        (2, "Article 2"),
    ]


def test_without_hard_wraps_each_line_opens_a_paragraph():
    lines = extract(f"{KHMER}\n{SIMPLIFIED}\nThe Parties shall cooperate.\n".encode())[0].lines
    assert [line.opens for line in lines] == [True, True, True]


def test_two_lines_alone_show_no_edge_that_text_is_wrapped_at():
    lines = extract(b"Joint Communique of the Fifty-fifth Meeting\nPhnom Penh, 29 July 2022\n")[
        0
    ].lines
    assert [line.opens for line in lines] == [True, True]


WRAPPED = """\
The Parties shall, in accordance with this Treaty and subject to
their respective laws, grant each other the widest measure of
mutual legal assistance in investigations, prosecutions and
judicial proceedings in criminal matters.

Assistance may be refused where the request would prejudice the
sovereignty or the security of the Requested Party.
"""


def test_in_wrapped_text_only_a_line_after_a_blank_one_opens_for_certain():
    lines = extract(WRAPPED.encode())[0].lines
    assert [line.opens for line in lines] == [True, None, None, None, True, None]


@settings(deadline=None)
@given(st.text())
def test_what_is_cleaned_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_clean_utf8_is_always_read_back(text):
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_sentence(data):
    said = ""
    try:
        pages = extract(data)
    except ExtractionError as error:
        said, pages = str(error), ()
    assert said.endswith(".") or any(line.text for page in pages for line in page.lines)
