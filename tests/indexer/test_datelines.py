"""Datelines and notes of the signature: under a title, at the end, in three languages."""

from pathlib import Path

import pytest

from indexer.datelines import read_dateline
from indexer.models import Expression, Provision
from indexer.reading import read_file


@pytest.mark.parametrize(
    ("language", "line", "iso", "place"),
    [
        ("en", "Phnom Penh, 29 July 2022", "2022-07-29", "Phnom Penh"),
        ("en", "Phnom Penh, Cambodia, Friday, 29 July 2022", "2022-07-29", "Phnom Penh"),
        ("en", "(Port Vale, June 3, 2014)", "2014-06-03", "Port Vale"),
        ("en", "29 July 2022, Phnom Penh", "2022-07-29", "Phnom Penh"),
        ("en", "Friday, 29 July 2022", "2022-07-29", ""),
        ("en", "Adopted on 5 May 2015 in Port Vale.", "2015-05-05", "Port Vale"),
        ("en", "Washington, D.C., December 3, 1971", "1971-12-03", "Washington"),
        ("zh", "2023年2月11日，北京", "2023-02-11", "北京"),
        ("zh", "二〇二三年九月十六日于北京", "2023-09-16", "北京"),
        ("zh", "（北京，2023年2月11日）", "2023-02-11", "北京"),
        ("zh", "2019年6月5日于曼谷通过。", "2019-06-05", "曼谷"),
        ("zh", "2023年2月11日（星期六）於金邊", "2023-02-11", "金邊"),
        ("zh", "中華民國一百零五年三月一日於臺北", "2016-03-01", "臺北"),
        ("km", "ភ្នំពេញ ថ្ងៃទី១៦ ខែមករា ឆ្នាំ២០២៤", "2024-01-16", "ភ្នំពេញ"),
        ("km", "រាជធានីភ្នំពេញ, ១៦ មករា ២០២៤", "2024-01-16", "ភ្នំពេញ"),
        ("km", "ភ្នំពេញ\u200b ថ្ងៃ\u200bទី១៦ ខែ\u200bមករា ឆ្នាំ\u200b២០២៤", "2024-01-16", "ភ្នំពេញ"),
        ("km", "ថ្ងៃទី១៦ ខែមករា ឆ្នាំ២០២៤ នៅទីក្រុងប៉េកាំង", "2024-01-16", "ប៉េកាំង"),
        ("km", "ចុះថ្ងៃទី១៦ ខែមករា ឆ្នាំ២០២៤", "2024-01-16", ""),
    ],
)
def test_a_line_of_a_place_and_a_date_says_both(language: str, line: str, iso: str, place: str):
    assert read_dateline(line, language) == (iso, place)


@pytest.mark.parametrize(
    ("language", "line", "place"),
    [
        ("en", "Phnom Penh, 10-13 November 2022", "Phnom Penh"),
        ("zh", "2023年2月9日至11日，北京", "北京"),
    ],
)
def test_the_days_of_a_meeting_are_no_day_of_signature(language: str, line: str, place: str):
    assert read_dateline(line, language) == ("", place)


def test_a_date_of_the_moon_is_a_dateline_and_its_buddhist_year_no_year():
    lunar = "ថ្ងៃសុក្រ ៧កើត ខែផល្គុន ឆ្នាំថោះ បញ្ចស័ក ព.ស. ២៥៦៧"
    assert read_dateline(lunar, "km") == ("", "")
    both = f"{lunar} ត្រូវនឹងថ្ងៃទី១៦ ខែកុម្ភៈ ឆ្នាំ២០២៤ នៅរាជធានីភ្នំពេញ"
    assert read_dateline(both, "km") == ("2024-02-16", "ភ្នំពេញ")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Ministerial Meeting, 4 July 2016"),
        ("en", "Siem Reap Declaration, 4 July 2016"),
        ("en", "The Parties met on 4 July 2016"),
        ("en", "Phnom Penh, July 2022"),
        ("zh", "第十届会议，2019年6月5日"),
        ("zh", "关于打击诈骗的联合声明，2023年2月11日"),
        ("zh", "2019年6月5日起施行"),
        ("zh", "2023年2月11日，双方同意加强合作。"),
        ("km", "កិច្ចព្រមព្រៀងនេះចូលជាធរមាន ថ្ងៃទី១ ខែមករា ឆ្នាំ២០២០"),
        ("km", "ភាគីបានជួបប្រជុំ ថ្ងៃទី១ ខែមករា ឆ្នាំ២០២០"),
    ],
)
def test_a_line_that_says_more_is_no_dateline(language: str, line: str):
    assert read_dateline(line, language) is None


