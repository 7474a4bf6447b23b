"""Segments know the provision they stand in and where in its text."""

import pytest

from indexer.reading import read_file
from indexer.segmenting import segments_of
from tests.factories import write_treaty


@pytest.fixture(scope="module")
def expressions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("segments")
    return {
        item.language: item for path in write_treaty(folder) for item in read_file(path).expressions
    }


def test_headings_and_sentences_are_segments_in_text_order(expressions):
    own = [(one.eid, one.text) for one in segments_of(expressions["zh"])]
    assert own == [
        ("preamble", "北国和南国，"),
        ("preamble", "愿意在惩治犯罪方面进行合作，"),
        ("preamble", "达成协议如下："),
        ("art_1", "范围"),
        ("art_1", "双方应当相互提供最广泛的刑事司法协助。"),
        ("art_2", "拒绝协助"),
        ("art_2__para_1", "如果执行请求会损害被请求方的主权，可以拒绝提供协助。"),
        ("art_2__para_2", "不得以银行保密为由拒绝提供协助。"),
        ("art_3", "费用"),
        ("art_3", "被请求方应当负担执行请求的一般费用。"),
    ]


@pytest.mark.parametrize("language", ["km", "zh", "en"])
def test_a_segment_is_where_it_says(expressions, language):
    expression = expressions[language]
    units = {unit.eid: unit for unit in expression.citable()}
    segments = segments_of(expression)
    for one in segments:
        assert units[one.unit].shown[one.start : one.end] == one.text
        assert one.heading == (one.end <= len(units[one.unit].heading))
    for unit in units.values():
        held = "".join(one.text for one in segments if one.unit == unit.eid)
        numbers = "".join(part.num for part in unit.walk() if part is not unit)
        bare = "".join(unit.shown.split())
        assert len("".join(held.split())) == len(bare) - len("".join(numbers.split()))


def test_the_number_of_a_paragraph_is_no_part_of_its_sentence(expressions):
    texts = [one.text for one in segments_of(expressions["km"])]
    assert "ជំនួយមិនត្រូវបានបដិសេធដោយហេតុផលនៃការសម្ងាត់របស់ធនាគារឡើយ។" in texts
