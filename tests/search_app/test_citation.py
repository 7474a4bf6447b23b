"""Citations follow the conventions of each language and hold only what is known."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.languages import ENGLISH, KHMER
from analyzers.numbers import parse_letter, parse_number
from indexer.models import Expression, Metadata, Party, Provision
from search_app.catalogue import WorkSummary
from search_app.citing.citation import citation, cited_provision
from search_app.citing.numerals import chinese, digits, letter, roman
from search_app.citing.patterns import PatternError, patterns, read_patterns
from search_app.citing.provision_names import provision_name
from search_app.interface import INTERFACE_LANGUAGES
from search_app.work_tree import VersionRecord, WorkView

TITLES = {
    "en": "Treaty between Northland and Southland on Extradition",
    "zh-Hans": "北国和南国引渡条约",
    "zh-Hant": "北國和南國引渡條約",
    "km": "សន្ធិសញ្ញាស្តីពីបត្យាប័នរវាងប្រទេសជើង និងប្រទេសត្បូង",
}
CODES = {"en": ("en", "Latn"), "km": ("km", "Khmr"), "zh-Hans": ("zh", "Hans")} | {
    "zh-Hant": ("zh", "Hant")
}
NORTH = Party(key="northland", names={"en": "Northland", "zh": "北国", "km": "ប្រទេសជើង"})
SOUTH = Party(key="southland", names={"en": "Southland", "zh": "南国", "km": "ប្រទេសត្បូង"})


def node(eid, kind, num="", *children, page=None):
    return Provision(eid=eid, kind=kind, num=num, children=children, page=page)


def cite(tag, path, parties=(NORTH, SOUTH), written="", **known):
    """The citation, in ``written``, of the innermost of ``path``, each within the one before."""
    nodes = ()
    for eid, kind, num, page in reversed(path):
        nodes = (node(eid, kind, num, *nodes, page=page),)
    language, script = CODES[tag]
    metadata = Metadata(**{"title": TITLES[tag], "type": "treaty"} | known)
    version = VersionRecord(
        address=tag,
        expression=Expression(
            language=language, script=script, metadata=metadata, provisions=nodes
        ),
        tree=(),
        origin="",
        file="corpus/treaty.pdf",
        source={"sha256": "0f3a"},
    )
    summary = WorkSummary(id="north-south", titles={}, tags={}, parties=parties)
    view = WorkView(summary=summary, versions=[version], files=(), notice="", notes=())
    place = view.place(version, path[-1][0])
    return citation(cited_provision(place, "treaty.pdf", "https://treaties.example/a"), written)


def paragraph(article, number, page=5):
    return [("art_7", "art", article, 4), ("art_7__para_2", "para", number, page)]


SIGNED = {"signed": "2011-03-04", "place": "Harbour City"}


@pytest.mark.parametrize(
    ("tag", "path", "line"),
    [
        (
            "en",
            paragraph("Article 7", "2."),
            "Treaty between Northland and Southland on Extradition, signed at Harbour City on "
            "4 March 2011, Article 7(2), p. 5. File: treaty.pdf (SHA-256: 0f3a). "
            "https://treaties.example/a",
        ),
        (
            "zh-Hans",
            paragraph("第七条", "二、"),
            "《北国和南国引渡条约》（2011年3月4日签于Harbour City），第七条第二款，第5页。"
            "文件：treaty.pdf，SHA-256：0f3a。https://treaties.example/a",
        ),
        (
            "zh-Hant",
            paragraph("第七條", "二、"),
            "《北國和南國引渡條約》（2011年3月4日簽於Harbour City），第七條第二款，第5頁。"
            "檔案：treaty.pdf，SHA-256：0f3a。https://treaties.example/a",
        ),
        (
            "km",
            paragraph("មាត្រា ៧", "២-"),
            "សន្ធិសញ្ញាស្តីពីបត្យាប័នរវាងប្រទេសជើង និងប្រទេសត្បូង, ចុះហត្ថលេខានៅ Harbour City "
            "ថ្ងៃទី៤ ខែមីនា ឆ្នាំ២០១១, មាត្រា ៧ កថាខណ្ឌទី២, ទំព័រ ៥។ ឯកសារ៖ treaty.pdf "
            "(SHA-256៖ 0f3a)។ https://treaties.example/a",
        ),
    ],
)
def test_a_citation_is_written_as_lawyers_of_its_language_write_it(tag, path, line):
    assert cite(tag, path, **SIGNED) == line


@pytest.mark.parametrize(
    ("tag", "event"),
    [
        ("en", "adopted at Harbour City on 4 March 2011"),
        ("zh-Hans", "（2011年3月4日在Harbour City通过）"),
        ("zh-Hant", "（2011年3月4日在Harbour City通過）"),
        ("km", "អនុម័តនៅ Harbour City ថ្ងៃទី៤ ខែមីនា ឆ្នាំ២០១១"),
    ],
)
def test_a_declaration_is_adopted_and_not_signed(tag, event):
    path = [("para_5", "para", "5.", None)]
    assert event in cite(tag, path, type="declaration", status="adopted", **SIGNED)


@pytest.mark.parametrize(
    ("tag", "cited"),
    [("en", "paragraph 5(a)"), ("zh-Hans", "第5段第（a）项"), ("km", "កថាខណ្ឌទី៥ ចំណុច a")],
)
def test_a_paragraph_of_a_statement_is_not_a_paragraph_of_an_article(tag, cited):
    path = [("para_5", "para", "5.", None), ("para_5__point_a", "point", "(a)", None)]
    assert f"{cited}" in cite(tag, path, type="joint_statement")


@pytest.mark.parametrize(
    ("day", "english", "chinese", "khmer"),
    [
        ("2011-03", "signed in March 2011", "2011年3月签署", "ចុះហត្ថលេខា ខែមីនា ឆ្នាំ២០១១"),
        ("2011", "signed in 2011", "2011年签署", "ចុះហត្ថលេខា ឆ្នាំ២០១១"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(day, english, chinese, khmer):
    path = paragraph("7", "2.")
    assert f", {english}, " in cite("en", path, signed=day)
    assert f"（{chinese}）" in cite("zh-Hans", path, signed=day)
    assert f", {khmer}, " in cite("km", path, signed=day)


@pytest.mark.parametrize("tag", list(TITLES))
def test_what_is_not_known_leaves_no_gap(tag):
    line = cite(tag, [("preamble", "preamble", "", None)], parties=())
    for gap in ("None", "()", "（）", ", ,", "，，", " ,", "signed", "签", "簽", "ចុះ", "p. ", "页"):
        assert gap not in line
    named = {"en": "preamble", "zh-Hans": "序言", "zh-Hant": "序言", "km": "បុព្វកថា"}
    assert named[tag] in line


@pytest.mark.parametrize(
    ("tag", "title", "shown"),
    [
        ("en", "Treaty on Extradition", "Treaty on Extradition (Northland, Southland), "),
        ("zh-Hans", "引渡条约", "《引渡条约》（北国、南国，2011年3月4日"),
        ("km", "សន្ធិសញ្ញាស្តីពីបត្យាប័ន", "សន្ធិសញ្ញាស្តីពីបត្យាប័ន (ប្រទេសជើង, ប្រទេសត្បូង), "),
    ],
)
def test_parties_are_named_where_the_title_does_not_name_them(tag, title, shown):
    path = paragraph("7", "2.")
    assert cite(tag, path, title=title, **SIGNED).startswith(shown)
    assert "Northland, Southland" not in cite(tag, path, **SIGNED)


def test_parties_without_a_name_in_the_language_are_named_as_they_are_known():
    parties = [Party(key=one, names={"en": one.title()}) for one in ("northland", "southland")]
    line = cite("km", paragraph("មាត្រា ៧", "២-"), parties=parties, title="សន្ធិសញ្ញា")
    assert line.startswith("សន្ធិសញ្ញា (Northland, Southland), ")


def test_parties_of_a_convention_of_many_are_not_listed():
    many = [Party(key=f"state-{n}", names={"en": f"State {n}"}) for n in range(6)]
    assert "State 1" not in cite("en", paragraph("Article 7", "2."), parties=many)


def test_capitals_of_a_heading_are_not_cited():
    assert "Article 7(2)" in cite("en", paragraph("ARTICLE 7", "2."))
    annex = [("annex_1", "annex", "ANNEX IV", 9)]
    assert "Annex IV, p. 9" in cite("en", annex)


def test_an_article_is_cited_without_its_chapter():
    path = [("chp_2", "chp", "CHAPTER II", 3), ("chp_2__art_7", "art", "Article 7", 4)]
    assert "CHAPTER" not in cite("en", path)
    assert "Article 7, p. 4" in cite("en", path)


# --------------------------------------------------------------------------- in other languages

POINT = "art_7__para_2__point_a"
IN_EACH = {
    "en": ("Article 7", "2.", "(a)", "Article 7(2)(a)"),
    "zh-Hans": ("第七条", "二、", "（一）", "第七条第二款第（一）项"),
    "zh-Hant": ("第七條", "二、", "（一）", "第七條第二款第（一）項"),
    "km": ("មាត្រា ៧", "២-", "(ក)", "មាត្រា ៧ កថាខណ្ឌទី២ ចំណុច ក"),
}


def point(tag):
    article, paragraph_number, letter, _ = IN_EACH[tag]
    return [
        ("art_7", "art", article, 4),
        ("art_7__para_2", "para", paragraph_number, 5),
        (POINT, "point", letter, 5),
    ]


@pytest.mark.parametrize("tag", list(IN_EACH))
@pytest.mark.parametrize("written", list(IN_EACH))
def test_a_point_is_cited_in_any_language_whichever_version_is_read(tag, written):
    line = cite(tag, point(tag), written=written)
    assert re.search(rf"[，,] ?{re.escape(IN_EACH[written][3])}[，,]", line)
    assert TITLES[tag] in line
    assert line.endswith("https://treaties.example/a")


@pytest.mark.parametrize(
    ("written", "said"),
    [("en", "Khmer text"), ("zh-Hans", "高棉文文本"), ("zh-Hant", "高棉文文本"), ("km", "អត្ថបទ")],
)
def test_a_citation_in_another_language_names_the_version_it_is_of(written, said):
    assert (said in cite("km", point("km"), written=written)) == (written != "km")


NEW = [("art_9bis", "art", "Article 9 bis", None)]
LATER = [("art_3-1", "art", "Article 3-1", None)]
ANNEX = [("annex_2", "annex", "Annex II", None), ("annex_2__para_3", "para", "3.", None)]
ONLY_ANNEX = [("annex_1", "annex", "Annex", None)]
LETTERED = [("annex_b", "annex", "Annex B", None)]
NATURAL = [("art_4", "art", "Article 4", None), ("art_4__para_2", "para", "", None)]
PREAMBLE = [("preamble", "preamble", "", None), ("preamble__para_3", "para", "", None)]
IN_NATURAL = [*NATURAL, ("art_4__para_2__point_b", "point", "(b)", None)]
BULLET = [
    ("art_5", "art", "Article 5", None),
    ("art_5__para_1", "para", "1.", None),
    ("art_5__para_1__point_c", "point", "–", None),
]
SUBPOINT = [
    ("art_6", "art", "Article 6", None),
    ("art_6__para_1", "para", "1.", None),
    ("art_6__para_1__point_a", "point", "(a)", None),
    ("art_6__para_1__point_a__subpoint_2", "subpoint", "(ii)", None),
]


@pytest.mark.parametrize(
    ("path", "english", "hans", "khmer"),
    [
        (NEW, "Article 9 bis", "第九条之一", "មាត្រា ៩ ស្ទួន"),
        (LATER, "Article 3-1", "第三条之一", "មាត្រា ៣-១"),
        (ANNEX, "Annex II, paragraph 3", "附件二第三段", "ឧបសម្ព័ន្ធ ២ កថាខណ្ឌទី៣"),
        (ONLY_ANNEX, "Annex", "附件", "ឧបសម្ព័ន្ធ"),
        (LETTERED, "Annex B", "附件B", "ឧបសម្ព័ន្ធ B"),
        (NATURAL, "Article 4, second paragraph", "第四条第二款", "មាត្រា ៤ កថាខណ្ឌទី២"),
        (PREAMBLE, "preamble, third paragraph", "序言第三段", "បុព្វកថា កថាខណ្ឌទី៣"),
        (
            IN_NATURAL,
            "Article 4, second paragraph, point (b)",
            "第四条第二款第（二）项",
            "មាត្រា ៤ កថាខណ្ឌទី២ ចំណុច ខ",
        ),
        (BULLET, "Article 5(1), indent 3", "第五条第一款第三项", "មាត្រា ៥ កថាខណ្ឌទី១ ចំណុចទី៣"),
        (
            SUBPOINT,
            "Article 6(1)(a)(ii)",
            "第六条第一款第（一）项第2目",
            "មាត្រា ៦ កថាខណ្ឌទី១ ចំណុច ក ចំណុច ២",
        ),
    ],
    ids=["bis", "dash", "annex", "only", "letter", "natural", "preamble", "in", "bullet", "sub"],
)
def test_every_kind_of_provision_is_named_as_each_language_does(path, english, hans, khmer):
    for written, name in (("en", english), ("zh-Hans", hans), ("km", khmer)):
        line = cite("en", path, written=written)
        assert re.search(rf"[，,] ?{re.escape(name)}[.。។]", line), line


@pytest.mark.parametrize(
    ("num", "printed", "names"),
    [
        ("II.", True, {"en": "Section II, paragraph 5", "km": "ផ្នែក II កថាខណ្ឌទី៥"}),
        ("二、", True, {"zh-Hans": "第二部分第5段", "zh-Hant": "第二部分第5段"}),
        ("II.", False, {"zh-Hans": "第二部分第五段", "km": "ផ្នែក ២ កថាខណ្ឌទី៥"}),
        ("Section 2", False, {"zh-Hans": "第二节第五段", "zh-Hant": "第二節第五段"}),
        ("第二节", False, {"en": "Section II, paragraph 5"}),
    ],
)
def test_a_numbered_part_of_a_statement_is_no_section_of_a_treaty(num, printed, names):
    path = [node("sec_2", "sec", num), node("sec_2__para_5", "para", "5.")]
    for tag, name in names.items():
        assert provision_name(path, patterns()[tag], printed=printed) == name


def test_the_version_in_a_language_gives_title_and_numbers_as_it_prints_them():
    english, khmer = (
        VersionRecord(
            address=tag,
            expression=Expression(
                language=tag,
                script=CODES[tag][1],
                metadata=Metadata(title=TITLES[tag], type="treaty", place=town, signed="2011"),
                provisions=(node("art_7", "art", number, page=page),),
            ),
            tree=(),
            origin="",
            file=f"{tag}.pdf",
            source={},
        )
        for tag, number, page, town in (
            ("en", "ARTICLE SEVEN", 4, "Harbour City"),
            ("km", "មាត្រាទី៧", 9, "ទីក្រុងកំពង់ផែ"),
        )
    )
    summary = WorkSummary(id="north-south", titles={}, tags={}, parties=())
    view = WorkView(summary=summary, versions=[english, khmer], files=(), notice="", notes=())
    cited = cited_provision(view.place(khmer, "art_7"), "km.pdf", "")
    assert citation(cited, "en") == (
        f"{TITLES['en']}, signed at Harbour City in 2011, Khmer text, Article SEVEN, p. 9. "
        "File: km.pdf."
    )
    assert citation(cited).startswith(
        f"{TITLES['km']}, ចុះហត្ថលេខានៅទីក្រុងកំពង់ផែ ឆ្នាំ២០១១, មាត្រាទី៧, ទំព័រ ៩។"
    )
    assert citation(cited, "zh-Hant").startswith(f"《{TITLES['km']}》（2011年簽於ទីក្រុងកំពង់ផែ）")


@given(st.integers(1, 3999))
def test_numbers_are_written_so_that_they_are_read_back(number):
    assert parse_number(chinese(number)) == number
    assert parse_number(roman(number)) == number
    assert parse_number(digits(number, "០១២៣៤៥៦៧៨៩")) == number


@given(st.integers(1, 70))
def test_letters_are_written_so_that_they_are_read_back(number):
    for alphabet in (ENGLISH.letters, KHMER.letters):
        if number <= 3 * len(alphabet):
            assert parse_letter(letter(number, alphabet)) == number


def test_the_patterns_of_every_language_are_complete():
    assert set(patterns()) == set(INTERFACE_LANGUAGES)
    table = {"own_script": ""}
    with pytest.raises(PatternError, match=r"\[xx\] lacks"):
        read_patterns("xx", table)
