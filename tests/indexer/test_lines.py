"""Lines: what their text says by itself, and how two of them are joined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extract.lines import (
    begins_provision,
    display_width,
    ends_sentence,
    is_bare_heading,
    is_label,
    join,
)

# --------------------------------------------------------------------------- joining


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("ភាគីទាំងពីរត្រូវ", "ផ្តល់ជំនួយ", "ភាគីទាំងពីរត្រូវផ្តល់ជំនួយ"),
        ("ភាគីទាំងពីរ ", "ត្រូវផ្តល់", "ភាគីទាំងពីរ ត្រូវផ្តល់"),
        ("នៃសន្ធិសញ្ញានេះ។", "ភាគីទាំងពីរ", "នៃសន្ធិសញ្ញានេះ។ ភាគីទាំងពីរ"),
        ("ឆ្នាំ", "២០២៤", "ឆ្នាំ២០២៤"),
        ("សមាជិក", "ASEAN", "សមាជិក ASEAN"),
        ("缔约双方应当", "相互提供协助", "缔约双方应当相互提供协助"),
        ("本条约，", "应当", "本条约，应当"),
        ("根据", "2009年条约", "根据2009年条约"),
        ("The Parties", "shall cooperate", "The Parties shall cooperate"),
        ("mutual assis-", "tance", "mutual assistance"),
        ("mutual assis\u00ad", "tance", "mutual assistance"),
        ("Sino-", "Cambodian", "Sino-Cambodian"),
        ("paragraph (a)", "of Article 2", "paragraph (a) of Article 2"),
        ("", "第一条", "第一条"),
    ],
    ids=[
        "khmer",
        "khmer-with-its-space",
        "khmer-after-a-stop",
        "khmer-number",
        "khmer-latin",
        "han",
        "han-after-a-comma",
        "han-digits",
        "latin",
        "hyphen",
        "soft-hyphen",
        "hyphen-before-a-capital",
        "bracket",
        "nothing-before",
    ],
)
def test_lines_are_joined_as_their_script_wants(left, right, joined):
    assert join(left, right) == joined


def test_a_hyphen_that_the_document_writes_elsewhere_stays():
    words = frozenset({"well-founded", "founded"})
    assert join("a well-", "founded fear", words) == "a well-founded fear"
    assert join("a well-", "founded fear", words | {"wellfounded"}) == "a wellfounded fear"


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_joining_loses_nothing_but_spaces_and_hyphens(left, right):
    def bare(text: str) -> str:
        return "".join(text.split()).translate({ord(mark): None for mark in "-\u2010\u00ad"})

    assert bare(join(left, right)) == bare(left) + bare(right)


# --------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    "text",
    [
        "មាត្រា ១", "មាត្រាទី១២៖ វិសាលភាព", "ជំពូកទី ២", "១. ភាគី", "១- ភាគី", "(ក) ភាគី", "ក. ភាគី",
        "第一条 范围", "第十二條", "第三章", "（一）双方", "一、双方", "附件一",
        "Article 7", "ARTICLE XII", "ARTICLE TWENTY-ONE", "CHAPTER I", "Annex A",
        "1. The Parties", "1.The Parties",
        "(a) the", "(iv) the", "2.1. The", "IN WITNESS WHEREOF, the", "DONE at Maris", "• point",
    ],
)  # fmt: skip
def test_the_beginnings_of_provisions_are_known(text):
    assert begins_provision(text)


@pytest.mark.parametrize(
    "text",
    ["ភាគីទាំងពីរ", "គាត់។", "缔约双方", "一九九三年九月", "The Parties", "1.5 million",
     "15 March 2024", "a Party", "I have", "Articles of"],
)  # fmt: skip
def test_ordinary_lines_begin_no_provision(text):
    assert not begins_provision(text)


@pytest.mark.parametrize("text", ["Article 7", "第七条", "មាត្រា ៧៖", "CHAPTER IV.", "មាត្រា 12"])
def test_a_heading_of_a_number_alone_is_bare(text):
    assert is_bare_heading(text)
    assert not is_bare_heading(f"{text} of this Treaty shall apply")


def test_sentences_end_in_three_languages():
    assert all(
        ends_sentence(text)
        for text in ("អនុវត្ត។", "适用。", "apply.", "说：“可以。”", "as follows:")
    )
    assert not any(ends_sentence(text) for text in ("អនុវត្ត", "适用，", "apply", "Article 7"))


def test_width_counts_han_twice_and_marks_not_at_all():
    assert (display_width("条约"), display_width("ក្រុម"), display_width("law")) == (4, 3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "មាត្រា ១.-", "ប្រការ ១៖", "ជំពូកទី១", "ក-", "(ខ)", "第二十一条",
        "第十一条之一", "一、", "（一）",
        "Article 21.", "ARTICLE TWENTY-THREE", "§ 5", "(a)", "3.1.", "iv)", "•",
    ],
)  # fmt: skip
def test_a_mark_without_text_is_a_label(text):
    assert is_label(text)


@pytest.mark.parametrize(
    "text", ["ភាគី", "មាត្រា ១ វិសាលភាព", "双方", "第一条 范围", "State", "1. The"]
)
def test_a_mark_with_text_or_text_alone_is_no_label(text):
    assert not is_label(text)
