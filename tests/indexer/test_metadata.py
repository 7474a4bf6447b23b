"""What instruments say of themselves: titles, types, parties, dates, places and languages."""

from pathlib import Path

import pytest

from analyzers.dates import find_dates
from indexer.metadata import read_metadata
from indexer.models import Metadata, Provision
from indexer.structure import structure
from tests.indexer.specimens import LAYOUTS, printed, read_source, sources


def said(language: str, title: str, testimonium: str = "", preamble: str = "") -> Metadata:
    """The metadata of an instrument with this title, preamble and end."""
    provisions = [
        Provision(eid=kind, kind=kind, text=text)
        for kind, text in (("preamble", preamble), ("testimonium", testimonium))
        if text
    ]
    return read_metadata([title], provisions, language)


@pytest.mark.parametrize("path", sources(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_specimen_states_its_title_type_date_and_place(path: Path):
    source = read_source(path)
    (expression,) = structure(printed(source, LAYOUTS[0]))
    found = expression.metadata
    name, year = path.parent.name.rsplit("-", 1)
    assert found.title == source.title
    assert found.signed.startswith(year)
    assert found.place
    expected = (
        "declaration"
        if "declaration" in name
        else "joint_statement"
        if "statement" in name
        else "treaty"
    )
    assert found.type == expected


@pytest.mark.parametrize("work", sorted({path.parent.name for path in sources()}))
def test_the_versions_of_a_specimen_agree(work: str):
    stated = set()
    for path in sources():
        if path.parent.name == work:
            (expression,) = structure(printed(read_source(path), LAYOUTS[0]))
            found = expression.metadata
            stated.add(
                (found.type, found.signed, found.authentic, found.prevailing, len(found.parties))
            )
    assert len(stated) == 1


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("on 14 March 2011", "2011-03-14"),
        ("on March 14, 2011", "2011-03-14"),
        ("this 2nd day of September 2014", "2014-09-02"),
        ("this second day of September 2014", "2014-09-02"),
        ("the fourteenth day of March two thousand and eleven", "2011-03-14"),
        ("the twenty-fifth day of October, two thousand and thirteen", "2013-10-25"),
        ("the first day of May in the year one thousand nine hundred and ninety-six", "1996-05-01"),
        ("二〇一一年三月十四日", "2011-03-14"),
        ("一九九六年十二月二十一日", "1996-12-21"),
        ("2011年3月14日", "2011-03-14"),
        ("ថ្ងៃទី១៤ ខែមីនា ឆ្នាំ២០១១", "2011-03-14"),
        ("ថ្ងៃទី 14 ខែ មីនា ឆ្នាំ 2011", "2011-03-14"),
        ("ថ្ងៃទីម្ភៃប្រាំ ខែតុលា ឆ្នាំពីរពាន់ដប់បី", "2013-10-25"),
        ("១៦ មករា ២០២៤", "2024-01-16"),
        ("ថ្ងៃសុក្រ ទី១៦ ខែកុម្ភ: ឆ្នាំ២០២៤", "2024-02-16"),
        ("ថ្ងៃទី១៦ ខែមករា ព.ស. ២៥៦៧ គ.ស. ២០២៤", "2024-01-16"),
        ("中華民國一百零五年三月一日", "2016-03-01"),
        ("中華民國一百十二年十月十日", "2023-10-10"),
        ("民國105年3月1日", "2016-03-01"),
        ("民国元年一月一日", "1912-01-01"),
    ],
)
def test_a_date_is_read_in_figures_and_in_words(text: str, iso: str):
    assert [found.iso for found in find_dates(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "in March 2011",
        "on 31 February 2011",
        "2011年",
        "二〇一一年三月",
        "Article 14 of 2011",
        "ខែមីនា ឆ្នាំ២០១១",
        "中華民國一百零五年三月",
        "ថ្ងៃទី១៦ ខែមករា ឆ្នាំ២៥៦៧",
        "ថ្ងៃសុក្រ ៧កើត ខែផល្គុន ឆ្នាំថោះ បញ្ចស័ក ព.ស. ២៥៦៧",
    ],
)
def test_less_than_a_day_or_no_day_at_all_is_no_date(text: str):
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("en", "Treaty between the Republic of Aravan and the Kingdom of Serethia", "treaty"),
        ("en", "Memorandum of Understanding on Law Enforcement", "treaty"),
        ("en", "Agreement on Cooperation in Law Enforcement", "treaty"),
        ("en", "LAW ON THE SUPPRESSION OF TRAFFICKING", "statute"),
        ("en", "Law on the Approval of the Convention against Fraud", "statute"),
        ("en", "Criminal Code", "statute"),
        ("en", "Joint Statement on the Convention against Fraud", "joint_statement"),
        ("en", "Maris Declaration on Online Scams", "declaration"),
        ("en", "JOINT STATEMENT between the Kingdom of Orlane and Tessara", "joint_statement"),
        ("en", "AGREEMENT between the Kingdom of Orlane and Tessara on Trade", "treaty"),
        ("en", "DECLARATION on Combating Fraud", "declaration"),
        ("en", "Treaty between ORLANE and TESSARA on UNLAWFUL Trade", "treaty"),
        ("en", "Minutes of a Meeting", ""),
        ("en", "Minutes on the treaty and UNLAWFUL ACTS", ""),
        ("zh", "示例共和国反洗钱法", "statute"),
        ("zh", "关于司法协助的条约", "treaty"),
        ("zh", "關於打擊詐騙的聯合聲明", "joint_statement"),
        ("zh", "马里斯宣言", "declaration"),
        ("zh", "示例共和国刑法（2020年修正）", "statute"),
        ("km", "ច្បាប់ស្តីពីការបង្ក្រាបអំពើជួញដូរ", "statute"),
        ("km", "អនុសញ្ញាស្តីពីការប្រឆាំងការឆបោក", "treaty"),
        ("km", "សេចក្តីប្រកាសម៉ារីស", "declaration"),
        ("km", "សេចក្តីថ្លែងការណ៍រួម", "joint_statement"),
    ],
)
def test_the_title_tells_the_type_or_nothing_does(language: str, title: str, expected: str):
    assert said(language, title).type == expected


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        (
            "en",
            "Treaty between the Government of the Republic of Aravan and the Government of the"
            " People's Republic of Lanhai on Extradition",
            ("Republic of Aravan", "People's Republic of Lanhai"),
        ),
        ("en", "Agreement between Aravan and Tamorin on Customs", ("Aravan", "Tamorin")),
        ("en", "Mekari Basin Convention against Fraud", ()),
        (
            "zh",
            "阿拉万共和国政府和兰海人民共和国政府关于引渡的条约",
            ("阿拉万共和国", "兰海人民共和国"),
        ),
        ("zh", "阿拉萬共和國與塔莫林共和國引渡條約", ("阿拉萬共和國", "塔莫林共和國")),
        (
            "km",
            "សន្ធិសញ្ញា រវាងសាធារណរដ្ឋអារ៉ាវ៉ាន់ និងព្រះរាជាណាចក្រសេរេធា ស្តីពីបត្យាប័ន",
            ("សាធារណរដ្ឋអារ៉ាវ៉ាន់", "ព្រះរាជាណាចក្រសេរេធា"),
        ),
    ],
)
def test_the_title_names_the_parties(language: str, title: str, expected: tuple[str, ...]):
    assert said(language, title).parties == expected


