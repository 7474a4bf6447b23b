"""Evaluation: judgements read, rankings measured, runs kept and compared."""

import json
import math

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from search_app.cli import main
from search_app.evaluation import Target, evaluation_json, indexed
from search_app.judgements import (
    Article,
    EvaluationError,
    Judgement,
    Topic,
    fingerprint,
    judgements,
    read_articles,
    read_qrels,
    read_topics,
    topics_of,
)
from search_app.measures import MEASURES, means, measure
from search_app.profiles import load_profile
from search_app.runs import Run, aligned, measures_path, read_run, write_run
from tests.factories import write_treaty

#: The same two articles in three languages.
ARTICLES = [
    Article("a", "1", "en", "The costs of extradition are borne by the requested party."),
    Article("a", "1", "zh-Hans", "引渡费用由被请求方负担。"),
    Article("a", "1", "zh-Hant", "引渡費用由被請求方負擔。"),
    Article("a", "1", "km", "ការចំណាយលើបត្យាប័នជាបន្ទុករបស់ភាគីទទួលសំណើ។"),
    Article("a", "2", "en", "Testimony may be given by video link."),
    Article("a", "2", "zh-Hans", "证言可以通过视频连接提供。"),
    Article("a", "2", "km", "សក្ខីកម្មអាចត្រូវបានផ្តល់តាមវីដេអូ។"),
]
LANGUAGES = {article.id: article.lang for article in ARTICLES}


def table(path, *rows):
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def judged_on(text, lang="en", *, relevant=("a|1|en",), target="en", **topic):
    asked = Topic(id=topic.pop("id", "q"), lang=lang, text=text, **topic)
    return Judgement(topic=asked, lang=target, relevant=frozenset(relevant))


# --------------------------------------------------------------------------- measures


def test_measures_are_those_worked_out_by_hand():
    (found,) = measure([["x", "a", "y", "b"]], [{"a", "b", "c"}])
    gained = 1 / math.log2(3) + 1 / math.log2(5)  # at ranks 2 and 4
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)  # at 1, 2 and 3
    assert found["ndcg@10"] == pytest.approx(gained / ideal)
    assert (found["mrr"], found["r@10"], found["p@1"]) == (0.5, pytest.approx(2 / 3), 0.0)


def test_the_eleventh_hit_does_not_count():
    ranking = [f"x{number}" for number in range(10)] + ["a"]
    assert measure([ranking], [{"a"}]) == [dict.fromkeys(MEASURES, 0.0)]


def test_a_query_that_finds_nothing_counts_as_nothing_found():
    rows = measure([[], ["a"]], [{"a"}, {"a"}])
    assert rows == [dict.fromkeys(MEASURES, 0.0), dict.fromkeys(MEASURES, 1.0)]
    assert means(rows) == dict.fromkeys(MEASURES, 0.5)


@pytest.mark.parametrize(
    "identity", ["ច្បាប់|មាត្រា ១|km", "条约|第一条|zh-Hans", "a b\tc|1|en", "a\0b"], ids=ascii
)
def test_an_id_may_be_of_any_letters(identity):
    assert measure([["x", identity]], [{identity}])[0]["mrr"] == 0.5


def test_nothing_judged_gives_no_measures():
    assert measure([], []) == []
    assert means([]) == dict.fromkeys(MEASURES, 0.0)


@given(
    ranking=st.lists(st.integers(0, 30), max_size=15, unique=True),
    wanted=st.sets(st.integers(0, 30), min_size=1, max_size=15),
)
def test_measures_agree_with_their_definitions(ranking, wanted):
    (found,) = measure([list(map(str, ranking))], [set(map(str, wanted))])
    gains = [one in wanted for one in ranking[:10]]
    discounts = [1 / math.log2(rank + 1) for rank in range(1, 11)]
    gained = sum(discount for discount, gain in zip(discounts, gains, strict=False) if gain)
    first = next((rank for rank, gain in enumerate(gains, 1) if gain), math.inf)
    assert found["ndcg@10"] == pytest.approx(gained / sum(discounts[: len(wanted)]))
    assert found["mrr"] == pytest.approx(1 / first)
    assert found["r@10"] == pytest.approx(sum(gains) / len(wanted))
    assert found["p@1"] == float(gains[:1] == [True])


# --------------------------------------------------------------------------- judgements


