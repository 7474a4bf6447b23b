"""Khmer words: khmercut's boundaries, faster; and the shipped weights, which are khmercut's."""

import re
import threading
from pathlib import Path

import khmercut
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.normalize import fold_text
from analyzers.segmenters import khmer, khmer_model

PROSE = """
ព្រះរាជាណាចក្រកម្ពុជា និងសាធារណរដ្ឋប្រជាមានិតចិន ហៅកាត់ថា «ភាគី» បានព្រមព្រៀងគ្នាដូចតទៅ។
ភាគីនៃសន្ធិសញ្ញានេះ ប្តេជ្ញាគោរពអធិបតេយ្យភាព និងបូរណភាពទឹកដីរបស់គ្នាទៅវិញទៅមក។
មាត្រា ១២ ភាគីទាំងពីរត្រូវដោះស្រាយវិវាទដោយសន្តិវិធី តាមរយៈការពិគ្រោះយោបល់ និងការចរចា។
កិច្ចព្រមព្រៀងនេះចូលជាធរមាននៅថ្ងៃផ្លាស់ប្តូរលិខិតូបករណ៍ផ្តល់សច្ចាប័ន ហើយមានសុពលភាពប្រាំឆ្នាំ។
រដ្ឋមន្ត្រីការបរទេសនៃប្រទេសទាំងពីរនឹងជួបប្រជុំគ្នាយ៉ាងតិចមួយដងក្នុងមួយឆ្នាំ ដើម្បីពិនិត្យការអនុវត្ត។
ជនល្មើសដែលត្រូវបានធ្វើបត្យាប័នមិនត្រូវកាត់ទោសចំពោះអំពើផ្សេងពីអំពើដែលបានស្នើសុំឡើយ។
តុលាការអាចសុំឱ្យអាជ្ញាធរមានសមត្ថកិច្ចនៃភាគីម្ខាងទៀតប្រមូលភស្តុតាង ស្តាប់ចម្លើយសាក្សី និងបញ្ជូនឯកសារ។
ក្មេងៗលេងបាល់នៅមុខសាលា ហើយម្តាយរបស់ពួកគេកំពុងទិញត្រីនៅផ្សារ។
ភ្លៀងធ្លាក់ខ្លាំងពេញមួយយប់ ធ្វើឱ្យទឹកទន្លេមេគង្គឡើងដល់មាត់ច្រាំង។
សេចក្តីប្រកាសរួមស្តីពីភាពជាដៃគូយុទ្ធសាស្ត្រគ្រប់ជ្រុងជ្រោយ ត្រូវបានអនុម័តនៅរាជធានីភ្នំពេញ។
"""

RUNS = re.findall(f"[{khmer.LETTERS}]+", fold_text(PROSE))
LETTER = st.characters(min_codepoint=0x1780, max_codepoint=0x17D2)
RANDOM_RUN = st.text(LETTER, min_size=1, max_size=60)
#: Clusters of real prose in any order: what the model knows, where it does not expect it.
SHUFFLED_RUN = st.lists(
    st.sampled_from(sorted({cluster for run in RUNS for cluster in khmer.clusters(run)})),
    min_size=1,
    max_size=40,
).map("".join)


@pytest.mark.parametrize("run", RUNS)
def test_a_run_alone_is_cut_as_khmercut_cuts_it(run):
    assert khmer.cut(run) == khmercut.tokenize(run)


@pytest.mark.parametrize("repeats", [1, 5, 200], ids=["few", "a batch", "several batches"])
def test_many_runs_together_are_cut_as_khmercut_cuts_each(repeats):
    expected = [khmercut.tokenize(run) for run in RUNS]
    assert khmer.cut_many(RUNS * repeats) == expected * repeats


def test_a_long_run_is_cut_as_khmercut_cuts_it():
    run = "".join(RUNS)
    assert len(run) > khmer.SMALL
    assert khmer.cut(run) == khmercut.tokenize(run)


@settings(deadline=None)
@given(st.lists(st.one_of(RANDOM_RUN, SHUFFLED_RUN), min_size=1, max_size=5))
def test_any_letters_are_cut_as_khmercut_cuts_them(runs):
    expected = [khmercut.tokenize(run) for run in runs]
    assert khmer.cut_many(runs) == expected
    assert khmer.cut_many(runs * 40)[-len(runs) :] == expected


@settings(deadline=None)
@given(RANDOM_RUN)
def test_clusters_are_khmercuts_own(run):
    assert khmer.clusters(run) == khmercut.seg_kcc(run)


def test_no_runs_and_empty_runs_give_no_words():
    assert khmer.cut_many([]) == []
    assert khmer.cut_many(["", RUNS[0], ""]) == [[], khmercut.tokenize(RUNS[0]), []]
    assert khmer.cut_many(["", *RUNS * 5])[0] == []


@pytest.mark.parametrize("stray", [" ", "a", "១", "។", "\0", "\u200b", "\ud800", "条"])
@pytest.mark.parametrize("size", [1, 2000], ids=["little text", "much text"])
def test_what_is_no_khmer_letter_is_refused_by_name(stray, size):
    with pytest.raises(ValueError, match="is not a Khmer letter"):
        khmer.cut_many(["កខ" * size, "ក" + stray])


def test_a_run_without_end_is_still_cut_whole():
    run = "ភាគី" * (khmer.LONGEST_RUN // 2)
    assert "".join(khmer.cut(run)) == run


def test_threads_that_meet_before_anything_is_loaded_cut_alike():
    khmer_model.load.cache_clear()
    khmer._tables.cache_clear()
    expected = [khmercut.tokenize(run) for run in RUNS]
    results = []
    barrier = threading.Barrier(8)

    def work():
        barrier.wait()
        results.append(khmer.cut_many(RUNS))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_the_shipped_weights_are_what_khmercuts_model_gives(tmp_path):
    built = khmer_model.build(Path(khmercut.model_path))
    shipped = khmer_model.load()
    assert np.array_equal(built.keys, shipped.keys)
    assert np.array_equal(built.weights, shipped.weights)
    assert built[2:] == shipped[2:]
    khmer_model.write(built, tmp_path / "again.npz")
    with np.load(tmp_path / "again.npz") as again:
        assert np.array_equal(again["weights"], shipped.weights)


@pytest.mark.parametrize(
    "data",
    [b"", b"lCRF", b"not a model" * 100, b"lCRFP" + bytes(200)],
    ids=["empty", "cut short", "another file", "zeros"],
)
def test_another_model_file_is_an_error(tmp_path, data):
    file = tmp_path / "model.crfsuite"
    file.write_bytes(data)
    with pytest.raises(khmer_model.ModelError):
        khmer_model.build(file)
