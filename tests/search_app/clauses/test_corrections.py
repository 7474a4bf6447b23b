"""Which corrections of clause types hold, and their files."""

import json

import pytest

from search_app.clauses.corrections import (
    MAX_LABELS,
    ClauseCorrectionError,
    checked_labels,
    is_stale,
    latest,
    recorded,
)
from search_app.clauses.files import ClauseFileError, file_json, read_file
from tests.search_app.clauses.labelled import KEY, correction, texts


def test_the_latest_that_was_not_taken_back_holds():
    first, second = correction(1), correction(2, clauses=("refusal",))
    assert latest([first, second]) == {KEY: second}
    taken = correction(2, withdrawn_at="2026-03-05T00:00:00+00:00", withdrawn_by="王芳")
    assert latest([first, taken]) == {KEY: first}
    assert latest([taken]) == {}


def test_a_correction_is_stale_when_one_of_its_texts_has_changed():
    made = correction()
    assert not is_stale(made, texts())
    assert is_stale(made, texts() | {"northland-2011/km/art_3": "another"})


def test_a_version_that_is_gone_leaves_a_correction_be_and_all_gone_do_not():
    hashes = texts()
    del hashes["northland-2011/km/art_3"]
    assert not is_stale(correction(), hashes)
    assert is_stale(correction(), {})


def test_a_history_is_newest_first_and_says_what_holds():
    made = [correction(1), correction(2)]
    found = recorded(made, texts())
    assert [one.correction for one in found] == made[::-1]
    assert [(one.stale, one.holds) for one in found] == [(False, True), (False, False)]
    stale = recorded(made, dict.fromkeys(texts(), "changed"))
    assert [(one.stale, one.holds) for one in stale] == [(True, False), (True, False)]


def test_labels_are_each_given_once_with_the_main_one_first():
    assert checked_labels(["costs", " refusal ", "costs", ""]) == ("costs", "refusal")


@pytest.mark.parametrize(
    "given", [[], [""], ["wheat"], ["costs", "no such"], [f"x{n}" for n in range(MAX_LABELS + 1)]]
)
def test_labels_that_cannot_be_are_refused(given):
    with pytest.raises(ClauseCorrectionError):
        checked_labels(given)


# --------------------------------------------------------------------------- files


def test_a_file_gives_back_what_was_written():
    made = [correction(1, note="見第三條"), correction(2, withdrawn_at="2026-04-01T00:00:00+00:00")]
    assert read_file(json.dumps(file_json(made))) == made


def broken(**changes):
    document = json.loads(json.dumps(file_json([correction()])))
    document["corrections"][0] |= changes
    return json.dumps(document)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"format": "treatylens clause corrections", "version": 9, "corrections": []}',
        '{"format": "treatylens clause corrections", "version": 1, "corrections": {}}',
        broken(clauses=[]),
        broken(clauses="costs"),
        broken(at="yesterday"),
        broken(at="2026-03-01"),
        broken(texts=[]),
        broken(key=""),
        broken(note=None),
        broken(key="a\0b"),
        broken(clauses=["costs\0"]),
        broken(texts={"a": "\ud800"}),
        broken(withdrawn_at="once"),
        "[" * 100_000,
    ],
)
def test_a_file_that_is_none_is_told_and_not_taken_in(text):
    with pytest.raises(ClauseFileError):
        read_file(text)
