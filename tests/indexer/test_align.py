"""Segments of two texts are put together as a translator would."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.align import align, load_weights
from indexer.anchors import numbers_of
from indexer.coarse_align import BLOCK
from indexer.encoder import open_encoder

EN = [
    "The Parties shall grant each other the widest measure of mutual assistance.",
    "Assistance may be refused if the request would prejudice sovereignty.",
    "The Requested Party shall bear the ordinary costs of executing a request.",
    "A request shall be made in writing and signed by the Central Authority.",
    "This Treaty shall enter into force thirty days after the exchange of instruments.",
]
ZH = [
    "双方应当相互提供最广泛的司法协助。",
    "如果执行请求会损害主权，可以拒绝提供协助。",
    "被请求方应当负担执行请求的一般费用。",
    "请求应当以书面形式提出，并由中央机关签署。",
    "本条约自互换批准书之日起第三十日生效。",
]
KM = [
    "ភាគីទាំងពីរត្រូវផ្តល់ឱ្យគ្នាទៅវិញទៅមកនូវជំនួយយ៉ាងទូលំទូលាយបំផុត។",
    "ជំនួយអាចត្រូវបានបដិសេធ ប្រសិនបើសំណើប៉ះពាល់ដល់អធិបតេយ្យភាព។",
    "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយធម្មតាក្នុងការអនុវត្តសំណើ។",
    "សំណើត្រូវធ្វើជាលាយលក្ខណ៍អក្សរ និងចុះហត្ថលេខាដោយអាជ្ញាធរកណ្តាល។",
    "សន្ធិសញ្ញានេះចូលជាធរមានសាមសិបថ្ងៃក្រោយការផ្លាស់ប្តូរលិខិតូបករណ៍។",
]


def pairs(beads):
    return [(bead.a, bead.b) for bead in beads]


@pytest.mark.parametrize(("a", "b"), [(EN, ZH), (KM, EN), (KM, ZH), (ZH, KM)])
def test_sentences_that_translate_each_other_are_beads(encoder, a, b):
    beads = align(a, b, encoder)
    assert pairs(beads) == [((place,), (place,)) for place in range(5)]
    assert min(bead.confidence for bead in beads) > 0.8


def test_sentences_that_one_side_has_joined_are_one_bead(encoder):
    joined = [ZH[0], ZH[1] + ZH[2], *ZH[3:]]
    assert pairs(align(EN, joined, encoder)) == [
        ((0,), (0,)),
        ((1, 2), (1,)),
        ((3,), (2,)),
        ((4,), (3,)),
    ]


def test_a_sentence_that_one_side_lacks_stays_alone(encoder):
    found = pairs(align(EN, [*KM[:2], *KM[3:]], encoder))
    assert ((2,), ()) in found
    assert ((3,), (2,)) in found


def test_texts_that_have_nothing_in_common_are_not_sure(encoder):
    other = ["The weather was fine in spring.", "She plays the violin.", "Cats sleep all day."]
    beads = align(other, ZH[:3], encoder)
    assert all(bead.confidence < 0.7 for bead in beads if bead.a and bead.b)


@pytest.mark.parametrize(("a", "b"), [([], []), (EN[:2], []), ([], ZH[:3])])
def test_where_one_side_is_empty_the_other_stays_alone(encoder, a, b):
    beads = align(a, b, encoder)
    assert pairs(beads) == [((k,), ()) for k in range(len(a))] + [((), (k,)) for k in range(len(b))]


def test_segments_without_any_word_do_no_harm(encoder):
    found = align(["", "…", *EN], [*ZH, "***"], encoder)
    assert [bead.a[-1] for bead in found if 0 in bead.b] == [2]
    assert ((4,), (2,)) in pairs(found)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([*EN, "", "1.", "再见"]), max_size=12),
    st.lists(st.sampled_from([*KM, *ZH, "—"]), max_size=12),
)
def test_every_segment_is_in_exactly_one_bead_and_beads_keep_the_order(a, b):
    beads = align(a, b, open_encoder())
    assert [place for bead in beads for place in bead.a] == list(range(len(a)))
    assert [place for bead in beads for place in bead.b] == list(range(len(b)))
    assert all(0 <= bead.confidence <= 1 for bead in beads)


def test_a_long_text_is_cut_into_blocks_and_aligned_all_the_same(encoder):
    rng = random.Random(4)
    numbers = [rng.randrange(100, 10_000) for _ in range(6 * BLOCK)]
    a = [f"{EN[k % 5]} It concerns case {number}." for k, number in enumerate(numbers)]
    b = [f"{ZH[k % 5]}本款涉及第{number}号案件。" for k, number in enumerate(numbers)]
    del b[200]
    found = pairs(align(a, b, encoder))
    right = [((k,), (k - (k > 200),)) for k in range(len(a)) if k != 200]
    assert len(set(right) & set(found)) >= 0.98 * len(right)


def test_progress_is_told_in_segments(encoder):
    told = []
    align(EN, ZH, encoder, ("en", "zh"), lambda done, total, name: told.append((done, total)))
    assert told == [(5, 5)]


@pytest.mark.usefixtures("sentence_transformers")
def test_a_model_without_rows_of_tokens_aligns_by_its_vectors(tmp_path):
    from tests.indexer.tiny_transformer import make_transformer

    make_transformer(tmp_path)
    tiny = open_encoder(str(tmp_path))
    beads = align(EN, EN, tiny)
    assert pairs(beads) == [((place,), (place,)) for place in range(5)]


def test_weights_are_there_for_every_feature():
    assert all(len(own) and (own == own).all() for own in load_weights().values())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("within thirty days, under Article 5", {30, 5}),
        ("依照第五条，在三十日内", {30, 5}),
        ("ក្នុងរយៈពេល ៣០ថ្ងៃ តាមមាត្រា ៥", {30, 5}),
        ("8 December 2022", {8, 12, 2022}),
        ("二〇二二年十二月八日", {8, 12, 2022}),
        ("ថ្ងៃទី៨ ខែធ្នូ ឆ្នាំ២០២២", {8, 12, 2022}),
        ("USD 50,000", {50_000}),
        ("៥០.០០០ដុល្លារ", {50_000}),
        ("统一行动，一切措施", set()),
        ("the two Parties", set()),
    ],
)
def test_numbers_are_the_same_in_every_language(text, numbers):
    assert numbers_of(text) == numbers