def test_an_article_is_searched_once_in_each_language_and_never_finds_itself():
    relevant = {"a|1|en", "a|1|km", "a|1|zh-Hans", "a|1|zh-Hant"}
    found = judgements(topics_of(ARTICLES), {"a|1|en": relevant}, LANGUAGES)
    assert [one.pair for one in found] == ["en-km", "en-zh-Hans", "en-zh-Hant"]
    assert {identity for one in found for identity in one.relevant} == relevant - {"a|1|en"}
    assert all(one.topic.plain for one in found)


def test_an_article_that_is_a_query_is_cut_to_400_characters():
    long = Article("a", "9", "km", "ការចំណាយលើបត្យាប័ន" * 100)
    assert len(topics_of([long])[long.id].text) == 400


def test_a_citation_has_one_ranking_over_all_languages():
    topic = Topic(id="q", lang="km", text="មាត្រា ១", kind="citation", plain=False)
    (one,) = judgements({"q": topic}, {"q": {"a|1|en", "a|1|km"}}, LANGUAGES)
    assert (one.pair, one.relevant) == ("km-any", {"a|1|en", "a|1|km"})


@pytest.mark.parametrize(
    ("head", "syntax", "plain"),
    [
        (("query_id", "lang", "text"), False, True),
        (("query_id", "lang", "text"), True, False),
        (("query_id", "lang", "text", "kind"), False, False),
    ],
    ids=["passages", "syntax asked for", "kinds"],
)
def test_queries_are_a_persons_where_they_have_kinds_or_it_is_asked(tmp_path, head, syntax, plain):
    row = ("q", "zh-Hans", "双重犯罪", "term")[: len(head)]
    found = read_topics(table(tmp_path / "q.tsv", head, row), syntax=syntax)["q"]
    assert (found.text, found.plain) == ("双重犯罪", plain)
    assert found.kind == ("term" if "kind" in head else "")


