"""The benchmark of alignment makes documents whose right beads it knows, and counts fairly."""

import pytest

from benchmarks import alignment
from benchmarks.alignment import Counts, components, documents, gale_church, ours, plot_cost

EN = [f"Sentence number {n} of this treaty concerns extradition." for n in range(150)]
ZH = [f"本条约第{n}句涉及引渡。" for n in range(150)]


def test_documents_are_the_same_for_a_seed_and_hold_every_line_that_was_not_dropped():
    first, second = list(documents(EN, ZH, 1)), list(documents(EN, ZH, 1))
    assert first == second
    assert [one.a for one in first] != [one.a for one in documents(EN, ZH, 4)]
    kept = sum(text.count("Sentence") for one in first for text in one.a)
    assert 0.9 * 150 < kept < 150


def test_the_right_beads_are_segments_that_share_a_line_each_in_one():
    for document in documents(EN, ZH, 1):
        for side, texts in ((0, document.a), (1, document.b)):
            used = [place for bead in document.answer for place in bead[side]]
            assert len(used) == len(set(used)) <= len(texts)
        assert all(a and b for a, b in document.answer)
        assert any(len(a) != len(b) for a, b in document.answer)


def test_links_that_meet_are_one_bead():
    assert components([(0, 0), (1, 0), (2, 2), (3, 3)]) == {
        ((0, 1), (0,)),
        ((2,), (2,)),
        ((3,), (3,)),
    }


def test_strict_counts_exact_beads_and_lax_those_that_share_both_sides():
    counts = Counts()
    counts.add({((0,), (0,)), ((1,), (1,))}, {((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))})
    found = counts.measures()
    assert found["strict_p"] == pytest.approx(1 / 2)
    assert found["strict_r"] == pytest.approx(1 / 3)
    assert found["lax_p"] == 1
    assert found["lax_r"] == pytest.approx(2 / 3)


def test_this_aligner_is_right_more_often_than_lengths_alone(encoder):
    own, peer = Counts(), Counts()
    for document in documents(EN, ZH, 5):
        own.add(ours(document, encoder), document.answer)
        peer.add(gale_church(document), document.answer)
    assert own.measures()["strict_f1"] > 0.85
    assert peer.measures()["strict_f1"] < own.measures()["strict_f1"]


def test_the_plot_is_the_same_for_the_same_numbers(tmp_path):
    rows = [{"segments": size, "seconds": size / 300, "factor": 2.0} for size in alignment.SIZES]
    for name in ("one.svg", "other.svg"):
        plot_cost(rows, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()
