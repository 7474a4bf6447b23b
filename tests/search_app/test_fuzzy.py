"""A pasted sentence finds those most like it, in instruments and memories, with translations."""

import json
import shutil

import pytest
from click.testing import CliRunner

from indexer.engine import open_reader
from indexer.models import Bead
from search_app.bitext import ReviewedBead
from search_app.cli import main
from search_app.filters import Filters
from search_app.fuzzy import (
    LONGEST_SENTENCE,
    MOST_SENTENCES,
    Matcher,
    MatchOptions,
    SentenceError,
    read_sentences,
)
from search_app.instrument_segments import InstrumentSegments, SegmentPlaces
from search_app.likeness import quick_percent, words_of, words_of_many
from search_app.memory import MemoryReader
from search_app.segment_source import Scope
from search_app.work_tree import open_view
from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.memories import OFFICE, add, write_tmx

COSTS = {
    "en": "The Requested Party shall bear the extraordinary costs of executing a request.",
    "zh": "被请求方应当负担执行请求的全部费用。",
    "km": "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយក្នុងការអនុវត្តសំណើ។",
}


@pytest.fixture(scope="module")
def memories(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("fuzzy")
    add(folder / "memory", encoder, write_tmx(folder / "office.tmx"))
    reader = MemoryReader(folder / "memory")
    yield reader
    reader.close()


@pytest.fixture
def matcher(searcher, memories):
    return Matcher(searcher.encoder, InstrumentSegments(searcher.reader), memories)


def only(matcher, text, **options):
    (found,) = matcher.match(text, MatchOptions(**options)).sentences
    return found


@pytest.mark.parametrize("language", COSTS)
def test_the_most_alike_segment_comes_with_its_counterparts(matcher, language):
    found = only(matcher, COSTS[language])
    assert found.language == language
    best = found.matches[0]
    assert best.place.id.split("/")[:2] == [TREATY, language]
    assert 70 <= best.likeness.percent < 100
    others = {"en": "ordinary costs", "zh": "一般费用", "km": "ការចំណាយធម្មតា"}
    assert others.pop(language)
    assert {one.tag.partition("-")[0] for one in best.counterparts} == set(others)
    for one in best.counterparts:
        assert others[one.tag.partition("-")[0]] in one.text
        assert one.confidence is not None


def test_a_segment_within_an_article_is_found_with_its_place(matcher, searcher):
    found = only(matcher, "The offence is a purely political offence.")
    place = found.matches[0].place
    assert (place.id, place.eid) == (
        f"{TREATY}/en/chp_1__art_2",
        "chp_1__art_2__para_1__point_a",
    )
    (stored,) = searcher.reader.entries([place.id])
    assert stored["text"][place.start : place.end] == found.matches[0].text


def test_a_memory_is_matched_and_named(matcher):
    found = only(matcher, "The Central Authority shall reply to the letter within sixty days.")
    best = found.matches[0]
    assert (best.place.memory, best.place.number) == ("office", 1)
    assert best.likeness.numbers_only
    assert [one.tag for one in best.counterparts] == ["km", "zh-Hans"]
    assert [one.confidence for one in best.counterparts] == [None, None]


def test_the_threshold_says_what_is_listed(matcher):
    text = "The Requested Party shall bear the costs."
    assert only(matcher, text, threshold=100).total == 0
    low = only(matcher, text, threshold=50)
    assert low.total >= 1
    assert all(match.likeness.percent >= 50 for match in low.matches)
    percents = [match.likeness.percent for match in low.matches]
    assert percents == sorted(percents, reverse=True)


def test_the_same_words_are_100_per_cent(matcher):
    text = "the requested party shall bear the ordinary costs of executing a request"
    best = only(matcher, text, threshold=100).matches[0]
    assert best.likeness.percent == 100
    assert best.likeness.changes == 0


def test_simplified_text_finds_the_traditional_segment(matcher):
    best = only(matcher, "双方同意将诈骗所得返还被害人。").matches[0]
    assert (best.place.work, best.tag, best.likeness.percent) == (STATEMENT, "zh-Hant", 100)


@pytest.mark.parametrize("language", COSTS)
def test_other_languages_are_found_by_meaning_and_never_have_a_percentage(matcher, language):
    found = only(matcher, COSTS[language])
    assert found.near
    assert language not in {one.tag.partition("-")[0] for one in found.near}
    assert all(one.tag.partition("-")[0] == language for one in found.matches)
    nearest = found.near[0]
    assert nearest.place.id.endswith("art_3")
    assert not hasattr(nearest, "likeness")
    similarities = [one.similarity for one in found.near]
    assert similarities == sorted(similarities, reverse=True)
    assert {one.tag.partition("-")[0] for one in nearest.counterparts} == {language}


def test_a_memory_is_near_in_another_language_too(matcher):
    found = only(matcher, "口译员应当对庭审内容保密。", where="memories")
    assert found.matches == []
    assert found.near[0].text in {OFFICE[2][0][1], OFFICE[2][1][1]}


def test_targets_bind_counterparts_and_what_is_near(matcher):
    found = only(matcher, COSTS["en"], targets=("km",))
    assert {one.tag for one in found.matches[0].counterparts} == {"km"}
    assert {one.tag for one in found.near} == {"km"}


def test_filters_bind_instruments_and_names_bind_memories(matcher):
    scope = Scope(filters=Filters(types=("joint_statement",)))
    assert only(matcher, COSTS["en"], scope=scope, where="instruments").matches == []
    assert only(matcher, COSTS["en"], where="memories").matches == []
    letter = OFFICE[0][0][1]
    assert only(matcher, letter, scope=Scope(memories=("office",))).total == 1
    assert only(matcher, letter, scope=Scope(memories=("other",))).total == 0
    assert only(matcher, letter, where="instruments").total == 0


def test_corrected_beads_give_the_counterparts(searcher, memories):
    view = open_view(searcher.reader.work(TREATY))
    places = {version.address: len(version.segments) - 1 for version in view.versions}

    def corrected(work):
        if work.id != TREATY:
            return {}
        pair = work.pair("en", "zh")
        first = Bead((places[pair[0]],), (0,), 1.0)
        return {pair: [ReviewedBead(first, "corrected", "Sok", "2026-01-01T00:00:00Z")]}

    matcher = Matcher(searcher.encoder, InstrumentSegments(searcher.reader, corrected), memories)
    best = only(matcher, COSTS["en"], targets=("zh",)).matches[0]
    (one,) = best.counterparts
    assert one.status == "corrected"
    first = view.version("zh").segments[0] if view.pair("en", "zh")[0] == "en" else None
    assert first is None or one.text == first.text


def test_several_sentences_are_matched_one_by_one(matcher):
    text = f"{COSTS['en']} {OFFICE[1][0][1]}\n{COSTS['km']}"
    found = matcher.match(text).sentences
    assert [one.language for one in found] == ["en", "en", "km"]
    assert all(one.total for one in found)
    assert len(matcher.match(text, MatchOptions(split=False)).sentences) == 1


def test_the_same_sentence_with_the_same_translations_is_listed_once(tmp_path, searcher, encoder):
    add(tmp_path / "memory", encoder, write_tmx(tmp_path / "a.tmx", [*OFFICE, OFFICE[0]]))
    reader = MemoryReader(tmp_path / "memory")
    matcher = Matcher(encoder, InstrumentSegments(searcher.reader), reader)
    found = only(matcher, OFFICE[0][0][1])
    (match,) = found.matches
    assert found.total == 2
    assert sorted([match.place.number, match.also[0].number]) == [1, 4]
    reader.close()


def test_every_segment_that_reaches_the_threshold_is_found(corpus_searcher, encoder, tmp_path):
    """What a look at every segment of the corpus finds, the index finds too."""
    source = InstrumentSegments(corpus_searcher.reader)
    matcher = Matcher(encoder, source, MemoryReader(tmp_path / "none"))
    views = [open_view(record) for record in corpus_searcher.reader.works()]
    for language in COSTS:
        texts = [
            segment.text
            for view in views
            for version in view.versions
            if version.expression.language == language
            for segment in version.segments
        ]
        every = [[word.text for word in words] for words in words_of_many(texts)]
        for text in texts[5:400:40]:
            if not words_of(text):
                continue
            own = [word.text for word in words_of(text)]
            wanted = sum(bool(quick_percent(own, one, 70)) for one in every)
            found = only(matcher, text, language=language, split=False, where="instruments")
            assert found.total == wanted, text


def test_no_memory_is_no_error_and_a_damaged_one_is_a_note(tmp_path, searcher, encoder):
    source = InstrumentSegments(searcher.reader)
    without = Matcher(encoder, source, MemoryReader(tmp_path / "none")).match(COSTS["en"])
    assert without.notes == ()
    add(tmp_path / "memory", encoder, write_tmx(tmp_path / "a.tmx"))
    for path in (tmp_path / "memory" / "text").glob("*"):
        path.write_bytes(b"?")
    damaged = Matcher(encoder, source, MemoryReader(tmp_path / "memory")).match(COSTS["en"])
    assert damaged.sentences[0].total == without.sentences[0].total == 1
    assert "treatylens memory add" in damaged.notes[0]


def test_a_memory_that_is_removed_while_it_is_open_is_gone(tmp_path, searcher, encoder):
    add(tmp_path / "memory", encoder, write_tmx(tmp_path / "a.tmx"))
    reader = MemoryReader(tmp_path / "memory")
    matcher = Matcher(encoder, InstrumentSegments(searcher.reader), reader)
    assert only(matcher, OFFICE[0][0][1]).total == 1
    shutil.rmtree(tmp_path / "memory")
    assert only(matcher, OFFICE[0][0][1]).total == 0


# --------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no_words"),
        (" … !\n", "no_words"),
        ("x" * (LONGEST_SENTENCE + 1), "sentence_too_long"),
        ("The Party shall act. " * (MOST_SENTENCES + 1), "too_many_sentences"),
        ("Les parties contractantes s'accordent mutuellement l'entraide judiciaire.", "language"),
    ],
    ids=["empty", "marks", "long", "many", "french"],
)
def test_a_text_that_cannot_be_matched_is_refused_with_the_reason(matcher, text, reason):
    with pytest.raises(SentenceError) as refused:
        matcher.match(text)
    assert refused.value.reason == reason


