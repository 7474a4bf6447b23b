"""Versions of a work side by side: rows from the beads of every two."""

import pytest

from indexer.models import Bead, Expression, Metadata, Provision
from search_app.bitext import DOUBTFUL, ReviewedBead, beads_of, parallel_text
from search_app.work_tree import VersionRecord, WorkView, open_view


def version(address, *sentences):
    """A version of one article with a sentence a paragraph."""
    text = "\n".join(sentences)
    places, at = [], 0
    for sentence in sentences:
        places.append(("art_1", "art_1", at, at + len(sentence)))
        at += len(sentence) + 1
    article = Provision(eid="art_1", kind="art", num="1", text=text)
    return VersionRecord(
        address=address,
        expression=Expression(
            language=address[:2],
            script={"km": "Khmr", "zh": "Hans", "en": "Latn"}[address[:2]],
            metadata=Metadata(),
            provisions=(article,),
        ),
        tree=(),
        origin="",
        file="",
        source={},
        places=places,
    )


EN = version("en", "The Parties shall assist.", "They may refuse.", "Costs are borne.")
ZH = version("zh", "双方应当协助。", "可以拒绝。", "费用自理。")
KM = version("km", "ភាគីត្រូវជួយ។ អាចបដិសេធ។", "ចំណាយត្រូវទទួលបន្ទុក។")


def view(*versions, **alignments):
    pairs = {tuple(name.split("_")): beads for name, beads in alignments.items()}
    return WorkView(
        summary=None, versions=versions, files=(), notice="", notes=(), alignments=pairs
    )


def one_to_one(count, confidence=0.9):
    return [Bead((place,), (place,), confidence) for place in range(count)]


TWO = view(EN, ZH, en_zh=one_to_one(3))
THREE = view(
    EN,
    ZH,
    KM,
    en_zh=one_to_one(3),
    en_km=[Bead((0, 1), (0,), 0.8), Bead((2,), (1,), 0.4)],
    zh_km=[Bead((0, 1), (0,), 0.7), Bead((2,), (1,), 0.9)],
)


def shown(text):
    return [tuple(len(cell) for cell in row.cells) for row in text.rows]


def test_two_versions_have_a_row_a_bead():
    text = parallel_text(TWO, [EN, ZH])
    assert shown(text) == [(1, 1)] * 3
    assert text.rows[1].texts(["en", "zh"]) == ("They may refuse.", "可以拒绝。")


def test_seen_from_the_other_side_the_rows_are_the_same():
    assert [bead.bead for bead in beads_of(TWO, "zh", "en")] == one_to_one(3)
    assert shown(parallel_text(TWO, [ZH, EN])) == [(1, 1)] * 3


def test_of_three_versions_sentences_that_one_joins_are_one_row():
    text = parallel_text(THREE, [EN, ZH, KM])
    assert shown(text) == [(2, 2, 1), (1, 1, 1)]
    assert text.rows[0].texts(["en", "zh", "km"])[:2] == (
        "The Parties shall assist. They may refuse.",
        "双方应当协助。可以拒绝。",
    )


def test_a_row_is_as_sure_as_the_least_sure_bead_it_is_made_of():
    text = parallel_text(THREE, [EN, ZH, KM])
    assert [row.confidence for row in text.rows] == [0.8, 0.4]
    assert [row.doubtful for row in text.rows] == [False, DOUBTFUL > 0.4]


def test_what_the_first_version_lacks_stands_where_the_others_have_it():
    lacking = view(
        EN,
        ZH,
        en_zh=[
            Bead((0,), (0,), 0.9),
            Bead((), (1,), 0.9),
            Bead((1,), (2,), 0.9),
            Bead((2,), (), 1),
        ],
    )
    assert shown(parallel_text(lacking, [EN, ZH])) == [(1, 1), (0, 1), (1, 1), (1, 0)]


def test_the_others_go_together_where_the_first_has_nothing():
    view_of_three = view(
        EN,
        ZH,
        KM,
        en_zh=[Bead((0,), (0,), 0.9), Bead((1,), (1,), 0.9), Bead((2,), (), 1), Bead((), (2,), 1)],
        en_km=[Bead((0, 1), (0,), 0.8), Bead((2,), (), 1), Bead((), (1,), 1)],
        zh_km=[Bead((0, 1), (0,), 0.7), Bead((2,), (1,), 0.9)],
    )
    assert shown(parallel_text(view_of_three, [EN, ZH, KM])) == [(2, 2, 1), (0, 1, 1), (1, 0, 0)]


def test_corrections_take_the_place_of_beads_and_say_whose_they_are():
    corrected = {
        ("en", "zh"): [
            ReviewedBead(Bead((0, 1), (0, 1), 1.0), "corrected", "sok", "2026-01-02T03:04:05Z"),
            ReviewedBead(Bead((2,), (2,), 0.2)),
        ]
    }
    first, second = parallel_text(TWO, [EN, ZH], corrected).rows
    assert (first.status, first.author, first.at) == ("corrected", "sok", "2026-01-02T03:04:05Z")
    assert (second.status, second.doubtful) == ("automatic", True)


def test_a_row_of_three_that_is_confirmed_in_part_says_nothing_of_who_looked():
    corrected = {
        ("en", "zh"): [
            ReviewedBead(bead, "confirmed", "sok", "2026-01-02T03:04:05Z") for bead in one_to_one(3)
        ]
    }
    rows = parallel_text(THREE, [EN, ZH, KM], corrected).rows
    assert {(row.status, row.author, row.at) for row in rows} == {("automatic", "", "")}


@pytest.mark.parametrize("order", [("en", "zh", "km"), ("km", "en", "zh"), ("zh", "km")])
def test_every_segment_of_an_indexed_work_is_in_one_row(treaty_searcher, order):
    (record,) = treaty_searcher.reader.works()
    work = open_view(record)
    text = parallel_text(work, [work.version(tag) for tag in order])
    for number, tag in enumerate(order):
        held = [segment for row in text.rows for segment in row.cells[number]]
        assert sorted(held, key=lambda one: (one.unit, one.start)) == sorted(
            work.version(tag).segments, key=lambda one: (one.unit, one.start)
        )
    assert all(row.confidence > 0.5 for row in text.rows)
    assert len(text.rows) == 10
