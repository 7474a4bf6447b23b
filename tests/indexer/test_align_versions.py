"""Versions of a work are aligned by provision, paragraph and sentence."""

import pytest

from benchmarks.alignment_gold import gold_accuracy
from indexer.align_versions import VersionSegments, align_versions, in_order
from indexer.models import Bead, Segment
from tests.indexer.test_align import EN, KM, ZH

HEADINGS = {
    "en": ["Scope", "Refusal of assistance", "Costs", "Form of requests", "Entry into force"],
    "zh": ["范围", "拒绝协助", "费用", "请求的形式", "生效"],
    "km": ["វិសាលភាព", "ការបដិសេធជំនួយ", "ការចំណាយ", "ទម្រង់សំណើ", "ការចូលជាធរមាន"],
}
TEXTS = {"en": EN, "zh": ZH, "km": KM}


def version(encoder, language, articles, eid="art_{}"):
    """Articles by their place in ``TEXTS``, in order, with the numbers they have here."""
    segments = []
    for number, place in articles:
        unit = eid.format(number)
        heading, text = HEADINGS[language][place], TEXTS[language][place]
        segments.append(Segment(unit, unit, 0, len(heading), heading, heading=True))
        start = len(heading) + 1
        segments.append(Segment(unit, unit, start, start + len(text), text))
    return VersionSegments.of(language, segments, encoder)


def pairs(beads):
    return [(bead.a, bead.b) for bead in beads]


FIVE = [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)]


@pytest.mark.parametrize("language", ["zh", "km"])
def test_articles_of_one_number_go_together_and_headings_with_headings(encoder, language):
    found = align_versions(version(encoder, "en", FIVE), version(encoder, language, FIVE), encoder)
    assert pairs(found) == [((place,), (place,)) for place in range(10)]


def test_articles_that_are_numbered_otherwise_go_with_those_that_say_the_same(encoder):
    """As the Khmer and English of one constitution, numbered as of 1993 and as of 2015."""
    shifted = [(1, 0), (3, 1), (4, 2), (5, 3), (6, 4)]
    found = align_versions(version(encoder, "en", FIVE), version(encoder, "km", shifted), encoder)
    assert pairs(found) == [((place,), (place,)) for place in range(10)]


def test_articles_may_have_changed_places(encoder):
    swapped = [(1, 0), (2, 3), (3, 2), (4, 1), (5, 4)]
    found = set(
        pairs(
            align_versions(version(encoder, "en", FIVE), version(encoder, "zh", swapped), encoder)
        )
    )
    assert {((3,), (7,)), ((7,), (3,))} <= found


def test_chapters_that_one_version_lacks_do_not_matter(encoder):
    found = align_versions(
        version(encoder, "en", FIVE, "chp_1__art_{}"), version(encoder, "zh", FIVE), encoder
    )
    assert pairs(found) == [((place,), (place,)) for place in range(10)]


def test_an_article_that_one_version_lacks_stays_alone_in_its_place(encoder):
    lacking = [one for one in FIVE if one[0] != 3]
    found = pairs(
        align_versions(version(encoder, "en", lacking), version(encoder, "zh", FIVE), encoder)
    )
    assert found[4:6] == [((), (4,)), ((), (5,))]
    assert found[6] == ((4,), (6,))


def test_a_version_without_text_leaves_the_other_alone(encoder):
    empty = VersionSegments.of("km", [], encoder)
    found = align_versions(version(encoder, "en", FIVE[:1]), empty, encoder)
    assert pairs(found) == [((0,), ()), ((1,), ())]


def test_beads_are_in_the_order_of_the_first_side_and_the_rest_follow_their_neighbours():
    beads = [Bead((1,), (0,), 1), Bead((), (1,), 1), Bead((0,), (3,), 1), Bead((), (2,), 1)]
    assert pairs(in_order(beads)) == [((0,), (3,)), ((1,), (0,)), ((), (1,)), ((), (2,))]


def test_ninety_seven_of_a_hundred_beads_set_by_hand_are_found_in_the_corpus(encoder):
    found = gold_accuracy(encoder)
    assert {pair: one.right / one.beads >= 0.97 for pair, one in found.items()} == {
        "en–zh": True,
        "en–km": True,
        "zh–km": True,
    }
    assert sum(one.beads for one in found.values()) >= 300