def test_a_language_that_is_chosen_is_not_detected():
    (asked,) = read_sentences("Signed Darusan", MatchOptions(language="en"))
    assert asked.language == "en"


# --------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def places(tmp_path_factory, searcher, encoder):
    folder = tmp_path_factory.mktemp("command")
    add(folder / "memory", encoder, write_tmx(folder / "office.tmx"))
    return searcher.reader._location, folder / "memory"


def call(places, *arguments):
    index, memory = places
    return CliRunner().invoke(
        main,
        ["match", *arguments, "--index", str(index)],
        env={"TREATYLENS_MEMORY": str(memory)},
    )


def test_the_command_prints_one_json_document(places):
    done = call(places, COSTS["km"], "--to", "en", "--json")
    assert done.exit_code == 0, done.output
    (sentence,) = json.loads(done.stdout)["sentences"]
    match = sentence["matches"][0]
    assert match["source"]["type"] == "instrument"
    assert f"{match['equal']} of {match['longer']} words alike" in match["explanation"]
    assert [one["lang"] for one in match["counterparts"]] == ["en"]


def test_the_command_reads_well_on_a_terminal(places):
    done = call(places, "The Central Authority shall reply to the letter within 60 days.")
    assert done.exit_code == 0, done.output
    assert "memory office, unit 1" in done.stdout
    assert "(only numbers differ)" in done.stdout
    assert OFFICE[0][1][1] in done.stdout