def written(folder: Path, text: str) -> Expression:
    """What a plain text file is read as."""
    path = folder / "text.txt"
    path.write_text(text, encoding="utf-8")
    (expression,) = read_file(path).expressions
    return expression


def ends(expression: Expression) -> tuple[Provision, str]:
    """The last provision before the testimonium, and the text of that."""
    *_, last, end = expression.provisions
    assert end.kind == "testimonium"
    return last, end.text


@pytest.mark.parametrize(
    ("text", "title", "signed", "place"),
    [
        (
            "Joint Communiqué of the 55th Meeting\nPhnom Penh, 29 July 2022\n\n1. We met.\n\n2. We"
            " discussed.",
            "Joint Communiqué of the 55th Meeting",
            "2022-07-29",
            "Phnom Penh",
        ),
        (
            "JOINT STATEMENT BETWEEN THE KINGDOM OF ORLANE AND THE REPUBLIC OF TESSARA\n\n"
            "Orlane City, 12 July 2022\n\n1. The leaders met.\n\n2. They agreed.",
            "JOINT STATEMENT BETWEEN THE KINGDOM OF ORLANE AND THE REPUBLIC OF TESSARA",
            "2022-07-12",
            "Orlane City",
        ),
        (
            "中国和柬埔寨联合公报\n\n二〇二三年九月十六日于北京\n\n一、会谈。\n\n二、合作。",
            "中国和柬埔寨联合公报",
            "2023-09-16",
            "北京",
        ),
        (
            "សេចក្តីថ្លែងការណ៍រួម\n\nភ្នំពេញ ថ្ងៃទី១៦ ខែមករា ឆ្នាំ២០២៤\n\n១. ថ្នាក់ដឹកនាំបានជួបគ្នា។\n\n"
            "២. ភាគីបានឯកភាពគ្នា។",
            "សេចក្តីថ្លែងការណ៍រួម",
            "2024-01-16",
            "ភ្នំពេញ",
        ),
    ],
    ids=["en", "en-capitals", "zh", "km"],
)
def test_a_dateline_under_the_title_is_read_and_is_no_part_of_it(
    tmp_path: Path, text: str, title: str, signed: str, place: str
):
    found = written(tmp_path, text).metadata
    assert (found.title, found.signed, found.place) == (title, signed, place)


@pytest.mark.parametrize(
    ("text", "closing", "signed", "place"),
    [
        ("Joint Statement\n\n1. We met.\n\n2. We agreed.", "Port Vale, 3 June 2014", "2014-06-03",
         "Port Vale"),
        ("联合声明\n\n一、双方会谈。\n\n二、双方同意合作。", "2023年2月11日于北京",
         "2023-02-11", "北京"),
        ("会议宣言\n\n兹宣布：\n\n1. 加强情报交流；\n\n2. 建立联络点。", "2019年6月5日于曼谷通过。",
         "2019-06-05", "曼谷"),
        ("សេចក្តីថ្លែងការណ៍រួម\n\n១. ថ្នាក់ដឹកនាំបានជួបគ្នា។\n\n២. ភាគីបានឯកភាពគ្នា។",
         "ភ្នំពេញ ថ្ងៃទី១៦ ខែមករា ឆ្នាំ២០២៤", "2024-01-16", "ភ្នំពេញ"),
    ],
    ids=["en", "zh", "zh-adopted", "km"],
)  # fmt: skip
def test_a_dateline_at_the_end_is_a_testimonium(
    tmp_path: Path, text: str, closing: str, signed: str, place: str
):
    expression = written(tmp_path, f"{text}\n\n{closing}")
    last, end = ends(expression)
    assert (last.eid, end) == ("para_2", closing)
    assert closing not in last.text
    assert (expression.metadata.signed, expression.metadata.place) == (signed, place)


