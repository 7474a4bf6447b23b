"""A line of text is cut into sentences as its language marks them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.sentences import KHMER_LEAST, KHMER_LONG, sentences


def cut(text, language):
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        (
            "en",
            "The Parties, e.g. under Art. 5 of the U.S. Code, agree. They shall act; and do so.",
            [
                "The Parties, e.g. under Art. 5 of the U.S. Code, agree.",
                "They shall act;",
                "and do so.",
            ],
        ),
        ("en", "See No. 5 of 2019. Then ask.", ["See No. 5 of 2019.", "Then ask."]),
        ("en", 'He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("en", "Mr. J. Smith paid USD 1.5 million. He left.", None),
        ("en", "1. Each Party shall assist. 2. It may refuse.", None),
        ("en", "It ends (see para. 3. There is more). It goes on.", None),
        ("en", "the victim; or", ["the victim; or"]),
        (
            "en",
            "Signed on 5 Jan. 2024. It is in force from 6 Feb. 2025. Each Party agrees.",
            ["Signed on 5 Jan. 2024.", "It is in force from 6 Feb. 2025.", "Each Party agrees."],
        ),
        ("en", "See Resolution No. 55. The Assembly", ["See Resolution No. 55.", "The Assembly"]),
        ("en", "as set out in Annex B. The Parties", ["as set out in Annex B.", "The Parties"]),
        ("en", "a national of the U.S. The other", ["a national of the U.S.", "The other"]),
        ("en", "Bolmar Trading Co. Ltd. Sovan, Lt. Gen. Sok and", None),
        ("en", '"Is it so?" and left.', ['"Is it so?" and left.']),
        ("en", "Is it so? Yes!", ["Is it so?", "Yes!"]),
        ("zh", "缔约方应当协助；但下列情形除外。", ["缔约方应当协助；", "但下列情形除外。"]),
        ("zh", "“应当引渡。”双方同意。", ["“应当引渡。”", "双方同意。"]),
        ("zh", "依照《公约》（下称“公约”；一九八八年）执行。", None),
        ("zh", "犯罪由其国民实施；或者", ["犯罪由其国民实施；或者"]),
        ("km", "ភាគីត្រូវជួយគ្នា។ ភាគីអាចបដិសេធ៕", ["ភាគីត្រូវជួយគ្នា។", "ភាគីអាចបដិសេធ៕"]),
        ("km", "«ភាគីត្រូវជួយគ្នា។» បន្ទាប់មក", ["«ភាគីត្រូវជួយគ្នា។»", "បន្ទាប់មក"]),
        ("km", "ទ្រព្យ ប្រាក់។ល។ ត្រូវប្រគល់", ["ទ្រព្យ ប្រាក់។ល។", "ត្រូវប្រគល់"]),
        ("km", "ជាជនជាតិរបស់ខ្លួន ឬ", ["ជាជនជាតិរបស់ខ្លួន ឬ"]),
        ("", "One. Two.", ["One.", "Two."]),
    ],
)
def test_a_line_is_cut_where_its_sentences_end(language, text, parts):
    expected = {
        "Bolmar Trading Co. Ltd. Sovan, Lt. Gen. Sok and": [text],
        "Mr. J. Smith paid USD 1.5 million. He left.": [
            "Mr. J. Smith paid USD 1.5 million.",
            "He left.",
        ],
        "1. Each Party shall assist. 2. It may refuse.": [
            "1. Each Party shall assist.",
            "2. It may refuse.",
        ],
        "It ends (see para. 3. There is more). It goes on.": [
            "It ends (see para. 3. There is more).",
            "It goes on.",
        ],
        "依照《公约》（下称“公约”；一九八八年）执行。": [text],
    }
    assert cut(text, language) == (expected[text] if parts is None else parts)


def test_long_khmer_without_marks_is_cut_before_words_that_open_a_clause():
    clause = "ភាគីនីមួយៗត្រូវផ្តល់ឱ្យគ្នាទៅវិញទៅមកនូវជំនួយយ៉ាងទូលំទូលាយបំផុត "
    text = (clause * 4 + "ប្រសិនបើ" + clause * 4 + "ហើយ" + clause * 4).strip()
    assert len(text) > KHMER_LONG
    parts = cut(text, "km")
    assert [part[:4] for part in parts[1:]] == ["ប្រស", "ហើយភ"]
    assert all(len(part) >= KHMER_LEAST for part in parts)


def test_short_khmer_is_not_cut_at_spaces():
    text = "ភាគីនីមួយៗ ប្រសិនបើមានសំណើ ត្រូវផ្តល់ជំនួយ"
    assert cut(text, "km") == [text]


@given(
    st.text(alphabet="ab A1.;!?។៕ “”()（）。；កខគ 甲乙第\u200b\u17d2", max_size=80),
    st.sampled_from(["km", "zh", "en"]),
)
def test_sentences_hold_everything_that_is_seen_once_and_in_order(text, language):
    spans = sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    seen = "".join(letter for letter in text if not letter.isspace() and letter != "\u200b")
    assert "".join(x for x in kept if not x.isspace() and x != "\u200b") == seen