@pytest.mark.parametrize(
    ("read", "content", "said"),
    [
        (read_articles, b"doc\tarticle\tlang\n1\t2\ten\n", "lacks the columns text"),
        (read_articles, b"doc\tarticle\tlang\ttext\n", "has no row"),
        (read_articles, b"doc\tarticle\tlang\ttext\na\t1\tfr\tLoi\n", "'fr' is not a language"),
        (read_articles, b"doc\tarticle\tlang\ttext\na\t1\n", "lacks the lang in line 2"),
        (read_topics, b"query_id\tlang\ttext\n\xff\ten\tx\n", "not tab-separated UTF-8"),
        (read_topics, b"query_id\ttext\nq\tx\n", "lacks the columns lang"),
        (lambda path: read_qrels(path, {"q"}), b"query_id\trelevant_id\nr\tx\n", "is no query"),
        (lambda path: read_qrels(path, {"q"}), b"query_id\trelevant_id\nq\n", "in line 2"),
    ],
    ids=[
        "a column",
        "no row",
        "a language",
        "a short row",
        "encoding",
        "a column of queries",
        "a query",
        "a short judgement",
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_a_sentence(tmp_path, read, content, said):
    path = tmp_path / "file.tsv"
    path.write_bytes(content)
    with pytest.raises(EvaluationError, match=said):
        read(path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(EvaluationError, match=r"none\.tsv cannot be read"):
        read_articles(tmp_path / "none.tsv")


def test_a_relevant_id_that_is_nowhere_is_said():
    with pytest.raises(EvaluationError, match=r"'b\|1\|en' is judged and is not there"):
        judgements(topics_of(ARTICLES), {"a|1|en": {"b|1|en"}}, LANGUAGES)


def test_what_is_judged_is_the_same_in_any_order_and_other_with_other_texts():
    first, second = judged_on("引渡"), judged_on("证言", id="r")
    assert fingerprint([first, second]) == fingerprint([second, first])
    assert fingerprint([first]) != fingerprint([judged_on("引渡费用")])
    assert fingerprint([first]) != fingerprint([judged_on("引渡", relevant=("a|2|en",))])


# --------------------------------------------------------------------------- runs of searches


@pytest.fixture(scope="module")
def target(encoder):
    with indexed(ARTICLES, encoder, load_profile()) as found:
        yield found


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("video link testimony", "en", "a|2|en"),
        ("视频连接", "zh-Hans", "a|2|zh-Hans"),
        ("引渡费用", "zh-Hant", "a|1|zh-Hant"),
        ("សក្ខីកម្ម", "km", "a|2|km"),
    ],
    ids=["en", "zh-Hans", "Simplified finds Traditional", "km"],
)
@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_words_find_their_article_in_the_language_and_script_searched(
    target, mode, text, lang, wanted
):
    run = target.run([judged_on(text, lang, relevant=(wanted,), target=lang)], mode)
    assert run.rankings[0][0] == wanted
    assert {LANGUAGES[found] for found in run.rankings[0]} == {lang}
    assert run.measures == [dict.fromkeys(MEASURES, 1.0)]


def test_an_article_is_not_among_its_own_hits(target):
    text = ARTICLES[0].text
    run = target.run([judged_on(text, id="a|1|en", relevant=("a|2|en",))], "keyword")
    assert "a|1|en" not in run.rankings[0]


def test_the_termbase_finds_a_term_in_another_language_and_can_be_left_out(target):
    asked = judged_on("引渡", "zh-Hans", plain=False, kind="cross")
    found = {expand: target.run([asked], "keyword", expand=expand) for expand in (True, False)}
    assert [list(found[expand].rankings[0]) for expand in (True, False)] == [["a|1|en"], []]
    assert [found[expand].expand for expand in (True, False)] == [True, False]


def test_a_passage_is_searched_without_the_termbase_and_says_so(target):
    run = target.run([judged_on("引渡", "zh-Hans")], "keyword", expand=True)
    assert (list(run.rankings[0]), run.expand) == ([], False)


def test_a_query_that_cannot_be_read_is_named_with_its_fault(target):
    with pytest.raises(EvaluationError, match=r"the query 'q' cannot be read: .*quot"):
        target.run([judged_on('"video link', plain=False)], "keyword")
    passage = target.run([judged_on('"video link', relevant=("a|2|en",))], "keyword")
    assert passage.rankings[0] == ["a|2|en"]


def test_progress_is_told_to_the_end(target):
    told = []
    judged = [judged_on("引渡"), judged_on("证言")]
    target.run(judged, "keyword", progress=lambda *said: told.append(said))
    assert told == [(1, 2, ""), (2, 2, "")]


def made(judged, rankings, **changes):
    said = {"mode": "keyword", "model": "m", "profile": "default/2", "expand": True, **changes}
    relevant = [one.relevant for one in judged]
    return Run(**said, judged=judged, rankings=rankings, measures=measure(rankings, relevant))


def test_the_mean_is_over_pairs_and_kinds_have_rows_of_their_own():
    judged = [
        judged_on("第五条", "zh-Hans", id="c1", kind="citation", target="any"),
        judged_on("引渡", "zh-Hans", id="t1", kind="term"),
        judged_on("引渡费用", "zh-Hans", id="t2", kind="term"),
    ]
    document = evaluation_json(made(judged, [["a|1|en"], ["a|1|en"], []]))
    assert [row["queries"] for row in document["pairs"].values()] == [1, 2]
    assert document["pairs"]["zh-Hans-en"]["p@1"] == 0.5
    assert document["mean"]["p@1"] == 0.75
    assert document["kinds"].keys() == {"citation", "term"}
    assert document["kinds"]["term"]["zh-Hans-en"] == document["pairs"]["zh-Hans-en"]
    assert document["kinds"]["term"]["mean"].keys() == set(MEASURES)


# --------------------------------------------------------------------------- runs in files


def test_a_run_has_a_line_a_hit_whose_scores_fall(tmp_path):
    judged = [judged_on("引渡", "zh-Hans", id="q"), judged_on("引渡", "zh-Hans", id="r s%")]
    write_run(tmp_path / "run", made(judged, [["a|1|en", "b 2|1|en"], ["a|1|en"]]))
    assert (tmp_path / "run").read_text("utf-8").splitlines() == [
        "q Q0 a|1|en 1 1.000000 treatylens-keyword-default/2",
        "q Q0 b%202|1|en 2 0.500000 treatylens-keyword-default/2",
        "r%20s%25 Q0 a|1|en 1 1.000000 treatylens-keyword-default/2",
    ]


def test_a_query_judged_in_several_languages_is_a_topic_in_each(tmp_path):
    judged = [judged_on("引渡", target="en"), judged_on("引渡", target="km", relevant=("a|1|km",))]
    write_run(tmp_path / "run", made(judged, [["a|1|en"], ["a|1|km"]]))
    topics = [line.split()[0] for line in (tmp_path / "run").read_text("utf-8").splitlines()]
    assert topics == ["q>en", "q>km"]


def test_a_run_is_read_back_in_the_order_of_the_queries(tmp_path):
    judged = [judged_on("引渡", id="q"), judged_on("证言", id="r")]
    run = made(judged, [["a|1|en"], ["x", "a|1|en"]])
    write_run(tmp_path / "run", run)
    kept = read_run(tmp_path / "run")
    assert kept.made_with == run.made_with
    assert aligned(kept, judged) == run.measures
    assert aligned(kept, judged[::-1]) == run.measures[::-1]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([judged_on("引渡", id="q")], r"'r' \(en-en\) is only in .*run"),
        ([judged_on("引渡", id=name) for name in "qrs"], "'s' .* is only in this run"),
        ([judged_on("引渡", id=name, target="km") for name in "qr"], "is only in"),
        ([judged_on("引渡费用", id=name) for name in "qr"], "had other texts or judgements"),
    ],
    ids=["one less", "one more", "another pair", "other texts"],
)
def test_a_run_of_other_queries_is_not_compared(tmp_path, others, said):
    judged = [judged_on("引渡", id=name) for name in "qr"]
    write_run(tmp_path / "run", made(judged, [[], []]))
    with pytest.raises(EvaluationError, match=f"do not have the same queries.*{said}"):
        aligned(read_run(tmp_path / "run"), others)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, r"cannot be read.*--run"),
        (b"{", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[]", "is no run"),
        (b'{"mode": "keyword"}', "is no run"),
        (b'{"mode": 1, "model": 1, "profile": 1, "expand": 1, "queries": [1]}', "is no run"),
    ],
    ids=["not there", "cut off", "no text", "a list", "half", "wrong rows"],
)
def test_a_file_that_holds_no_run_is_said(tmp_path, content, said):
    if content is not None:
        measures_path(tmp_path / "run").write_bytes(content)
    with pytest.raises(EvaluationError, match=said):
        read_run(tmp_path / "run")