def test_the_preamble_names_the_parties_that_the_title_does_not():
    found = said(
        "en",
        "Mekari Basin Convention",
        preamble="The Republic of Aravan, the Sultanate of Darusan and the Kingdom of Serethia,",
    )
    assert found.parties == ("Republic of Aravan", "Sultanate of Darusan", "Kingdom of Serethia")


@pytest.mark.parametrize(
    ("language", "testimonium", "authentic", "prevailing"),
    [
        (
            "en",
            "DONE at Maris on 1 May 2011, in the Khmer, Chinese and English languages, all texts"
            " being equally authentic. In case of divergence, the English text shall prevail.",
            ("km", "zh", "en"),
            "en",
        ),
        ("en", "DONE at Maris on 1 May 2011, in duplicate.", (), ""),
        (
            "zh",
            "本条约于2011年5月1日在马里斯签订，每份均用中文和高棉文写成，两种文本同等作准。如有分歧，以高棉文本为准。",
            ("zh", "km"),
            "km",
        ),
        (
            "zh",
            "本條約於二〇一一年五月一日在馬里斯簽訂，以中文和英文寫成，兩種文本同等作準。如有分歧，以英文本為準。",
            ("zh", "en"),
            "en",
        ),
        (
            "km",
            "ធ្វើនៅម៉ារីស នៅថ្ងៃទី១ ខែឧសភា ឆ្នាំ២០១១ ជាភាសាខ្មែរ និងភាសាចិន ដោយអត្ថបទទាំងពីរមានតម្លៃស្មើគ្នា។"
            " ក្នុងករណីមានភាពខុសគ្នា អត្ថបទជាភាសាខ្មែរត្រូវយកជាគោល។",
            ("km", "zh"),
            "km",
        ),
        (
            "en",
            "DONE at Orlane, on 3 June 2014, in duplicate in the English, Khmer and Chinese"
            " languages, all texts being equally authentic; in case of divergence between the Khmer"
            " and Chinese texts, the English text shall prevail.",
            ("en", "km", "zh"),
            "en",
        ),
        (
            "en",
            "DONE at Orlane on 3 June 2014. In case of divergence between the Khmer and Chinese"
            " texts, the English text shall prevail.",
            (),
            "en",
        ),
        (
            "zh",
            "本协议于二○一八年一月十一日在金边签署，一式两份，用中文、柬文和英文写成，三种文本同等作准，"
            "如有分歧以英文文本为准。",
            ("zh", "km", "en"),
            "en",
        ),
        (
            "zh",
            "本条约于1999年2月9日在北京签订，用中文和柬文写成，两种文本同等作准；如中文本与英文本发生分歧，以英文文本为准。",
            ("zh", "km"),
            "en",
        ),
        (
            "km",
            "ធ្វើនៅភ្នំពេញ ថ្ងៃទី៥ ខែមិថុនា ឆ្នាំ២០១៥ ជាភាសាខ្មែរ បារាំង និងអង់គ្លេស មានតម្លៃស្មើគ្នា"
            " ហើយក្នុងករណីមានវិវាទ អត្ថបទភាសាអង់គ្លេសជាគោល។",
            ("km", "fr", "en"),
            "en",
        ),
    ],
    ids=[
        "en",
        "en-silent",
        "zh-Hans",
        "zh-Hant",
        "km",
        "en-one-sentence",
        "en-only-prevailing",
        "zh-one-sentence",
        "zh-one-sentence-compared",
        "km-one-sentence",
    ],
)
def test_the_testimonium_tells_the_languages(
    language: str, testimonium: str, authentic: tuple[str, ...], prevailing: str
):
    found = said(language, "", testimonium)
    assert (found.authentic, found.prevailing) == (authentic, prevailing)


