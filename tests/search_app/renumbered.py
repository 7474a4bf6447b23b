"""A work whose Chinese version has an article that the English one lacks, and so other numbers."""

from indexer.engine.base import WorkRecord
from indexer.models import Segment
from search_app.bitext import ParallelRow, ParallelText
from search_app.work_tree import open_view
from tests.search_app.handmade_rows import record

EN1, EN2, EN2_1 = "chp_1__art_1", "chp_1__art_2", "chp_1__art_2__para_1"
EN2_A, EN3 = "chp_1__art_2__para_1__point_a", "chp_2__art_3"
ZH2, ZH3, ZH3_1, ZH4 = "chp_1__art_2", "chp_1__art_3", "chp_1__art_3__para_1", "chp_2__art_4"
ZH3_A = "chp_1__art_3__para_1__point_a"


def node(eid, kind, num, *children, heading=""):
    return {
        "eid": eid,
        "kind": kind,
        "num": num,
        "heading": heading,
        "text": "",
        "page": 3,
        "children": list(children),
    }


def segment(unit, start, text, eid=""):
    return (Segment(unit, eid or unit, start, start + len(text), text),)


ENGLISH = [
    node(
        "chp_1",
        "chp",
        "CHAPTER I",
        node(EN1, "art", "Article 1"),
        node(EN2, "art", "Article 2", node(EN2_1, "para", "1.", node(EN2_A, "point", "(a)"))),
        heading="General",
    ),
    node("chp_2", "chp", "CHAPTER II", node(EN3, "art", "Article 3"), heading="Final"),
]
CHINESE = [
    node(
        "chp_1",
        "chp",
        "第一章",
        node("chp_1__art_1", "art", "第一条"),
        node(ZH2, "art", "第二条"),
        node(ZH3, "art", "第三条", node(ZH3_1, "para", "一、", node(ZH3_A, "point", "（一）"))),
        heading="总则",
    ),
    node("chp_2", "chp", "第二章", node(ZH4, "art", "第四条"), heading="附则"),
]
ROWS = [
    (segment(EN1, 0, "First."), segment(EN1, 0, "第一。")),
    ((), segment(ZH2, 0, "新条。")),
    (segment(EN2, 0, "Chapeau:", EN2_A), segment(ZH3, 0, "起首：", ZH3_A)),
    (segment(EN2, 9, "more.", EN2_A), segment(ZH3, 4, "更多。", ZH3_A)),
    ((), segment(ZH3, 8, "另加。", ZH3_1)),
    (segment(EN3, 0, "Last."), segment(ZH4, 0, "最后。")),
]


def renumbered(work="northland-southland-2011"):
    """The rows of the work: English, Chinese."""
    stored = record(("en", "zh"), "")
    for expression, provisions in zip(stored["expressions"], (ENGLISH, CHINESE), strict=True):
        expression["provisions"] = provisions
    view = open_view(WorkRecord(id=work, entries=1, stored=stored))
    rows = [ParallelRow(cells=cells, confidence=0.9) for cells in ROWS]
    return ParallelText(view=view, versions=view.versions, rows=rows)
