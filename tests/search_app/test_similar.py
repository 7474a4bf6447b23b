"""Similar provisions: which are found, in which language they are shown, and why."""

from contextlib import closing
from dataclasses import replace

import pytest

from indexer.extract.sandbox import ExtractLimits
from indexer.models import unpack_offsets
from indexer.pipeline import index_paths
from search_app.access import Access, RestrictedReader
from search_app.catalogue import CatalogueCache
from search_app.searcher import Searcher
from search_app.similar.asking import telling_words
from search_app.similar.finding import find_similar, nearness
from search_app.similar.form import read_similar_form
from search_app.similar.options import SimilarOptions
from search_app.similar.passages import pieces_of, pieces_of_record, whole_sentences
from search_app.work_tree import open_view
from tests.search_app.instruments import STATEMENT, TREATY, write_instruments

MLA = "aravan-serethia-mla-2011"
EXTRADITION = "lanhai-serethia-extradition-2014"
CYBER = "tamorin-velmora-cybercrime-2020"
JOINT = "lanhai-serethia-statement-2019"


def place_at(searcher, address):
    work, language, eid = address.split("/")
    view = open_view(searcher.reader.work(work))
    return view.place(view.version(language), eid)


def similar(searcher, address, **options):
    place = place_at(searcher, address)
    catalogue = CatalogueCache().of(searcher.reader)
    options.setdefault("preferred", (place.version.tag,))
    return find_similar(place, searcher, catalogue, SimilarOptions(**options))


def keys(found):
    return [f"{one.stored['work']}/{one.stored['eid']}" for one in found.found]


# --------------------------------------------------------------------------- what is found


@pytest.mark.parametrize("language", ["km", "zh", "en"])
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (f"{MLA}/%s/art_15", f"{CYBER}/chp_4__art_15"),  # costs
        (f"{MLA}/%s/art_4", f"{EXTRADITION}/art_3"),  # grounds for refusal
        (f"{MLA}/%s/art_5", f"{EXTRADITION}/art_2"),  # dual criminality
        (f"{JOINT}/%s/para_12", f"{CYBER}/chp_4__art_13"),  # contact points
    ],
)
def test_the_same_subject_in_another_work_is_found_in_every_language(
    corpus_searcher, asked, wanted, language
):
    found = similar(corpus_searcher, asked % language, size=5)
    assert wanted in keys(found)
    shown = next(one for one in found.found if one.id.split("/")[0] == wanted.split("/")[0])
    assert shown.stored["lang"] == language


def test_no_provision_of_the_own_work_is_listed_and_none_twice(corpus_searcher):
    found = similar(corpus_searcher, f"{EXTRADITION}/en/art_4", size=50)
    works = {key.partition("/")[0] for key in keys(found)}
    assert EXTRADITION not in works
    assert len(works) > 2
    assert len(set(keys(found))) == len(found.found) == 50


def test_what_is_found_is_the_same_whichever_version_is_read(corpus_searcher):
    in_english, in_khmer = (
        keys(similar(corpus_searcher, f"{MLA}/{language}/art_7")) for language in ("en", "km")
    )
    assert in_english[:3] == in_khmer[:3]