def test_the_command_refuses_what_cannot_be_matched(places):
    done = call(places, "Les parties contractantes s'accordent mutuellement l'entraide judiciaire.")
    assert done.exit_code == 2
    assert done.stderr.startswith("treatylens: the language of the text")
    assert call(places, "text", "--threshold", "20").exit_code == 2


# --------------------------------------------------------------------------- reindexed meanwhile


def test_places_kept_are_those_of_the_index_as_it_is_now(tmp_path, encoder, index_into):
    sources = tmp_path / "sources"
    sources.mkdir()
    text = (
        "Treaty on Costs\n\nArticle 1\nCosts\n\n{first}The Requested Party shall bear the costs.\n"
    )
    (sources / "treaty_en.txt").write_text(text.format(first=""), encoding="utf-8")
    index_into([sources], tmp_path / "index")
    reader = open_reader(tmp_path / "index")
    places = SegmentPlaces()

    def best():
        source = InstrumentSegments(reader, places=places)
        matcher = Matcher(encoder, source, MemoryReader(tmp_path / "none"))
        return only(matcher, "The Requested Party shall bear the costs.").matches[0]

    before = best()
    longer = text.format(first="Requests shall be in writing. ")
    (sources / "treaty_en.txt").write_text(longer, encoding="utf-8")
    index_into([sources], tmp_path / "index")
    after = best()
    assert before.text == after.text == "The Requested Party shall bear the costs."
    assert after.place.start > before.place.start
    reader.close()