@pytest.mark.parametrize(
    ("language", "testimonium", "place"),
    [
        ("en", "DONE in duplicate at Port Elane, this 5th day of May 2020.", "Port Elane"),
        ("en", "ADOPTED in Maris on 8 December 2022.", "Maris"),
        ("zh", "本公约于二〇二三年十一月二十一日订于埃兰港，正本一份。", "埃兰港"),
        ("zh", "本宣言于2022年12月8日在马里斯通过，以中文写成。", "马里斯"),
        ("km", "ធ្វើជាពីរច្បាប់ នៅបន្ទរអាស្រី នៅថ្ងៃទី១១ ខែសីហា ឆ្នាំ២០០៥។", "បន្ទរអាស្រី"),
        ("km", "អនុម័តនៅទីក្រុងវែល នៅថ្ងៃទី៣ ខែមេសា ឆ្នាំ២០២៥។", "វែល"),
    ],
)
def test_the_testimonium_tells_the_place(language: str, testimonium: str, place: str):
    assert said(language, "", testimonium).place == place


@pytest.mark.parametrize(
    ("language", "text", "in_force"),
    [
        ("zh", "本法自2025年1月1日起施行。", "2025-01-01"),
        ("en", "This Convention shall enter into force on 1 January 2020.", "2020-01-01"),
        ("en", "The Convention of 1 May 2009 shall remain in force.", ""),
        ("en", "This Treaty enters into force thirty days after ratification.", ""),
        ("zh", "1994年7月5日公布的条例同时废止。", ""),
    ],
)
def test_entry_into_force_is_read_only_where_a_date_is_stated(
    language: str, text: str, in_force: str
):
    article = Provision(eid="art_9", kind="art", text=text)
    assert read_metadata(["Title"], [article], language).in_force == in_force