def test_the_line_of_the_moon_and_the_signatures_belong_to_the_testimonium(tmp_path: Path):
    lines = [
        "ថ្ងៃសុក្រ ៧កើត ខែផល្គុន ឆ្នាំថោះ បញ្ចស័ក ព.ស. ២៥៦៧",
        "រាជធានីភ្នំពេញ ថ្ងៃទី១៦ ខែកុម្ភៈ ឆ្នាំ២០២៤",
        "រដ្ឋមន្ត្រី",
    ]
    body = "ច្បាប់ស្តីពីការបង្ក្រាប\n\nមាត្រា ១\n\nច្បាប់នេះមានគោលបំណង។\n\nមាត្រា ២\n\nច្បាប់នេះមានវិសាលភាព។"
    expression = written(tmp_path, "\n\n".join([body, *lines]))
    assert ends(expression)[1].splitlines() == lines
    assert (expression.metadata.signed, expression.metadata.place) == ("2024-02-16", "ភ្នំពេញ")


def test_a_date_among_sentences_ends_nothing(tmp_path: Path):
    text = "联合声明\n\n2023年2月11日，北京\n\n双方举行会谈。\n\n双方同意加强合作。"
    assert "testimonium" not in [item.kind for item in written(tmp_path, text).provisions]


def test_a_note_that_is_a_sentence_stands_in_the_front_matter(tmp_path: Path):
    text = (
        "Treaty between the United States of America and Canada on Extradition\n\n"
        "Signed at Washington December 3, 1971; entered into force March 22, 1976.\n\n"
        "The Parties,\n\nHave agreed as follows:\n\n"
        "Article 1\nScope\n\nThe Parties shall cooperate.\n\n"
        "Article 2\nTerm\n\nThis Treaty has no term."
    )
    expression = written(tmp_path, text)
    found = expression.metadata
    assert found.title == "Treaty between the United States of America and Canada on Extradition"
    assert (found.signed, found.place, found.in_force) == ("1971-12-03", "Washington", "1976-03-22")
    assert expression.provisions[0].text.startswith("The Parties,")


def test_a_chinese_note_of_adoption_and_entry_into_force_is_no_preamble(tmp_path: Path):
    text = (
        "示例共和国反洗钱法\n\n2006年10月31日第十届议会第二十四次会议通过，自2007年1月1日起施行。\n\n"
        "第一条\n为了预防洗钱活动，制定本法。\n\n第二条\n本法适用于金融机构。"
    )
    expression = written(tmp_path, text)
    found = expression.metadata
    assert (found.title, found.signed, found.in_force) == (
        "示例共和国反洗钱法",
        "2006-10-31",
        "2007-01-01",
    )
    assert [item.eid for item in expression.provisions] == ["art_1", "art_2"]


def test_a_testimonium_with_a_year_of_the_republic_is_found(tmp_path: Path):
    text = (
        "中華民國政府與帛琉共和國政府間引渡條約\n\n第一條\n雙方同意加強合作。\n\n第二條\n本條約無限期有效。\n\n"
        "本條約於中華民國一百零五年三月一日在臺北簽署，以中文及英文各繕兩份，兩種文本同一作準。"
    )
    expression = written(tmp_path, text)
    assert ends(expression)[0].eid == "art_2"
    found = expression.metadata
    assert (found.signed, found.place, found.authentic) == ("2016-03-01", "臺北", ("zh", "en"))


def test_zero_width_spaces_hide_nothing_of_what_an_instrument_says(tmp_path: Path):
    words = [
        "សន្ធិ|សញ្ញា|ស្តីពី|បត្យាប័ន",
        "មាត្រា ១",
        "ភាគី|ត្រូវ|សហការ|គ្នា។",
        "មាត្រា ២",
        "សន្ធិសញ្ញា|នេះ|គ្មាន|កំណត់។",
        "ធ្វើ|នៅ|ភ្នំពេញ |ថ្ងៃ|ទី|៥ ខែ|មិថុនា ឆ្នាំ|២០១៥ ជា|ភាសា|ខ្មែរ និង|ភាសា|ចិន។ "
        "ក្នុង|ករណី|ខុសគ្នា អត្ថបទ|ជា|ភាសា|ខ្មែរ|ត្រូវ|យក|ជា|គោល។",
    ]
    text = "\n\n".join(words).replace("|", "\u200b")
    found = written(tmp_path, text).metadata
    assert (found.title, found.type) == ("សន្ធិសញ្ញាស្តីពីបត្យាប័ន", "treaty")
    assert (found.signed, found.place) == ("2015-06-05", "ភ្នំពេញ")
    assert (found.authentic, found.prevailing) == (("km", "zh"), "km")
