"""``treatylens align``: two files, their segments and beads."""

import json

import pytest
from click.testing import CliRunner

from indexer.tmx import read_tmx
from search_app.cli import main
from tests.factories import TREATY_EN, TREATY_KM, TREATY_ZH, write_treaty


@pytest.fixture
def treaty(tmp_path):
    return dict(zip(("en", "zh", "km"), write_treaty(tmp_path), strict=True))


def run(*arguments):
    return CliRunner().invoke(main, ["align", *map(str, arguments)])


def test_two_versions_are_aligned_by_article_and_sentence(treaty):
    done = run(treaty["en"], treaty["km"], "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["languages"] == ["en", "km"]
    beads = [
        (found["eids"]["a"][bead["a"][0]], found["eids"]["b"][bead["b"][0]])
        for bead in found["beads"]
        if bead["a"] and bead["b"]
    ]
    assert all(one == other for one, other in beads)
    assert ("art_2__para_1", "art_2__para_1") in beads
    assert found["a"][found["beads"][-1]["a"][0]].startswith("The Requested Party shall bear")
    assert found["b"][found["beads"][-1]["b"][0]].startswith("ភាគីទទួលសំណើត្រូវទទួលបន្ទុក")


def test_lines_are_taken_as_they_are(tmp_path):
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text(TREATY_ZH.strip(), encoding="utf-8")
    b.write_bytes(b"\xef\xbb\xbf" + TREATY_KM.strip().replace("\n", "\r\n").encode("utf-8"))
    found = json.loads(run(a, b, "--lines", "--json").stdout)
    assert found["a"] == TREATY_ZH.strip().split("\n")
    assert found["b"] == TREATY_KM.strip().split("\n")
    assert sorted(place for bead in found["beads"] for place in bead["a"]) == list(
        range(len(found["a"]))
    )


def test_a_memory_of_the_beads_is_written(treaty, tmp_path):
    target = tmp_path / "treaty.tmx"
    done = run(treaty["zh"], treaty["km"], "--tmx", target)
    assert done.exit_code == 0, done.output
    units = list(read_tmx(target))
    assert f"{len(units)} units in" in done.stderr
    assert [variant.tag for variant in units[0].variants] == ["zh-Hans", "km"]
    assert units[-1].variants[0].text == "被请求方应当负担执行请求的一般费用。"


def test_two_versions_in_one_language_are_aligned_too(treaty, tmp_path):
    newer = tmp_path / "newer.txt"
    newer.write_text(TREATY_EN.replace("ordinary costs", "usual costs"), encoding="utf-8")
    found = json.loads(run(treaty["en"], newer, "--json").stdout)
    assert found["languages"] == ["en", "en"]
    assert all(bead["a"] == bead["b"] for bead in found["beads"])


def test_lines_without_text_stay_alone(tmp_path):
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("Assistance may be refused.\n\nCosts shall be borne.\n", encoding="utf-8")
    b.write_text("可以拒绝提供协助。\n费用由其负担。\n\n\n", encoding="utf-8")
    found = json.loads(run(a, b, "--lines", "--json").stdout)
    assert [(bead["a"], bead["b"]) for bead in found["beads"] if bead["a"] and bead["b"]] == [
        ([0], [0]),
        ([2], [1]),
    ]


def test_a_person_is_shown_both_texts(treaty):
    done = run(treaty["en"], treaty["zh"])
    assert "< Scope\n> 范围\n" in done.stdout
    assert "10 and 10 segments, 10 beads" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["en", "en"], "holds en alone; give another version in the other file"),
        (["en", "zh", "--tmx", "en"], "would write over"),
        (["en", "missing"], "is not there"),
        (["en", "zh", "--lines", "--lang-a", "en"], "leave out --lang-a"),
        (["en", "zh", "--lang-b", "km"], "has no one version in km; it has: zh-Hans"),
        (["en", "empty", "--lines"], "has no line with text"),
        (["en", "bytes", "--lines"], "is not UTF-8 text; convert it"),
        (["en", "zh", "--tmx", "nowhere/x.tmx"], "is not there"),
    ],
)
def test_what_cannot_be_aligned_gets_a_sentence(treaty, tmp_path, arguments, sentence):
    (tmp_path / "empty").write_text("\n \n", encoding="utf-8")
    (tmp_path / "bytes").write_bytes(TREATY_EN.encode("utf-16"))
    named = treaty | {name: tmp_path / name for name in ("missing", "empty", "bytes")}
    if arguments[-2:] == ["--tmx", "en"]:
        arguments = [*arguments[:-1], treaty["en"]]
    done = run(*(named[one] for one in arguments[:2]), *arguments[2:])
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.output
