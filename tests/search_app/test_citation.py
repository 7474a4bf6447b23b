"""Citations follow the conventions of each language and hold only what is known."""

import pytest

from indexer.models import Expression, Metadata, Party, Provision
from search_app.catalogue import WorkSummary
from search_app.citation import citation
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


def cite(tag, path, parties=(NORTH, SOUTH), **known):
    """The citation of the innermost of ``path``, each node within the one before."""
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
    return citation(place, "treaty.pdf", "https://treaties.example/a")


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
