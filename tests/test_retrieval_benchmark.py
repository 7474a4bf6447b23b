"""``benchmarks.retrieval`` on tiny sets: what it draws, what it says, what it writes."""

import gzip
import json
import sys

import pytest

from benchmarks import retrieval
from benchmarks.retrieval_report import BEGIN, END, markdown, plot, put_between_markers
from benchmarks.retrieval_sets import draw_distractors, first_third, line_judgements
from search_app.judgements import EvaluationError
from search_app.measures import measure
from search_app.runs import Run

LINES = {
    "km": ["ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយ", "សក្ខីកម្មអាចត្រូវបានផ្តល់តាមវីដេអូ"],
    "en": ["The requested party bears the costs.", "Testimony may be given by video link."],
    "zh-Hans": ["费用由被请求方负担。", "证言可以通过视频连接提供。"],
}


@pytest.fixture
def folder(tmp_path):
    for lang, lines in LINES.items():
        (tmp_path / f"{lang}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "lang", "first"),
    [
        ("The requested party bears the costs of it, all of them", "en", "The requested party"),
        ("Costs are borne by none", "en", "Costs are borne"),
        ("费用由被请求方负担，证言可以通过视频连接提供", "zh-Hans", "费用由被请求方"),
        ("ភាគីទទួលសំណើ", "km", "ភាគីទទ"),
    ],
    ids=["en", "three words at least", "zh", "six characters at least"],
)
def test_the_first_third_of_a_line_is_what_is_typed_before_it_is_done(line, lang, first):
    assert first_third(line, lang) == first


def test_every_so_many_lines_are_queries_in_each_direction():
    found = line_judgements(LINES, every=2)
    assert len(found) == 6
    assert found[0].pair == "km-en"
    assert found[0].relevant == {"line|0|en"}
    assert len(line_judgements(LINES, every=1)) == 12


def test_distractors_are_long_enough_other_lines_and_always_the_same(folder):
    rows = ["text_a\ttext_b\tsource\tlicence"]
    rows += [f"Line number {number} of the training text\tx\ty\tz" for number in range(20)]
    rows += ["Too short\tx\ty\tz", f"{LINES['en'][0]}\tx\ty\tz"]
    with gzip.open(folder / "en-zh-Hant.tsv.gz", "wt", encoding="utf-8") as out:
        out.write("\n".join(rows) + "\n")
    drawn = draw_distractors(LINES, folder)
    assert (len(drawn["en"]), drawn["km"], drawn["zh-Hans"]) == (20, [], [])
    assert all(text.startswith("Line number") for text in drawn["en"])
    assert drawn == draw_distractors(LINES, folder)


def runs(**found):
    """A run of each variant on two lines, where ``found`` says whether each was found first."""
    judged = [one for one in line_judgements(LINES, every=1) if one.pair == "km-en"]
    made = {}
    for mode, expand in retrieval.VARIANTS:
        rankings = [
            [*one.relevant] if good else [] for one, good in zip(judged, found[mode], strict=True)
        ]
        made[mode, expand] = Run(
            mode=mode,
            model="m",
            profile="default/2",
            expand=expand,
            judged=judged,
            rankings=rankings,
            measures=measure(rankings, [one.relevant for one in judged]),
        )
    return made


@pytest.mark.parametrize(
    ("found", "better", "near", "ahead"),
    [
        ({"keyword": (1, 0), "semantic": (0, 0), "hybrid": (1, 1)}, "keyword", True, True),
        ({"keyword": (1, 0), "semantic": (1, 1), "hybrid": (1, 1)}, "semantic", True, False),
        ({"keyword": (1, 0), "semantic": (1, 1), "hybrid": (1, 0)}, "semantic", False, False),
    ],
    ids=["ahead of both", "level with one", "behind"],
)
def test_hybrid_search_is_held_against_the_better_leg(found, better, near, ahead):
    *pairs, mean = [one for one in retrieval.verdicts(runs(**found)) if one.termbase]
    assert [one.pair for one in pairs] == ["km-en"]
    assert (mean.better, mean.near, mean.ahead, mean.queries) == (better, near, ahead, 2)
    assert mean.p == pytest.approx(1.0)


@pytest.fixture
def document(folder, monkeypatch, capsys):
    """What the command prints for the lines alone."""
    quality = folder / "quality.md"
    quality.write_text(f"# Quality\n\n{BEGIN}\nold\n{END}\n\nThe end.\n", encoding="utf-8")
    call(monkeypatch, "--only", "lines", "--lines-folder", folder, "--distractors", folder)
    assert "LINES: " in capsys.readouterr().out
    call(
        monkeypatch,
        *("--only", "lines", "--lines-folder", folder, "--distractors", folder),
        *("--every", "1", "--json", "--write", quality),
    )
    return json.loads(capsys.readouterr().out)


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["retrieval", *map(str, arguments)])
    retrieval.main()


def test_the_command_measures_each_mode_and_writes_tables_and_a_plot(document, folder):
    assert [one["name"] for one in document["sets"]] == ["lines", "parts of lines"]
    assert document["profile"].startswith("default/")
    assert document["model"]
    for one in document["sets"]:
        variants = [(run["mode"], run["expand"]) for run in one["runs"]]
        assert variants == list(retrieval.VARIANTS)
        assert one["runs"][0]["pairs"].keys() >= {"km-en", "zh-Hans-km"}
    text = (folder / "quality.md").read_text("utf-8")
    assert text.startswith(f"# Quality\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nThe end.\n")
    assert "old" not in text
    assert "| hybrid | without |" in text
    assert str(folder) not in text
    svg = (folder / "quality.svg").read_text("utf-8")
    assert all(mode in svg for mode in ("keyword", "semantic", "hybrid", "nDCG@10"))


def test_the_same_numbers_give_the_same_files(document, tmp_path):
    for name in ("a.svg", "b.svg"):
        plot(document, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert markdown(document, tmp_path / "a.md") == markdown(document, tmp_path / "a.md")


@pytest.mark.parametrize("content", [None, "# Quality\n"], ids=["no file", "no markers"])
def test_a_file_without_markers_is_said_before_anything_is_measured(
    tmp_path, monkeypatch, capsys, content
):
    quality = tmp_path / "quality.md"
    if content:
        quality.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"quality\.md"):
        put_between_markers(quality, "text")
    with pytest.raises(SystemExit, match=r"quality\.md"):
        call(monkeypatch, "--write", quality)
    assert capsys.readouterr().out == ""


def test_a_set_that_is_not_there_is_left_out_and_said(tmp_path, monkeypatch, capsys):
    call(monkeypatch, "--only", "articles", "--articles-folder", tmp_path / "none")
    said = capsys.readouterr()
    assert "articles: " in said.err
    assert "left out" in said.err
    assert said.out.startswith("Model ")
