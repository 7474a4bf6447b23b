"""Corrections of beads: what they make of the beads, and that they are found again in new ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.models import Bead
from search_app.bead_changes import CorrectionError, confirm, merge, shift, split
from search_app.bitext import ReviewedBead
from search_app.corrections import apply, in_order, keyed, keys_of, read_bead, read_key
from tests.search_app.bitexts import beads, correction, places, segments

ENGLISH = segments(
    "Costs",
    "The Requested Party shall bear the ordinary costs.",
    "Extraordinary costs shall be agreed upon.",
    "Nothing here affects other treaties.",
)
KHMER = segments(
    "ការចំណាយ",
    "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយធម្មតា។",
    "ការចំណាយវិសាមញ្ញត្រូវព្រមព្រៀងគ្នា។",
    "គ្មានអ្វីនៅទីនេះប៉ះពាល់ដល់សន្ធិសញ្ញាផ្សេងទៀតឡើយ។",
)
AUTOMATIC = beads((1, 1), (1, 0), (1, 1), (1, 2))


def applied(corrections, a=ENGLISH, b=KHMER, automatic=AUTOMATIC):
    return apply(automatic, a, b, corrections)


# --------------------------------------------------------------------------- what they make


def test_without_corrections_the_beads_stay_as_they_are():
    found, stale = applied([])
    assert [one.bead for one in found] == AUTOMATIC
    assert {one.status for one in found} == {"automatic"}
    assert stale == []


def test_a_correction_takes_the_place_of_the_beads_it_touches():
    joined = correction([Bead((1, 2), (1,), 1.0)], ENGLISH, KHMER)
    found, stale = applied([joined])
    assert places(found) == [([0], [0]), ([1, 2], [1]), ([3], [2, 3])]
    assert [one.status for one in found] == ["automatic", "corrected", "automatic"]
    assert (found[1].author, found[1].at, found[1].bead.confidence) == ("sokha", joined.at, 1.0)
    assert stale == []


def test_a_confirmed_bead_says_so():
    found, _ = applied([correction([AUTOMATIC[0]], ENGLISH, KHMER, action="confirm")])
    assert [one.status for one in found[:2]] == ["confirmed", "automatic"]


def test_the_later_correction_wins_whatever_order_they_are_given_in():
    joined = correction([Bead((1, 2), (1,), 1.0)], ENGLISH, KHMER, number=1)
    parted = correction(
        [Bead((1,), (1,), 1.0), Bead((2,), (), 1.0)], ENGLISH, KHMER, action="split", number=2
    )
    for given_so in ([joined, parted], [parted, joined]):
        found, _ = applied(given_so)
        assert places(found)[1:3] == [([1], [1]), ([2], [])]
    earlier = replace(parted, at="2026-02-01T08:00:00.000000+00:00")
    assert places(applied([joined, earlier])[0])[1] == ([1, 2], [1])


def test_what_is_left_of_a_torn_bead_stays_a_bead_of_its_own_to_be_looked_at():
    whole = beads((4, 4))
    middle = correction([Bead((1,), (2,), 1.0)], ENGLISH, KHMER)
    found, _ = applied([middle], automatic=whole)
    assert places(found) == [([0], [0, 1]), ([1], [2]), ([2, 3], [3])]
    assert [one.bead.confidence for one in found] == [0.0, 1.0, 0.0]


def test_the_other_side_of_a_torn_bead_goes_with_what_comes_before():
    one_sided = correction([Bead((), (1,), 1.0)], ENGLISH, KHMER)
    found, _ = applied([one_sided], automatic=beads((4, 3), (0, 1)))
    assert sorted(places(found)) == [([], [1]), ([], [2]), ([], [3]), ([0, 1, 2, 3], [0])]


def test_a_withdrawn_correction_is_passed_over():
    taken_back = correction(
        [Bead((1, 2), (1,), 1.0)],
        ENGLISH,
        KHMER,
        withdrawn_at="2026-03-02T08:00:00.000000+00:00",
        withdrawn_by="sokha",
    )
    found, stale = applied([taken_back])
    assert [one.bead for one in found] == AUTOMATIC
    assert stale == []


def test_segments_that_no_bead_has_become_beads_of_their_own():
    found, _ = applied([], automatic=[])
    assert sum(len(one.bead.a) for one in found) == len(ENGLISH)
    assert sum(len(one.bead.b) for one in found) == len(KHMER)


# --------------------------------------------------------------------------- found again


JOINED = correction([Bead((1, 2), (1,), 1.0)], ENGLISH, KHMER)


def test_a_correction_is_found_again_where_positions_moved():
    more = [*segments("Preamble", "All Parties agree.", unit="preamble"), *ENGLISH]
    found, stale = apply(beads((2, 0), (4, 4)), more, KHMER, [JOINED])
    assert ([3, 4], [1]) in places(found)
    assert stale == []


def test_a_correction_is_found_again_where_the_provision_has_another_number():
    a = [replace(one, unit="art_2", eid="art_2") for one in ENGLISH]
    b = [replace(one, unit="art_2", eid="art_2") for one in KHMER]
    found, stale = apply(AUTOMATIC, a, b, [JOINED])
    assert ([1, 2], [1]) in places(found)
    assert stale == []


def test_a_heading_that_others_have_too_is_found_where_its_provision_went():
    both = correction([Bead((0, 1), (0, 1), 1.0)], ENGLISH, KHMER)
    other = [("art_1", "Costs"), ("art_1", "Each Party bears its own.")]
    a = segments(*other, *(("art_2", one.text) for one in ENGLISH))
    found, stale = apply(beads((6, 4)), a, KHMER, [both])
    assert ([2, 3], [0, 1]) in places(found)
    assert stale == []


def test_a_changed_neighbour_leaves_a_correction_alone():
    b = [*KHMER[:3], *segments("ឃ្លានេះត្រូវបានកែប្រែទាំងស្រុង។")]
    found, stale = applied([JOINED], b=b)
    assert ([1, 2], [1]) in places(found)
    assert stale == []


def test_other_white_space_and_what_has_no_width_is_no_other_text():
    spaced = segments(*(one.text.replace(" ", "\u00a0 ") for one in ENGLISH))
    parted = segments(*("\u200b".join(one.text.split("ការ")) for one in KHMER))
    joined = segments(*("".join(one.text.split("ការ")) for one in KHMER))
    on_joined = correction([Bead((1, 2), (1,), 1.0)], ENGLISH, joined)
    assert applied([on_joined], a=spaced, b=parted)[1] == []


@pytest.mark.parametrize(
    "texts",
    [
        ["Costs", "The Requested Party shall bear all costs.", ENGLISH[2].text],
        ["Costs", ENGLISH[1].text, "A new sentence.", ENGLISH[2].text],
        ["Costs", ENGLISH[2].text, ENGLISH[1].text],
        [],
    ],
    ids=["changed", "parted", "turned round", "gone"],
)
def test_a_correction_whose_texts_are_not_there_as_they_were_is_stale_and_changes_nothing(texts):
    a = segments(*texts)
    found, stale = apply(beads((len(texts), 4)), a, KHMER, [JOINED])
    assert stale == [JOINED]
    assert {one.status for one in found} == {"automatic"}


def test_the_same_text_twice_in_a_provision_is_told_apart():
    a = segments("（一）同意。", "（二）拒绝。", "（一）同意。")
    b = segments("Agreed.", "Refused.", "Agreed.")
    second = correction([Bead((2,), (1, 2), 1.0)], a, b)
    found, stale = apply(beads((1, 1), (1, 1), (1, 1)), a, b, [second])
    assert ([2], [1, 2]) in places(found)
    assert stale == []


def test_a_text_that_was_there_twice_and_is_there_once_is_not_taken_for_both():
    a = segments("第五条", "第五条")
    both = correction([Bead((0, 1), (0,), 1.0)], a, KHMER)
    assert apply(beads((1, 4)), a[:1], KHMER, [both])[1] == [both]


# --------------------------------------------------------------------------- keys


def test_a_bead_reads_back_from_its_string():
    one = keyed(Bead((0, 1), (2,), 1.0), keys_of(ENGLISH), keys_of(KHMER))
    assert read_bead(str(one)) == one
    empty = keyed(Bead((), (2,), 1.0), keys_of(ENGLISH), keys_of(KHMER))
    assert read_bead(str(empty)) == empty


@pytest.mark.parametrize(
    "text",
    ["", "|", "art_1", "art_1:0:0|", "a|b|c", f":{'0' * 32}:0|", f"a:{'0' * 32}:-1|",
     f"a:{'0' * 32}:១|", f"a:{'g' * 32}:0|"],
)  # fmt: skip
def test_what_is_no_bead_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_bead(text)


def test_half_a_surrogate_pair_has_a_key():
    (key,) = keys_of(segments("\ud83d"))
    assert read_key(str(key)) == key


# --------------------------------------------------------------------------- what can be done


def test_a_bead_is_joined_with_the_next_and_with_the_one_before():
    assert merge(AUTOMATIC, 1, 1) == [Bead((1, 2), (1,), 1.0)]
    assert merge(AUTOMATIC, 1, -1) == [Bead((0, 1), (0,), 1.0)]


@pytest.mark.parametrize(("at", "step"), [(0, -1), (3, 1)], ids=["before the first", "after all"])
def test_nothing_is_joined_with_what_is_not_there(at, step):
    with pytest.raises(CorrectionError, match="There is no row"):
        merge(AUTOMATIC, at, step)


def test_rows_with_a_gap_between_them_stay_apart():
    apart = [Bead((0,), (0,), 0.9), Bead((1,), (5,), 0.9)]
    with pytest.raises(CorrectionError, match="do not follow each other"):
        merge(apart, 0, 1)


def test_a_bead_is_split_at_a_place_on_each_side():
    assert split(AUTOMATIC, 3, (1, 1)) == [Bead((3,), (2,), 1.0), Bead((), (3,), 1.0)]
    assert split(AUTOMATIC, 3, (0, 1)) == [Bead((), (2,), 1.0), Bead((3,), (3,), 1.0)]
    assert split(AUTOMATIC, 0, (1, 0)) == [Bead((0,), (), 1.0), Bead((), (0,), 1.0)]


@pytest.mark.parametrize("first", [(0, 0), (1, 2), (2, 0), (-1, 1), (0, 3)])
def test_a_split_that_leaves_a_row_empty_or_lies_outside_is_refused(first):
    with pytest.raises(CorrectionError, match="cannot be split there"):
        split(AUTOMATIC, 3, first)


def test_a_segment_goes_up_or_down_to_the_neighbour():
    assert shift(AUTOMATIC, 3, 1, -1) == [Bead((2,), (1, 2), 1.0), Bead((3,), (3,), 1.0)]
    assert shift(AUTOMATIC, 2, 1, 1) == [Bead((2,), (), 1.0), Bead((3,), (1, 2, 3), 1.0)]
    assert shift(AUTOMATIC, 0, 1, 1) == [Bead((0,), (), 1.0), Bead((1,), (0,), 1.0)]


def test_a_row_whose_only_segment_goes_is_no_more():
    assert shift(AUTOMATIC, 1, 0, -1) == [Bead((0, 1), (0,), 1.0)]


def test_nothing_is_moved_out_of_an_empty_cell_over_a_gap_or_past_the_end():
    with pytest.raises(CorrectionError, match="nothing in this version"):
        shift(AUTOMATIC, 1, 1, 1)
    with pytest.raises(CorrectionError, match="There is no row after"):
        shift(AUTOMATIC, 3, 0, 1)
    with pytest.raises(CorrectionError, match="does not follow"):
        shift([Bead((0,), (0,), 0.9), Bead((1,), (5,), 0.9)], 1, 1, -1)


def test_what_is_confirmed_is_certain():
    assert confirm(beads((1, 1), confidence=0.2), 0) == [Bead((0,), (0,), 1.0)]


# --------------------------------------------------------------------------- whatever happens

TEXTS = ["引渡", "Costs", "ការចំណាយ", "費用", "Refusal", "拒绝", "ការបដិសេធ", "1.", "第五条"]


@st.composite
def versions(draw):
    units = st.sampled_from(["art_1", "art_2", "preamble"])
    drawn = st.lists(st.tuples(units, st.sampled_from(TEXTS)), max_size=8)
    return tuple(segments(*sorted(draw(drawn), key=lambda pair: pair[0])) for _ in range(2))


@st.composite
def aligned(draw, a, b):
    """Beads that have every segment once, in whatever order the rows of one side stand."""
    runs = [_cut(draw, len(side)) for side in (a, b)]
    most = max(map(len, runs))
    first, second = (draw(st.permutations([*one, *[()] * (most - len(one))])) for one in runs)
    return [Bead(x, y, 0.5) for x, y in zip(first, second, strict=True) if x or y]


def _cut(draw, count):
    places, runs = list(range(count)), []
    while places:
        size = draw(st.integers(1, len(places)))
        runs.append(tuple(places[:size]))
        places = places[size:]
    return runs


@st.composite
def cases(draw):
    """Corrections of one text, and the text as it is read later."""
    a, b = draw(versions())
    made = []
    for number in range(draw(st.integers(0, 5))):
        chosen = draw(aligned(a, b))
        some = draw(st.lists(st.sampled_from(chosen), unique=True)) if chosen else []
        if some:
            made.append(correction(some, a, b, number=number))
    if draw(st.booleans()):
        a, b = draw(versions())
    return a, b, draw(aligned(a, b)), made


@given(cases())
def test_every_segment_is_in_exactly_one_bead_whatever_was_corrected(case):
    a, b, automatic, corrections = case
    found, stale = apply(automatic, a, b, corrections)
    for number, side in enumerate((a, b)):
        held = [place for one in found for place in (one.bead.a, one.bead.b)[number]]
        assert sorted(held) == list(range(len(side)))
    for one in found:
        assert one.bead.a or one.bead.b
        for side in (one.bead.a, one.bead.b):
            assert list(side) == list(range(side[0], side[0] + len(side))) if side else True
    assert len(stale) <= len(corrections)


@given(cases())
def test_the_last_correction_that_can_be_applied_stands_as_it_was_made(case):
    a, b, automatic, corrections = case
    found, stale = apply(automatic, a, b, corrections)
    living = [one for one in corrections if one not in stale]
    if living:
        last = max(living, key=lambda one: one.at)
        mine = [one.bead for one in found if one.at == last.at]
        assert len(mine) == len(last.beads)
        digests = sorted(
            tuple(tuple(key.digest for key in side) for side in bead) for bead in last.beads
        )
        keys = keys_of(a), keys_of(b)
        assert digests == sorted(
            tuple(tuple(key.digest for key in side) for side in keyed(bead, *keys)) for bead in mine
        )


@given(cases())
def test_beads_in_order_are_all_there_and_the_first_side_ascends(case):
    automatic = case[2]
    ordered = in_order([ReviewedBead(bead) for bead in automatic])
    assert sorted(map(repr, ordered)) == sorted(repr(ReviewedBead(bead)) for bead in automatic)
    first = [place for one in ordered for place in one.bead.a]
    assert first == sorted(first)
