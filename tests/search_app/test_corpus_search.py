"""Searches on works of the corpus: citations among alike treaties, operators, distances, dates."""

from dataclasses import replace

import pytest

from search_app.filters import Filters
from search_app.profiles import load_profile
from search_app.searcher import Options, Searcher

EXTRADITION = "lanhai-serethia-extradition-2014"
CONSULAR = "darusan-lanhai-consular-2005"
CYBERCRIME = "tamorin-velmora-cybercrime-2020"

TITLES = {
    EXTRADITION: {
        "en": "Treaty on Extradition between the People's Republic of Lanhai and the Kingdom of "
        "Serethia",
        "zh": "兰海人民共和国和塞雷西亚王国引渡条约",
        "km": "សន្ធិសញ្ញាស្តីពីបត្យាប័ន រវាងសាធារណរដ្ឋប្រជាមានិតឡានហៃ និងព្រះរាជាណាចក្រសេរេធា",
    },
    CYBERCRIME: {
        "en": "Agreement between Tamorin and Velmora on Combating Cybercrime",
        "zh": "塔莫林共和国和维尔莫拉联邦关于打击网络犯罪和交换电子证据的合作协定",
        "km": "កិច្ចព្រមព្រៀងស្តីពីការប្រយុទ្ធប្រឆាំងឧក្រិដ្ឋកម្មអ៊ីនធឺណិត",
    },
}


def citing(number, lang, title):
    khmer = "".join(chr(0x17E0 + int(digit)) for digit in str(number))
    return {
        "en": f"Article {number} of the {title}",
        "zh": f"《{title}》第{'零一二三四五六七八九'[number]}条",
        "km": f"មាត្រា {khmer} នៃ{title}",
    }[lang]


def ids(results):
    return [hit.id for hit in results.hits]


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["keyword", "hybrid", "semantic"])
@pytest.mark.parametrize("lang", ["en", "zh", "km"])
@pytest.mark.parametrize("work", list(TITLES))
def test_a_citation_of_a_named_work_finds_that_work_first(corpus_searcher, work, lang, mode, group):
    query = citing(7, lang, TITLES[work][lang])
    hit = corpus_searcher.search(query, Options(mode=mode, group=group, size=1)).hits[0]
    assert (hit.stored["work"], hit.stored["lang"]) == (work, lang)
    assert hit.cited.endswith("art_7")


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize(
    ("query", "lang"),
    [("Article 7", "en"), ("第七条", "zh"), ("មាត្រា ៧", "km")],
    ids=["en", "zh", "km"],
)
def test_what_is_cited_is_shown_in_the_language_of_the_query(corpus_searcher, query, lang, group):
    results = corpus_searcher.search(query, Options(group=group, size=4))
    assert {hit.stored["lang"] for hit in results.hits} == {lang}
    assert all(hit.cited for hit in results.hits)


@pytest.mark.parametrize(
    ("query", "lang"),
    [("preamble", "en"), ("引渡条约序言", "zh"), ("បុព្វកថា", "km")],
    ids=["en", "zh", "km"],
)
def test_preambles_come_first_for_who_asks_for_one(corpus_searcher, query, lang):
    hit = corpus_searcher.search(query, Options(size=1)).hits[0]
    assert (hit.cited, hit.stored["lang"]) == ("preamble", lang)


@pytest.mark.parametrize(
    ("query", "eid"),
    [
        ("Article 7(1)(c)", "art_7__para_1__point_c"),
        ("第七条第一款第三项", "art_7__para_1__point_c"),
        ("មាត្រា ៧ កថាខណ្ឌ ២", "art_7__para_2"),
    ],
    ids=["en", "zh", "km"],
)
def test_a_cited_paragraph_is_found_in_the_article_that_has_it(corpus_searcher, query, eid):
    results = corpus_searcher.search(query, Options(size=30, group="provision"))
    cited = [bool(hit.cited) for hit in results.hits]
    assert cited == sorted(cited, reverse=True)
    for hit in results.hits:
        holds = any(part.endswith(eid) for part in hit.stored["parts"])
        assert hit.cited.endswith(eid) if holds else not hit.cited


@pytest.mark.parametrize("query", ["title:extradition lang:km", "title:引渡条约 lang:en"])
def test_a_work_is_found_by_its_title_in_any_language(corpus_searcher, query):
    results = corpus_searcher.search(query, Options(size=50))
    assert {hit.stored["work"] for hit in results.hits} == {EXTRADITION}


def test_a_cited_chapter_is_its_articles(corpus_searcher):
    results = corpus_searcher.search(
        "Chapter 3", Options(size=3, filters=Filters(languages=("en",)))
    )
    assert all("chp_3" in hit.stored["eid"] and hit.cited for hit in results.hits)


@pytest.mark.parametrize(
    ("query", "lang"),
    [
        ("Article 5 AND lang:en", "en"),
        ("(Article 5) lang:en", "en"),
        ("第五条 AND lang:zh", "zh"),
        ("មាត្រា ៥ OR មាត្រា ៥", "km"),
    ],
)
@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_a_citation_beside_an_operator_finds_every_provision_it_names(
    corpus_searcher, query, lang, mode
):
    every = corpus_searcher.search("Article 5", Options(size=500, mode="keyword"))
    named = {hit.id for hit in every.hits if hit.cited and hit.stored["lang"] == lang}
    found = corpus_searcher.search(query, Options(size=500, mode=mode))
    assert len(named) >= 4
    assert named <= set(ids(found))