# --------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluate")
    (folder / "files").mkdir()
    write_treaty(folder / "files")
    done = call("index", folder / "files", "--index", folder / "index", "--json")
    assert done.exit_code == 0, done.stderr
    rows = [(one.doc, one.article, one.lang, one.text) for one in ARTICLES]
    table(folder / "articles.tsv", ("doc", "article", "lang", "text"), *rows)
    qrels = [("a|1|en", "a|1|km"), ("a|1|en", "a|1|zh-Hans"), ("a|2|km", "a|2|en")]
    table(folder / "qrels.tsv", ("query_id", "relevant_id"), *qrels)
    topics = [
        ("c1", "en", "citation", "Article 2"),
        ("c2", "zh-Hans", "citation", "第三条"),
        ("t1", "km", "term", "ការសម្ងាត់របស់ធនាគារ"),
        ("x1", "zh-Hant", "cross", "銀行保密"),
    ]
    table(folder / "topics.tsv", ("query_id", "lang", "kind", "text"), *topics)
    answers = [
        *(("c1", f"treaty/{lang}/art_2") for lang in ("en", "km", "zh")),
        *(("c2", f"treaty/{lang}/art_3") for lang in ("en", "km", "zh")),
        ("t1", "treaty/km/art_2"),
        ("x1", "treaty/en/art_2"),
    ]
    table(folder / "answers.tsv", ("query_id", "relevant_id"), *answers)
    return folder


def call(*arguments):
    return CliRunner().invoke(main, [str(part) for part in arguments])


def on_articles(place, *more):
    return call(
        *("evaluate", "--articles", place / "articles.tsv", "--qrels", place / "qrels.tsv"), *more
    )


def on_index(place, *more):
    topics = ("--queries", place / "topics.tsv", "--qrels", place / "answers.tsv")
    return call("evaluate", "--index", place / "index", *topics, *more)


