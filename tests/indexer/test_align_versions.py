"""Versions of a work are aligned by provision, paragraph and sentence."""

import pytest

from benchmarks.alignment_gold import gold_accuracy
from indexer.align_versions import VersionSegments, align_versions
from indexer.bead_order import in_order
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


def test_an_article_that_is_two_in_the_other_version_is_followed_into_both(encoder):
    """The second sentence of one article is an article of its own in the other version."""
    one = Segment("art_1", "art_1", 0, 5, "Scope", heading=True)
    english = [
        one,
        *(Segment("art_1", "art_1", 6, 9, text) for text in (EN[0], EN[3])),
        Segment("art_2", "art_2", 0, 5, "Costs", heading=True),
        Segment("art_2", "art_2", 6, 9, EN[2]),
    ]
    chinese = [
        Segment("art_1", "art_1", 0, 2, "范围", heading=True),
        Segment("art_1", "art_1", 3, 9, ZH[0]),
        Segment("art_2", "art_2", 0, 5, "请求的形式", heading=True),
        Segment("art_2", "art_2", 6, 9, ZH[3]),
        Segment("art_3", "art_3", 0, 2, "费用", heading=True),
        Segment("art_3", "art_3", 3, 9, ZH[2]),
    ]
    found = pairs(
        align_versions(
            VersionSegments.of("en", english, encoder),
            VersionSegments.of("zh", chinese, encoder),
            encoder,
        )
    )
    assert [bead for bead in found if bead[0] and bead[1]] == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), (3,)),
        ((3,), (4,)),
        ((4,), (5,)),
    ]


def test_paragraphs_that_one_version_joins_are_one_bead_across_their_numbers(encoder):
    """Numbered paragraphs of a statement, two of which are one in the other version."""
    english = [Segment(f"para_{k}", f"para_{k}", 0, 9, EN[k]) for k in range(5)]
    khmer = [
        Segment("para_0", "para_0", 0, 9, KM[0] + " " + KM[1]),
        *(Segment(f"para_{k}", f"para_{k}", 0, 9, KM[k + 1]) for k in range(1, 4)),
    ]
    found = pairs(
        align_versions(
            VersionSegments.of("en", english, encoder),
            VersionSegments.of("km", khmer, encoder),
            encoder,
        )
    )
    assert found == [((0, 1), (0,)), ((2,), (1,)), ((3,), (2,)), ((4,), (3,))]


def test_a_sentence_in_another_paragraph_of_the_article_goes_with_its_translation(encoder):
    def article(texts):
        return [Segment("art_1", f"art_1__para_{k}", 0, 9, text) for k, text in texts]

    english = article([(1, EN[0]), (2, EN[1]), (3, EN[2]), (3, EN[3])])
    chinese = article([(1, ZH[0]), (1, ZH[1]), (2, ZH[2]), (3, ZH[3])])
    found = align_versions(
        VersionSegments.of("en", english, encoder),
        VersionSegments.of("zh", chinese, encoder),
        encoder,
    )
    assert pairs(found) == [((place,), (place,)) for place in range(4)]


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