@pytest.mark.parametrize(
    ("query", "within"),
    [
        ("extradition AND offence", {"extradit", "offence"}),
        ("(extradition offence) lang:en", {"extradit", "offence"}),
    ],
)
def test_words_beside_an_operator_are_all_needed(corpus_searcher, query, within):
    results = corpus_searcher.search(query, Options(size=100, expand=False, mode="keyword"))
    assert results.hits
    for hit in results.hits:
        text = hit.stored["text"].lower()
        assert all(word in text for word in within)


def test_an_operand_is_also_found_under_its_names_in_other_languages(corpus_searcher):
    query = "extradition AND lang:zh"
    assert corpus_searcher.search(query, Options(mode="keyword", expand=False)).total == 0
    results = corpus_searcher.search(query, Options(mode="keyword"))
    assert any("引渡" in hit.matched for hit in results.hits)
    assert "引渡" in {expansion.text for expansion in results.expansions}


@pytest.mark.parametrize("query", ['"dual criminality"', "-extradition lang:en", "lang:km"])
def test_what_is_not_widened_names_no_other_terms(corpus_searcher, query):
    assert corpus_searcher.search(query).expansions == ()


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ('"assistance mutual"~3', "mutual assistance"),
        ('"请求方 被请求方"~10', "被请求方"),
        ('"资产返还"~5 OR "犯罪引渡"~9', "引渡"),
        ('"ភាគី សំណើ"~3', "សំណើ"),
    ],
    ids=["either order", "parts with one another", "one run", "khmer"],
)
def test_words_near_each_other_are_found_and_marked(corpus_searcher, query, least):
    results = corpus_searcher.search(query, Options(mode="keyword", size=100, expand=False))
    assert results.hits
    assert all(hit.highlights for hit in results.hits)
    assert any(least in hit.stored["text"].lower() for hit in results.hits)


@pytest.mark.parametrize("sign", ["费", "款", "法"])
def test_one_chinese_character_is_found_inside_words(corpus_searcher, sign):
    options = Options(mode="keyword", expand=False, size=500)
    quoted = set(ids(corpus_searcher.search(f'"{sign}"', options)))
    bare = corpus_searcher.search(sign, options)
    assert quoted
    assert quoted <= set(ids(bare))
    assert all(hit.highlights for hit in bare.hits if hit.id in quoted)
    assert corpus_searcher.search(f"lang:zh -{sign}", options).total == (
        corpus_searcher.search("lang:zh", options).total - len(quoted)
    )


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_hits_by_date_say_the_ranks_they_have_by_relevance(corpus_searcher, mode, group):
    def ranks(sort):
        options = Options(mode=mode, group=group, sort=sort, size=500)
        found = corpus_searcher.search("extradition", options)
        return {hit.id: hit.legs["keyword"] for hit in found.hits}, found.total

    by_date, dated = ranks("date")
    relevant, total = ranks("relevance")
    assert dated == total
    for name, rank in by_date.items():
        if rank and name in relevant:
            assert relevant[name] == rank
    assert any(by_date.values())


@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("query", ["extradition of a person", "追缴犯罪所得", "ជំនួយ Article 7"])
def test_pages_go_on_after_what_is_fused(corpus_searcher, query, group):
    shallow = replace(load_profile(), keyword_depth=6, semantic_depth=5)
    searcher = Searcher(corpus_searcher.reader, corpus_searcher.encoder, shallow)
    total = searcher.search(query, Options(group=group)).total
    seen = []
    for offset in range(0, total + 7, 7):
        page = searcher.search(query, Options(group=group, size=7, offset=offset))
        assert page.total == total
        seen += page.hits
    names = [hit.id if group == "none" else (hit.stored["work"], hit.stored["eid"]) for hit in seen]
    assert len(names) == len(set(names)) == total > 11
    ranks = [hit.legs["keyword"] for hit in seen[11:]]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_what_only_filters_list_has_no_rank(corpus_searcher, sort):
    results = corpus_searcher.search("lang:km", Options(sort=sort))
    assert all(set(hit.legs.values()) == {None} for hit in results.hits)


def test_a_word_that_is_nowhere_is_told_apart_from_what_is_near_in_meaning(corpus_searcher):
    assert corpus_searcher.search("zxqwvbn").by_words == 0
    assert corpus_searcher.search("extradition").by_words
    assert corpus_searcher.search("extradition", Options(mode="semantic")).by_words is None


@pytest.mark.parametrize(
    "query",
    ["第七条 lang:zh", "第七條 lang:zh", "第七條", "蘭海 第七條"],
)
def test_chinese_of_either_script_finds_the_chinese_versions_first(corpus_searcher, query):
    results = corpus_searcher.search(query, Options(group="provision", size=3))
    assert {hit.stored["lang"] for hit in results.hits} == {"zh"}


@pytest.mark.parametrize(
    "exclusion",
    ["-Article 7", "NOT Article 7", "NOT (Article 7)", "-第七条", "-第七條", "NOT មាត្រា ៧"],
)
def test_an_excluded_citation_leaves_out_the_provisions_and_little_else(corpus_searcher, exclusion):
    options = Options(mode="keyword", expand=False, size=500)
    every = set(ids(corpus_searcher.search("year:2000..2030", options)))
    left = set(ids(corpus_searcher.search(f"year:2000..2030 {exclusion}", options)))
    named = {name for name in every if name.endswith("art_7")}
    assert named
    assert not named & left
    # What is lost besides mentions an Article 7.
    assert len(every - left - named) < 10


def test_what_is_excluded_beside_a_citation_is_a_citation_of_its_own(corpus_searcher):
    analysis = corpus_searcher.search("Article 7 -Article 5").analysis
    assert [one.eid for one in analysis.citations] == ["art_7"]
    assert [one.eid for one in analysis.excluded] == ["art_5"]