def test_versions_are_linked_and_the_one_shown_is_in_the_language_preferred(corpus_searcher):
    found = similar(corpus_searcher, f"{MLA}/en/art_15", preferred=("zh-Hant", "km"))
    first = found.found[0]
    assert first.stored["lang"] == "zh"
    assert {identity.split("/")[1] for identity in first.versions} == {"en", "km"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_provision_in_khmer_alone_finds_its_like_in_another_language(corpus_searcher, language):
    place = place_at(corpus_searcher, f"{MLA}/km/art_15")
    khmer = replace(place, view=replace(place.view, versions=[place.version]))
    catalogue = CatalogueCache().of(corpus_searcher.reader)
    options = SimilarOptions(languages=(language,), size=5)
    found = find_similar(khmer, corpus_searcher, catalogue, options)
    assert found.asked == [place.id]
    assert {one.stored["lang"] for one in found.found} == {language}
    assert {f"{EXTRADITION}/art_17", f"{CYBER}/chp_4__art_15"} & set(keys(found))


def test_a_paragraph_is_asked_for_by_its_own_text(corpus_searcher):
    whole = similar(corpus_searcher, f"{MLA}/en/art_3")
    part = similar(corpus_searcher, f"{MLA}/en/art_3__para_4")
    assert part.asked[0] == f"{MLA}/en/art_3__para_4"
    assert keys(part) != keys(whole)
    assert f"{EXTRADITION}/art_7" in keys(part)  # languages of requests and translations


# --------------------------------------------------------------------------- why


def test_the_figure_is_in_hundredths_of_what_the_text_itself_scores():
    assert nearness(0.4, 0.8) == 50
    assert nearness(0.9, 0.8) == 100
    assert nearness(-0.1, 0.8) == 0


def test_figures_are_within_bounds_and_the_nearest_is_nearer_than_the_last(corpus_searcher):
    found = similar(corpus_searcher, f"{MLA}/km/art_15", size=50).found
    assert all(0 <= one.nearness <= 100 for one in found)
    assert found[0].nearness > found[-1].nearness


def test_legal_terms_of_both_are_named_as_each_is_worded(corpus_searcher):
    found = similar(corpus_searcher, f"{EXTRADITION}/en/art_4", languages=("zh",))
    by_key = dict(zip(keys(found), found.found, strict=True))
    terms = {term.concept: term for term in by_key[f"{MLA}/art_4"].reasons.terms}
    assert (terms["death_penalty"].own, terms["death_penalty"].other) == ("death penalty", "死刑")


def test_the_passage_that_answers_is_whole_sentences_of_the_other(corpus_searcher):
    found = similar(corpus_searcher, f"{MLA}/en/art_5").found[0]
    passage = found.reasons.passage
    text = found.stored["text"][passage.start : passage.end]
    assert found.stored["eid"] == "art_2"
    assert passage.eid.startswith("art_2__para_")
    assert text.endswith((".", ";"))
    assert text[0].isalnum() or text[0] == "("


REFUSAL = f"{EXTRADITION}/%s/art_3"


@pytest.mark.parametrize("language", ["km", "zh", "en"])
def test_the_passage_is_the_counterpart_of_a_part_of_what_is_asked(corpus_searcher, language):
    found = similar(corpus_searcher, REFUSAL % language, languages=(language,))
    by_key = dict(zip(keys(found), found.found, strict=True))
    passage = by_key[f"{MLA}/art_4"].reasons.passage
    assert (passage.asked, passage.eid) in {
        ("art_3__point_b", "art_4__para_1__point_c"),  # race, religion, nationality
        ("art_3__point_c", "art_4__para_1__point_b"),  # military offences
    }


@pytest.mark.parametrize("language", ["km", "zh", "en"])
def test_every_part_that_is_named_holds_its_passage(corpus_searcher, language):
    shown = 0
    view = open_view(corpus_searcher.reader.work(EXTRADITION))
    for unit in list(view.version(language).expression.citable())[::3]:
        asked = {part.eid for part in unit.walk()}
        for one in similar(corpus_searcher, f"{EXTRADITION}/{language}/{unit.eid}").found:
            if (passage := one.reasons.passage) is None:
                continue
            spans = unpack_offsets(one.stored["part_spans"])
            both = zip(spans[::2], spans[1::2], strict=True)
            named = dict(zip(one.stored["parts"], both, strict=True))
            named[one.stored["eid"]] = 0, len(one.stored["text"])
            start, end = named[passage.eid]
            assert start <= passage.start < passage.end <= end, (one.id, passage)
            assert passage.asked in asked
            shown += 1
    assert shown > 30


@pytest.mark.parametrize("language", ["km", "zh", "en"])
def test_pieces_of_the_tree_and_of_the_index_are_the_same_and_none_only_leads(
    corpus_searcher, language
):
    place = place_at(corpus_searcher, f"{MLA}/{language}/art_4")
    stored = corpus_searcher.reader.entries([place.id])[0]
    pieces = pieces_of(place)
    assert pieces == pieces_of_record(stored)
    texts = [stored["text"][one.start : one.end] for one in pieces]
    assert len(pieces) > 6
    assert not any(text.endswith((":", "：", "៖")) or len(text) < 8 for text in texts)


@pytest.mark.parametrize(
    ("text", "language", "part", "wanted"),
    [
        ("Costs\nOne party pays. The other does not.", "en", (8, 24), "One party pays."),
        ("一、双方合作。二、费用由请求方负担。", "zh", (5, 12), "二、费用由请求方负担。"),
        ("ភាគីទាំងពីរសហការ។ ការចំណាយត្រូវបានបែងចែក។", "km", (18, 30), "ការចំណាយត្រូវបានបែងចែក។"),
    ],
)
def test_a_part_is_widened_to_the_sentences_it_is_made_of(text, language, part, wanted):
    start, end = whole_sentences(text, language, *part)
    assert text[start:end] == wanted


@pytest.mark.parametrize(("language", "word"), [("en", "Costs"), ("km", "សោហ៊ុយ"), ("zh", "费用")])
def test_headings_are_compared_in_the_language_of_the_one_shown(corpus_searcher, language, word):
    found = similar(corpus_searcher, f"{MLA}/en/art_15", preferred=(language,))
    headings = dict(zip(keys(found), (one.reasons.heading for one in found.found), strict=True))
    assert headings[f"{EXTRADITION}/art_17"] == [word]


def test_clause_types_of_both_are_named(corpus_searcher):
    found = similar(corpus_searcher, f"{MLA}/zh/art_15").found[0]
    assert "costs" in found.reasons.clauses


def test_telling_words_are_the_long_and_frequent_ones_without_function_words():
    words = [word for word, _ in telling_words("The costs of extradition. The costs of it all.")]
    assert words[:2] == ["extradit", "cost"]
    assert "the" not in words


# --------------------------------------------------------------------------- filters


def test_filters_leave_what_passes(corpus_searcher):
    found = similar(corpus_searcher, f"{MLA}/en/art_6", types=("joint_statement",))
    assert {one.stored["work"] for one in found.found} == {JOINT}
    assert not similar(corpus_searcher, f"{MLA}/en/art_6", years=(1990, 1991)).found
    khmer = similar(corpus_searcher, f"{MLA}/en/art_6", languages=("km",), years=(2014, 2019))
    assert {one.stored["lang"] for one in khmer.found} == {"km"}
    assert {one.stored["work"] for one in khmer.found} == {EXTRADITION, JOINT}


def test_works_of_the_same_parties_are_told_from_others(corpus_searcher):
    same = similar(corpus_searcher, f"{EXTRADITION}/en/art_8", parties="same", size=50)
    other = similar(corpus_searcher, f"{EXTRADITION}/en/art_8", parties="other", size=50)
    assert {one.stored["work"] for one in same.found} == {JOINT}
    assert JOINT not in {one.stored["work"] for one in other.found}


def test_how_many_are_listed_is_what_was_asked_for(corpus_searcher):
    assert len(similar(corpus_searcher, f"{MLA}/en/art_6", size=3).found) == 3


def test_every_fault_of_the_parameters_is_told_at_once():
    from werkzeug.datastructures import MultiDict

    given = {"lang": "xx", "size": "0", "parties": "mine", "year": "2025..2010", "q": "x"}
    form = read_similar_form(MultiDict(given), strict=True)
    assert {one.parameter for one in form.problems} == set(given)
    assert not form.filtered


# --------------------------------------------------------------------------- where there is none


def test_a_chapter_without_text_says_so(searcher):
    found = similar(searcher, f"{TREATY}/en/chp_2")
    assert (found.reason, found.found) == ("no_text", ())


def test_a_text_of_a_word_or_two_says_so(searcher):
    place = place_at(searcher, f"{TREATY}/en/chp_2__art_3")
    short = replace(place.provision, heading="", text="Done.")
    alone = replace(place, path=(*place.path[:-1], short), view=replace(place.view, versions=()))
    found = find_similar(alone, searcher, CatalogueCache().of(searcher.reader))
    assert found.reason == "too_short"


def test_a_work_that_is_alone_says_so(treaty_searcher):
    work = next(treaty_searcher.reader.works()).id
    found = similar(treaty_searcher, f"{work}/en/art_2")
    assert (found.reason, found.found) == ("alone", ())


def test_filters_that_leave_nothing_say_so(searcher):
    assert similar(searcher, f"{TREATY}/en/chp_2__art_3", years=(1990, 1991)).reason == "filtered"


# --------------------------------------------------------------------------- engines


class Unvectored:
    """A writer that leaves the vectors out, as an index without a model has it."""

    def __init__(self, writer):
        self.writer = writer

    def __getattr__(self, name):
        return getattr(self.writer, name)

    def replace(self, work, entries):
        self.writer.replace(work, [replace(one, vector=None, packed=b"") for one in entries])


class Nameless:
    """The encoder under no name: what an index without vectors is searched with."""

    name = ""

    def __init__(self, encoder):
        self.encoder = encoder

    def __getattr__(self, name):
        return getattr(self.encoder, name)


@pytest.fixture(scope="module", params=[True, False], ids=["vectors", "no vectors"])
def on_engine(request, new_place, encoder, tmp_path_factory):
    """A searcher on the two small instruments, in each engine, with vectors and without."""
    folder, place = tmp_path_factory.mktemp("small"), new_place()
    write_instruments(folder)
    if request.param:
        writer = place.writer(model=encoder.name, dimensions=encoder.indexed_dimensions)
    else:
        writer = Unvectored(place.writer(model="", dimensions=0))
    index_paths([folder], writer, None, encoder, limits=ExtractLimits(), jobs=2)
    writer.close()
    with closing(place.reader()) as reader:
        yield Searcher(reader, encoder if request.param else Nameless(encoder))


def test_both_engines_find_it_with_vectors_and_without(on_engine):
    found = similar(on_engine, f"{STATEMENT}/en/para_2")
    assert {one.stored["work"] for one in found.found} == {TREATY}
    with_vectors = on_engine.reader.info().dimensions > 0
    assert found.by_meaning == with_vectors
    assert all((one.nearness is not None) == with_vectors for one in found.found)
    assert all((one.legs["semantic"] is not None) == with_vectors for one in found.found)


def test_what_may_not_be_seen_is_not_listed(on_engine):
    nobody = Access(frozenset({"public"}), closed=frozenset({TREATY}))
    seen = on_engine.seeing(RestrictedReader(on_engine.reader, nobody))
    found = similar(seen, f"{STATEMENT}/en/para_2")
    assert (found.reason, found.found) == ("alone", ())
