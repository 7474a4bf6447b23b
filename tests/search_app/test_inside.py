"""What counts as an occurrence: no part of another word, nor of another party's name."""

import pytest

from analyzers.segment import terms
from analyzers.termbase import termbase
from search_app.concordance import Concordancer, Request
from search_app.concordance_form import read_concordance_form
from search_app.concordance_json import concordance_json
from search_app.concordance_query import read_query
from search_app.inside import Insides, says_nothing
from search_app.occurrences import Occurrence
from search_app.word_cuts import tokens_of


def occurrence(text, match, language):
    start = text.index(match)
    return Occurrence(
        source="memory", id="m#1", work="", eid="", num="", kind="", title="", tag=language,
        date="", text=text, tokens=tokens_of(terms(text)), start=start, end=start + len(match),
        position=0, counterparts=(),
    )  # fmt: skip


def is_inside(text, match, language, beginnings=()):
    return Insides(language, termbase(), beginnings).inside(occurrence(text, match, language))


@pytest.mark.parametrize(
    ("text", "match", "language"),
    [
        ("被请求方应当提供协助。", "请求方", "zh"),
        ("被請求方應當提供協助。", "請求方", "zh-Hant"),
        ("请求方法律另有规定", "方法", "zh"),
        ("缔约双方法院", "方法", "zh"),
        ("由被请求方法院裁定", "方法", "zh"),
        ("请求的目的", "目的"[1:], "zh"),
        ("៦០ ភាគរយ", "ភាគ", "km"),
    ],
)  # fmt: skip
def test_what_lies_in_another_word_or_an_opposite_name_is_inside(text, match, language):
    place = text.rindex(match)
    one = occurrence(text, match, language)
    assert Insides(language, termbase()).inside(
        Occurrence(**{**vars(one), "start": place, "end": place + len(match)})
    )


@pytest.mark.parametrize(
    ("text", "match", "language"),
    [
        ("请求方应当说明理由。", "请求方", "zh"),
        ("提供协助。请求方如果接受", "请求方", "zh"),
        ("由请求方法院裁定", "请求方", "zh"),
        ("由请求方法院裁定", "法院", "zh"),
        ("采用的方法如下", "方法", "zh"),
        ("被请求方应当提供协助。", "请求", "zh"),
        ("引渡请求书", "引渡", "zh"),
        ("ភាគីស្នើសុំត្រូវផ្ដល់ឯកសារ", "ភាគី", "km"),
        ("The extradition request was refused.", "extradition", "en"),
        ("The Requested Party shall decide.", "Party", "en"),
    ],
)  # fmt: skip
def test_what_begins_and_ends_where_words_do_is_not(text, match, language):
    assert not is_inside(text, match, language)


def test_any_ending_may_follow_a_beginning():
    assert is_inside("采用方法", "采用方", "zh")
    assert not is_inside("采用方法", "采用方", "zh", [("采", "用", "方")])


@pytest.mark.parametrize("match", ["the", "of the", "的", "នៃ"])
def test_function_words_say_nothing(match):
    assert says_nothing(match)
    assert not says_nothing(match + " court")


@pytest.fixture(scope="module")
def find(corpus_searcher):
    concordancer = Concordancer()

    def found(text, target, **more):
        query = read_query(text)
        asked = Request(query=query, language=query.language, targets=(target,), **more)
        return concordancer.concordance(corpus_searcher, asked)

    return found


def test_the_other_party_is_left_out_counted_and_shown_when_asked_for(find):
    found, every = find("请求方", "en"), find("请求方", "en", inside=True)
    assert found.inside == every.inside == len(every.lines) - len(found.lines) > 50
    assert not any(line.inside for line in found.lines)
    keys = [one.key for one in every.renderings[0].found]
    assert "requesting party" in keys
    assert keys[0] == "requesting party"
    assert "requested party" not in keys
    assert not any(line.beside[0].mark for line in every.lines if line.inside)
    assert every.renderings[0].unmarked["inside"] == found.inside
    assert [line.beside for line in every.lines if not line.inside] == [
        line.beside for line in found.lines
    ]


@pytest.mark.parametrize(("word", "target"), [("the", "zh"), ("的", "en"), ("នៃ", "en")])
def test_function_words_alone_are_listed_and_nothing_is_marked(find, word, target):
    found = find(word, target)
    assert len(found.lines) > 20
    assert not found.renderings[0].found


class _Asked(dict):
    def getlist(self, key):
        return [self[key]] if key in self else []


def test_the_json_tells_how_many_are_left_out(find):
    form = read_concordance_form(_Asked(q="请求方", to="en", inside="1"), strict=True)
    assert form.inside
    assert ("inside", "1") in form.pairs()
    request = Request(query=form.query, language="zh", targets=("en",), inside=True)
    told = concordance_json(find("请求方", "en", inside=True), form, request)
    assert told["inside"] > 50
    assert {line["inside"] for line in told["lines"]} <= {True, False}
