"""What a sentence states is the same in three languages; what only one side states is told."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.disagreements import disagreements
from analyzers.quantities import statements

KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
MONTHS = "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ".split()


def stated(text, language):
    return {(one.kind, one.value) for one in statements(text, language).sure}


def told(a, language_a, b, language_b):
    return [
        (one.kind, one.a and a[one.a.start : one.a.end], one.b and b[one.b.start : one.b.end])
        for one in disagreements(a, language_a, b, language_b)
    ]


def khmer(number):
    return str(number).translate(KHMER_DIGITS)


def chinese(number):
    """A number below 10,000 as Chinese writes it with places: 一千零五十."""
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")
    written, gap = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit == "0":
            gap = bool(written)
            continue
        written += ("零" if gap else "") + digits[int(digit)] + places[place]
        gap = False
    return written.removeprefix("一") if written.startswith("一十") else written


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("within thirty (30) days", "en", "30"),
        ("within two hundred and five days", "en", "205"),
        ("on the thirtieth day", "en", "30"),
        ("46 million United States dollars", "en", "46000000"),
        ("a fine of 1,148 dollars", "en", "1148"),
        ("more than 6.2 million", "en", "6200000"),
        ("two thirds of the Parties", "en", "2/3"),
        ("60 per cent of the value", "en", "60"),
        ("应当在三十日内答复", "zh", "30"),
        ("价值不超过三千美元", "zh", "3000"),
        ("损失約4,600萬美元", "zh", "46000000"),
        ("三十七亿美元", "zh", "3700000000"),
        ("百分之五十", "zh", "50"),
        ("三分之二多数", "zh", "2/3"),
        ("两年以上", "zh", "2"),
        ("ក្នុងរយៈពេល ៤៥ (សែសិបប្រាំ) ថ្ងៃ", "km", "45"),
        ("យ៉ាងតិចប្រាំថ្ងៃ", "km", "5"),
        ("មិនលើសពី ៣.០០០ ដុល្លារអាមេរិក", "km", "3000"),
        ("ប្រមាណ ៤៦លានដុល្លារ", "km", "46000000"),
        ("១៨,៥លានដុល្លារ", "km", "18500000"),
        ("៣,៧ពាន់លានដុល្លារ", "km", "3700000000"),
        ("៦១ភាគរយ", "km", "61"),
        ("សំឡេងពីរភាគបីនៃបណ្តាភាគី", "km", "2/3"),
    ],
)
def test_a_number_is_read_in_figures_and_in_words(text, language, value):
    assert ("number", value) in stated(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("both Parties and a third State, the first time", "en"),
        ("one of its nationals, one or the other", "en"),
        ("双方应当采取一切必要措施，一致同意；第三国国民", "zh"),
        ("万一发生，千方百计，十分重要，百姓", "zh"),
        ("ទោះបីជាភាគីនីមួយៗ ដើម្បីលើកសំអាងហេតុ ក្នុងរយៈពេលសមស្រប", "km"),
        ("ភាគីម្ខាងទៀត និងរដ្ឋទីបី", "km"),
    ],
)
def test_what_only_sounds_like_a_number_states_none(text, language):
    assert not {value for kind, value in stated(text, language) if kind == "number"}


@pytest.mark.parametrize(
    ("a", "language_a", "b", "language_b"),
    [
        ("within thirty (30) days of receipt", "en", "收到之日起三十日内", "zh"),
        ("within 15 days", "en", "ក្នុងរយៈពេល ១៥ ថ្ងៃ", "km"),
        ("Both Parties shall bear half of the costs.", "en", "双方各负担一半费用。", "zh"),
        ("paragraph 2 of Article 7", "en", "第七条第二款", "zh"),
        ("paragraph 2 of Article 7", "en", "កថាខណ្ឌ ២ នៃមាត្រា ៧", "km"),
        ("Articles 4 to 6 of this Convention", "en", "មាត្រា ៤ ដល់មាត្រា ៦ នៃអនុសញ្ញានេះ", "km"),
        ("points (a) to (d) of this paragraph", "en", "本款第（一）项至第（四）项", "zh"),
        ("referred to in paragraph 1", "en", "前款所述", "zh"),
        ("from 4 to 6 October 2021", "en", "2021年10月4日至6日", "zh"),
        ("orders of 14 May and 22 July 2021", "en", "2021年5月14日和7月22日的命令", "zh"),
        ("on 8 December 2022", "en", "二〇二二年十二月八日", "zh"),
        ("by 30 June of each year", "en", "ថ្ងៃទី៣០ ខែមិថុនា ជារៀងរាល់ឆ្នាំ", "km"),
        ("每年六月三十日前", "zh", "ថ្ងៃទី៣០ ខែមិថុនា ជារៀងរាល់ឆ្នាំ", "km"),
        ("4 in every 10 of them", "en", "其中十分之四", "zh"),
        ("24/7 Network", "en", "全天候网络", "zh"),
        ("a third-party claim", "en", "第三人的权利主张", "zh"),
        ("All texts are equally authentic.", "en", "三种文本同等作准。", "zh"),
    ],
)
def test_a_faithful_translation_is_not_flagged(a, language_a, b, language_b):
    assert told(a, language_a, b, language_b) == []
    assert told(b, language_b, a, language_a) == []


@pytest.mark.parametrize(
    ("a", "language_a", "b", "language_b", "expected"),
    [
        ("within thirty days", "en", "六十日内", "zh", ("number", "thirty", "六十")),
        ("within 30 days", "en", "三十个月内", "zh", ("number", "30", "三十")),
        ("60 per cent", "en", "៥០ភាគរយ", "km", ("number", "60 per cent", "៥០ភាគរយ")),
        ("on 8 December 2022", "en", "2022年12月9日", "zh",
         ("date", "8 December 2022", "2022年12月9日")),
        ("ថ្ងៃទី៨ ខែធ្នូ ឆ្នាំ២០២២", "km", "2022年12月9日", "zh",
         ("date", "ថ្ងៃទី៨ ខែធ្នូ ឆ្នាំ២០២២", "2022年12月9日")),
        ("under Article 7", "en", "根据第八条", "zh", ("citation", "Article 7", "第八条")),
        ("within 10 days", "en", "立即", "zh", ("number", "10", None)),
    ],
)  # fmt: skip
def test_what_one_side_states_and_the_other_does_not_is_told(
    a, language_a, b, language_b, expected
):
    assert told(a, language_a, b, language_b) == [expected]


numbers = st.integers(min_value=11, max_value=9999)


@settings(deadline=None)
@given(numbers)
def test_a_number_of_days_is_the_same_in_three_scripts(number):
    texts = [
        (f"within {number} days", "en"),
        (f"应当在{chinese(number)}日内", "zh"),
        (f"应当在{number}日内", "zh"),
        (f"ក្នុងរយៈពេល {khmer(number)} ថ្ងៃ", "km"),
    ]
    for a, language_a in texts:
        assert ("number", str(number)) in stated(a, language_a)
        for b, language_b in texts:
            assert disagreements(a, language_a, b, language_b) == []


@settings(deadline=None)
@given(numbers, numbers)
def test_two_numbers_of_days_disagree_whatever_scripts_write_them(one, other):
    if one == other:
        return
    found = disagreements(f"ក្នុងរយៈពេល {khmer(one)} ថ្ងៃ", "km", f"应当在{chinese(other)}日内", "zh")
    assert [(item.a.value, item.b.value) for item in found] == [(str(one), str(other))]


@settings(deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_is_the_same_in_three_languages(day):
    texts = [
        (f"on {day.day} {day:%B} {day.year}", "en"),
        (f"于{day.year}年{day.month}月{day.day}日签订", "zh"),
        (f"នៅថ្ងៃទី{khmer(day.day)} ខែ{MONTHS[day.month - 1]} ឆ្នាំ{khmer(day.year)}", "km"),
    ]
    for a, language_a in texts:
        assert ("date", day.isoformat()) in stated(a, language_a)
        for b, language_b in texts:
            assert disagreements(a, language_a, b, language_b) == []


@settings(deadline=None, max_examples=300)
@given(
    st.text(alphabet="0123456789.,% ១២៣ពីរដប់ភាគរយ第七条（一）分之三十年日 and two of Article (a)")
)
def test_no_text_breaks_it_and_every_range_lies_in_the_text(text):
    for language in ("en", "zh", "km", "xx"):
        for one in statements(text, language).sure:
            assert 0 <= one.start < one.end <= len(text)
        assert disagreements(text, language, text, language) == []