def test_a_title_of_several_lines_is_joined_and_its_notes_are_left_out():
    front = [
        "TREATY",
        "between the Republic of Aravan and the Kingdom of Serethia",
        "on Extradition",
        "[Specimen instrument.]",
    ]
    found = read_metadata(front, [], "en")
    assert (
        found.title
        == "TREATY between the Republic of Aravan and the Kingdom of Serethia on Extradition"
    )
    chinese = read_metadata(["示例共和国", "反洗钱法", "（2006年10月31日通过）"], [], "zh")
    assert (chinese.title, chinese.signed) == ("示例共和国反洗钱法", "2006-10-31")


@pytest.mark.parametrize(
    ("language", "front", "title"),
    [
        (
            "km",
            [
                "ព្រះរាជាណាចក្រកម្ពុជា",
                "ជាតិ សាសនា ព្រះមហាក្សត្រ",
                "សន្ធិសញ្ញា",
                "រវាង",
                "ព្រះរាជាណាចក្រកម្ពុជា",
                "និង",
                "សាធារណរដ្ឋប្រជាមានិតចិន",
                "ស្តីពី",
                "បត្យាប័ន",
            ],
            "សន្ធិសញ្ញា រវាង ព្រះរាជាណាចក្រកម្ពុជា និង សាធារណរដ្ឋប្រជាមានិតចិន ស្តីពី បត្យាប័ន",
        ),
        (
            "en",
            [
                "KINGDOM OF CAMBODIA",
                "NATION RELIGION KING",
                "TREATY BETWEEN THE",
                "KINGDOM OF CAMBODIA",
                "AND",
                "THE KINGDOM OF ORLANE",
                "AND",
                "THE REPUBLIC OF TESSARA",
            ],
            "TREATY BETWEEN THE KINGDOM OF CAMBODIA AND THE KINGDOM OF ORLANE AND THE REPUBLIC OF"
            " TESSARA",
        ),
        ("en", ["CONVENTION AGAINST FRAUD", "UNITED NATIONS"], "CONVENTION AGAINST FRAUD"),
        (
            "zh",
            ["联合国", "和", "柬埔寨王国", "关于合作的协定"],
            "联合国和柬埔寨王国关于合作的协定",
        ),
    ],
    ids=["km", "en", "en-below", "zh"],
)
def test_a_name_over_the_title_is_letterhead_and_one_within_it_is_a_party(
    language: str, front: list[str], title: str
):
    assert read_metadata(front, [], language).title == title


def test_khmer_lines_of_a_title_that_break_in_a_word_are_joined_without_a_space():
    assert read_metadata(["ស្តីពីកិច្ច", "សហប្រតិបត្តិការ"], [], "km").title == "ស្តីពីកិច្ចសហប្រតិបត្តិការ"


@pytest.mark.parametrize(
    ("language", "note", "signed", "place", "in_force"),
    [
        (
            "en",
            "Entered into force on 24 April 1964. Done at Vienna on 18 April 1961.",
            "1961-04-18",
            "Vienna",
            "1964-04-24",
        ),
        (
            "en",
            "Entered into force March 22, 1976; signed at Washington December 3, 1971.",
            "1971-12-03",
            "Washington",
            "1976-03-22",
        ),
        ("zh", "2010年3月1日于金边签署；2012年5月1日生效。", "2010-03-01", "金边", "2012-05-01"),
    ],
)
def test_each_date_of_a_note_is_that_of_its_own_clause(
    language: str, note: str, signed: str, place: str, in_force: str
):
    found = read_metadata(["Title", note], [], language)
    assert (found.signed, found.place, found.in_force) == (signed, place, in_force)


def test_nothing_is_guessed_of_an_empty_text():
    assert read_metadata([], [], "km") == Metadata()