def test_articles_as_queries_keep_the_agreed_shape(place):
    done = on_articles(place, "--json")
    document = json.loads(done.stdout)
    agreed = {"mode", "model", "profile", "pairs", "mean", "seconds"}
    assert document.keys() == agreed | {"expand"}
    assert document["pairs"].keys() == {"en-km", "en-zh-Hans", "km-en"}
    assert document["pairs"]["en-km"].keys() == {"queries", *MEASURES}
    assert document["mean"].keys() == set(MEASURES)
    assert document["profile"] == load_profile().label
    assert document["expand"] is False


def test_topics_are_searched_in_an_index_by_kind(place):
    document = json.loads(on_index(place, "--json").stdout)
    assert document["kinds"].keys() == {"citation", "cross", "term"}
    assert document["kinds"]["citation"].keys() == {"en-any", "zh-Hans-any", "mean"}
    assert document["kinds"]["citation"]["mean"]["p@1"] == 1.0
    assert document["kinds"]["term"]["km-km"]["ndcg@10"] == 1.0
    assert document["pairs"].keys() == {"en-any", "zh-Hans-any", "km-km", "zh-Hant-en"}
    assert document["expand"] is True


def test_without_the_termbase_a_term_does_not_reach_another_language(place):
    found = [
        json.loads(on_index(place, "--mode", "keyword", option, "--json").stdout)["kinds"]["cross"]
        for option in ("--expand", "--no-expand")
    ]
    assert [kind["mean"]["ndcg@10"] for kind in found] == [1.0, 0.0]


def test_a_chinese_answer_is_looked_for_in_either_script(place, treaty_searcher):
    asked = judged_on(
        "銀行保密", "zh-Hant", relevant=("treaty/zh/art_2",), target="zh", plain=False
    )
    assert Target(treaty_searcher).run([asked], "keyword").rankings[0][0] == "treaty/zh/art_2"


def test_the_tables_read_well_on_a_terminal(place):
    on_index(place, "--mode", "semantic", "--run", place / "table.run")
    shown = on_index(place, "--compare", place / "table.run").stdout
    for part in ("hybrid", "termbase", "citation", "en-any", "difference from", "semantic"):
        assert part in shown


def test_a_run_compared_with_itself_differs_in_nothing(place):
    run = place / "same.run"
    assert on_index(place, "--run", run).exit_code == 0
    done = on_index(place, "--compare", run, "--run", run, "--json")
    compared = json.loads(done.stdout)["comparison"]
    assert compared["mode"] == "hybrid"
    assert compared["pairs"]["km-km"]["queries"] == 1
    assert compared["kinds"].keys() == {"citation", "cross", "term"}
    assert compared["mean"]["queries"] == 4
    for name in MEASURES:
        assert compared["mean"][name] == {"difference": 0.0, "p": 1.0}


def test_a_comparison_with_other_queries_ends_with_status_2(place):
    on_articles(place, "--mode", "keyword", "--run", place / "articles.run")
    done = on_index(place, "--compare", place / "articles.run", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "do not have the same queries" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "either --articles or --index"),
        (["--articles", "articles.tsv", "--index", "index"], 2, "either --articles or --index"),
        (["--index", "index"], 2, "give --queries"),
        (["--articles", "articles.tsv", "--syntax"], 2, "--queries with --syntax"),
        (["--articles", "none.tsv"], 2, "none.tsv cannot be read"),
        (["--articles", "articles.tsv", "--compare", "none.run"], 2, "none.run.json"),
        (["--articles", "articles.tsv", "--run", "none/x"], 2, "another file with --run"),
        (["--index", "none", "--queries", "topics.tsv"], 1, "treatylens index"),
        (["--index", "index", "--queries", "topics.tsv"], 2, "is no query"),
    ],
    ids=lambda part: " ".join(part) or "neither" if isinstance(part, list) else None,
)
def test_what_is_wrong_is_said_in_a_sentence(place, monkeypatch, arguments, status, said):
    monkeypatch.chdir(place)
    done = call("evaluate", "--qrels", "qrels.tsv", *arguments)
    assert done.exit_code == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_answer_that_the_index_does_not_hold_is_said(place, tmp_path):
    table(tmp_path / "q.tsv", ("query_id", "relevant_id"), ("c1", "treaty/en/art_9"))
    done = call(
        *("evaluate", "--index", place / "index", "--queries", place / "topics.tsv"),
        *("--qrels", tmp_path / "q.tsv"),
    )
    assert done.exit_code == 2
    assert "'treaty/en/art_9' is judged and is not there to be found" in done.stderr
