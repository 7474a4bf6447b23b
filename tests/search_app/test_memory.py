"""A user's own TMX becomes a memory: all of it or nothing, apart from the instruments."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner

from analyzers.query import analyse_query
from indexer.engine import open_reader
from indexer.tmx import TmxError
from search_app import memory_index
from search_app.cli import main
from search_app.filters import Filters
from search_app.likeness import needed, words_of
from search_app.memory import MemoryReader, MemoryUnreadable
from search_app.memory_index import MemoryRefused, check_name, memory_writer, units_in
from search_app.memory_occurrences import MemorySource
from search_app.occurrences import Asked
from search_app.profiles import load_profile
from search_app.segment_source import Scope
from tests.search_app.memories import OFFICE, add, quietly, unit_of, write_tmx


@pytest.fixture(scope="module")
def office(tmp_path_factory, encoder):
    """A folder with one memory, ``office``."""
    folder = tmp_path_factory.mktemp("memory")
    add(folder / "index", encoder, write_tmx(folder / "office.tmx"))
    return folder / "index"


def alike(folder, text, language, threshold=60, **scope):
    reader = MemoryReader(folder)
    try:
        need = needed(words_of(text), threshold)
        return [found.text for found in reader.alike(need, language, Scope(**scope))]
    finally:
        reader.close()


def call(folder, *arguments):
    environment = {"TREATYLENS_MEMORY": str(folder)}
    return CliRunner().invoke(main, ["memory", *map(str, arguments)], env=environment)


# --------------------------------------------------------------------------- what is taken in


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", OFFICE[2][0][1]), ("km", OFFICE[0][1][1]), ("zh", OFFICE[1][1][1])],
    ids=["english", "khmer", "traditional"],
)
def test_every_variant_is_found_by_its_words(office, language, text):
    assert alike(office, text, language) == [text]


def test_a_simplified_sentence_finds_the_traditional_one(office):
    assert alike(office, "被告人有固定住所的，可以准予保释。", "zh") == [OFFICE[1][1][1]]


def test_what_a_unit_says_of_itself_is_kept_with_each_variant(office):
    reader = MemoryReader(office)
    (found,) = reader.alike(needed(words_of(OFFICE[0][0][1]), 100), "en", Scope())
    place = found.place
    assert (place.memory, place.number, place.unit) == ("office", 1, "u1")
    assert (place.origin, place.author) == ("Ministry of Justice", "Sok")
    counterparts = reader.counterparts(found, ("km", "zh"))
    assert [(one.tag, one.text) for one in counterparts] == [
        ("km", OFFICE[0][1][1]),
        ("zh-Hans", OFFICE[0][2][1]),
    ]
    assert reader.counterparts(found, ("zh-Hant",)) == []
    reader.close()


@pytest.mark.parametrize(
    ("query", "language", "match", "beside"),
    [
        ('"within thirty days"', "en", "within thirty days", ["អាជ្ញាធរកណ្តាល", "中央机关"]),
        ('"រយៈពេលសាមសិបថ្ងៃ"', "km", "រយៈពេលសាមសិបថ្ងៃ", ["", "中央机关"]),
        ('"固定住所"', "zh", "固定住所", ["", ""]),
    ],
    ids=["english", "khmer", "chinese"],
)
def test_a_memory_is_a_source_of_a_concordance(office, query, language, match, beside):
    reader = MemoryReader(office)
    source = MemorySource(reader, load_profile())
    asked = Asked(
        query=query, analysis=analyse_query(query), language=language,
        targets=("km", "zh"), limit=10,
    )  # fmt: skip
    walk = source.walk(asked)
    (found,) = walk.occurrences
    assert (walk.source, walk.matched, walk.complete) == ("memory", 1, True)
    assert (found.source, found.match, found.title) == ("memory", match, f"office № {found.num}")
    assert found.date == "2024-01-02"
    for counterpart, text in zip(found.counterparts, beside, strict=True):
        shown = "".join(passage.shown for passage in counterpart.passages)
        assert shown.startswith(text)
        assert bool(shown) == bool(text) or counterpart.target == language
    only_treaties = replace(asked, filters=Filters(types=("treaty",)))
    assert source.walk(only_treaties).occurrences == ()
    reader.close()


def test_a_source_without_memories_finds_nothing_and_says_when_that_changes(tmp_path, encoder):
    reader = MemoryReader(tmp_path / "memory")
    source = MemorySource(reader, load_profile())
    before = source.version()
    asked = Asked(
        query="letter", analysis=analyse_query("letter"), language="en", targets=("km",), limit=10
    )
    assert source.walk(asked).matched == 0
    add(tmp_path / "memory", encoder, write_tmx(tmp_path / "a.tmx"))
    assert source.version() != before
    assert source.walk(asked).matched == 1
    reader.close()


def test_units_that_cannot_be_matched_are_counted_with_the_reason(tmp_path, encoder):
    units = [
        *OFFICE,
        (("en", "  "), ("km", "")),
        (("en", "Only in English"), ("fr", "Seulement en anglais")),
        (("en", "word " * 3000), ("km", "ពាក្យ")),
    ]
    summary = add(tmp_path / "memory", encoder, write_tmx(tmp_path / "mixed.tmx", units))
    assert summary.units == 3
    assert summary.left_out == {"empty": 1, "one_language": 1, "too_long": 1}
    assert summary.languages == {"en": 3, "km": 2, "zh-Hans": 1, "zh-Hant": 1}


def test_two_variants_in_one_language_are_both_kept(tmp_path, encoder):
    units = [(("en-GB", "the offence"), ("en-US", "the offense"), ("zh", "犯罪"))]
    folder = tmp_path / "memory"
    summary = add(folder, encoder, write_tmx(tmp_path / "both.tmx", units))
    assert summary.variants == 3
    assert sorted(alike(folder, "the offense", "en", 50)) == ["the offence", "the offense"]


def test_chinese_whose_tag_says_no_script_is_told_by_its_characters(tmp_path, encoder):
    units = [(("en", "The judgment of the court"), ("zh", "法院的判決書"))]
    summary = add(tmp_path / "memory", encoder, write_tmx(tmp_path / "zh.tmx", units))
    assert summary.languages == {"en": 1, "zh-Hant": 1}


def test_many_parts_and_commits_make_one_memory(tmp_path, encoder, monkeypatch):
    monkeypatch.setattr(memory_index, "UNITS_A_PART", 2)
    monkeypatch.setattr(memory_index, "PARTS_A_COMMIT", 2)
    units = [
        (("en", f"Clause {number} shall apply"), ("zh", f"适用第{number}款"))
        for number in range(11)
    ]
    told = []
    with memory_writer(tmp_path / "memory", encoder) as writer:
        path = write_tmx(tmp_path / "many.tmx", units)
        summary = writer.add(path, "many", lambda *step: told.append(step))
    assert summary.units == 11
    assert told[-1] == (11, 11, "many.tmx")
    assert "Clause 10 shall apply" in alike(tmp_path / "memory", "Clause 10 shall apply", "en", 100)
    assert alike(tmp_path / "memory", "10", "en", 100) == ["Clause 10 shall apply"]


# --------------------------------------------------------------------------- all or nothing


def test_adding_again_replaces_the_memory_and_leaves_others(tmp_path, encoder):
    folder = tmp_path / "memory"
    add(folder, encoder, write_tmx(tmp_path / "a.tmx"), "office")
    add(folder, encoder, write_tmx(tmp_path / "b.tmx", OFFICE[1:2]), "other")
    add(folder, encoder, write_tmx(tmp_path / "c.tmx", OFFICE[2:]), "office")
    assert alike(folder, OFFICE[0][0][1], "en") == []
    assert alike(folder, OFFICE[2][0][1], "en") == [OFFICE[2][0][1]]
    assert alike(folder, OFFICE[1][0][1], "en", memories=("office",)) == []
    assert alike(folder, OFFICE[1][0][1], "en", memories=("other",)) == [OFFICE[1][0][1]]


@pytest.mark.parametrize("held", [1, 500], ids=["after commits", "before one"])
def test_a_file_that_breaks_off_leaves_the_memory_as_it_was(tmp_path, encoder, monkeypatch, held):
    monkeypatch.setattr(memory_index, "UNITS_A_PART", held)
    monkeypatch.setattr(memory_index, "PARTS_A_COMMIT", 1)
    folder = tmp_path / "memory"
    add(folder, encoder, write_tmx(tmp_path / "good.tmx", OFFICE[:1]))
    whole = write_tmx(tmp_path / "broken.tmx", OFFICE[1:]).read_text("utf-8")
    (tmp_path / "broken.tmx").write_text(whole.replace("</body></tmx>", ""), "utf-8")
    with pytest.raises(TmxError, match="ends in the middle"):
        add(folder, encoder, tmp_path / "broken.tmx")
    assert alike(folder, OFFICE[0][0][1], "en") == [OFFICE[0][0][1]]
    assert alike(folder, OFFICE[1][0][1], "en") == []
    reader = open_reader(folder)
    assert reader.info().works == 2  # the memory and its only part: nothing is left over
    reader.close()


def test_a_file_with_nothing_to_keep_is_refused(tmp_path, encoder):
    path = write_tmx(tmp_path / "french.tmx", [(("en", "Yes"), ("fr", "Oui"))])
    with pytest.raises(MemoryRefused, match="two of Khmer, Chinese and English"):
        add(tmp_path / "memory", encoder, path)


def test_a_run_that_was_killed_shows_nowhere_and_the_next_removes_it(tmp_path, encoder):
    folder = tmp_path / "memory"
    add(folder, encoder, write_tmx(tmp_path / "good.tmx", OFFICE[:1]))
    script = (
        "import sys, time; from pathlib import Path\n"
        "from search_app import memory_index as m; from indexer.encoder import open_encoder\n"
        "m.UNITS_A_PART = m.PARTS_A_COMMIT = 1\n"
        "def told(done, total, name):\n"
        "    print(done, flush=True); time.sleep(60 if done == 2 else 0)\n"
        "with m.memory_writer(Path(sys.argv[1]), open_encoder()) as writer:\n"
        "    writer.add(Path(sys.argv[2]), 'office', told)\n"
    )
    path = write_tmx(tmp_path / "next.tmx", OFFICE)
    running = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(path)], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline().strip() == "1"
    assert running.stdout.readline().strip() == "2"
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    assert alike(folder, OFFICE[0][0][1], "en") == [OFFICE[0][0][1]]
    assert alike(folder, OFFICE[1][0][1], "en") == []
    with memory_writer(folder, encoder):
        pass
    reader = open_reader(folder)
    assert reader.info().works == 2
    reader.close()


def test_an_open_reader_sees_what_is_added_and_removed(tmp_path, encoder):
    folder = tmp_path / "memory"
    reader = MemoryReader(folder)
    need = needed(words_of(OFFICE[0][0][1]), 100)
    assert reader.summaries() == {}
    assert list(reader.alike(need, "en", Scope())) == []
    add(folder, encoder, write_tmx(tmp_path / "a.tmx"))
    assert reader.summaries().keys() == {"office"}
    assert len(list(reader.alike(need, "en", Scope()))) == 1
    with memory_writer(folder, encoder) as writer:
        writer.remove("office")
    assert list(reader.alike(need, "en", Scope())) == []
    reader.close()


def test_a_damaged_folder_is_told_in_a_sentence(tmp_path, encoder):
    folder = tmp_path / "memory"
    add(folder, encoder, write_tmx(tmp_path / "a.tmx"))
    for path in (folder / "text").glob("*"):
        path.write_bytes(b"?")
    with pytest.raises(MemoryUnreadable, match="add the TMX files again"):
        MemoryReader(folder).summaries()
    with (
        pytest.raises(MemoryRefused, match="add the TMX files again"),
        memory_writer(folder, encoder),
    ):
        pass


@pytest.mark.parametrize("name", ["", " office", "a/b", "a~b", "a\nb", "x" * 101])
def test_a_name_that_would_part_wrongly_is_refused(name):
    with pytest.raises(MemoryRefused, match="--name"):
        check_name(name)


@pytest.mark.parametrize("name", ["ការិយាល័យ", "司法部 2024", "office.v2"])
def test_a_name_may_be_in_any_script(name):
    assert check_name(name) == name


def test_units_are_counted_over_the_ends_of_blocks(tmp_path, monkeypatch):
    path = write_tmx(tmp_path / "a.tmx", OFFICE * 4)
    for block in (1, 2, 3, 5, 64, 1 << 20):
        monkeypatch.setattr(memory_index, "_BLOCK", block)
        assert units_in(path) == 12, block
    assert units_in(tmp_path / "none.tmx") == 0


# --------------------------------------------------------------------------- the commands


def test_memories_are_added_listed_and_removed(tmp_path):
    folder = tmp_path / "memory"
    first, second = (
        write_tmx(tmp_path / "office.tmx"),
        write_tmx(tmp_path / "court.tmx", OFFICE[:1]),
    )
    done = call(folder, "add", first, second, "--json")
    assert done.exit_code == 0, done.output
    added = json.loads(done.stdout)["added"]
    assert [(one["name"], one["units"]) for one in added] == [("office", 3), ("court", 1)]
    listed = json.loads(call(folder, "list", "--json").stdout)["memories"]
    assert [one["name"] for one in listed] == ["court", "office"]
    assert "office.tmx" in call(folder, "list").stdout
    assert call(folder, "remove", "court").exit_code == 0
    gone = call(folder, "remove", "court")
    assert (gone.exit_code, gone.stderr) == (
        2,
        "treatylens: there is no memory 'court'; there are: office\n",
    )


def test_no_memories_is_said(tmp_path):
    assert "memory add" in call(tmp_path / "memory", "list").stdout
    assert call(tmp_path / "memory", "remove", "office").exit_code == 2


BAD = {
    "empty": (b"", "empty"),
    "no xml": ("គ្មាន XML".encode(), "not XML|well-formed"),
    "another format": (b"<html/>", "not <tmx>"),
    "cut off": (b'<?xml version="1.0"?><tmx version="1.4"><header/><body><tu>', "in the middle"),
    "wrong encoding": (
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx><header/><body>'
            f"{unit_of(OFFICE[0][2:], 1)}</body></tmx>"
        ).encode("gb18030"),
        "save it again as UTF-8",
    ),
    "latin 1 said to be utf-8": (
        '<?xml version="1.0" encoding="UTF-8"?><tmx><body><tu><tuv xml:lang="en"><seg>café'
        "</seg></tuv></tu></body></tmx>".encode("latin-1"),
        "save it again as UTF-8",
    ),
    "entities": (
        b'<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "b">]><tmx><body><tu/></body></tmx>',
        "entities",
    ),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_one_sentence_and_the_others_are_taken_in(tmp_path, content, said):
    bad, good = tmp_path / "bad.tmx", write_tmx(tmp_path / "good.tmx")
    bad.write_bytes(content)
    done = call(tmp_path / "memory", "add", bad, good, "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [one["name"] for one in document["added"]] == ["good"]
    (failed,) = document["failed"]
    assert failed["path"] == str(bad)
    assert re.search(said, failed["reason"]), failed["reason"]
    assert "Traceback" not in done.output


def test_a_file_that_is_not_there_and_two_files_of_one_name_are_refused(tmp_path):
    done = call(tmp_path / "memory", "add", tmp_path / "none.tmx")
    assert done.exit_code == 2
    assert "cannot be opened" in done.stderr
    both = call(tmp_path / "memory", "add", "a.tmx", "b.tmx", "--name", "office")
    assert both.exit_code == 2


def test_files_that_would_be_one_memory_are_refused_and_nothing_is_taken_in(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    files = [write_tmx(tmp_path / folder / "my.tmx") for folder in ("a", "b")]
    done = call(tmp_path / "memory", "add", *files)
    assert done.exit_code == 2
    assert "would both be the memory 'my'" in done.stderr
    assert "--name" in done.stderr
    assert not (tmp_path / "memory").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["", "--name", "office"], "is a folder; give the TMX files in it"),
        (["good.tmx", "--name", ""], "the name is empty"),
        (["good.tmx", "--name", "  "], "the name is empty"),
        (["good.tmx", "--name", "a/b"], "cannot be called 'a/b'"),
    ],
)
def test_a_wrong_request_is_status_2_with_a_sentence(tmp_path, arguments, said):
    write_tmx(tmp_path / "good.tmx")
    file, *options = arguments
    done = call(tmp_path / "memory", "add", tmp_path / file, *options)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_memory_that_is_replaced_is_told(tmp_path):
    folder, file = tmp_path / "memory", write_tmx(tmp_path / "office.tmx")
    assert "replaced" not in call(folder, "add", file).stderr
    assert "replaced" in call(folder, "add", file).stderr
    other = write_tmx(tmp_path / "other.tmx", OFFICE[:1])
    done = call(folder, "add", other, "--name", "office", "--json")
    (added,) = json.loads(done.stdout)["added"]
    assert (added["replaced"], added["units"]) == (True, 1)


def test_ctrl_c_leaves_the_memory_as_it_was(tmp_path, encoder, monkeypatch):
    monkeypatch.setattr(memory_index, "UNITS_A_PART", 1)
    monkeypatch.setattr(memory_index, "PARTS_A_COMMIT", 1)
    folder = tmp_path / "memory"

    def interrupted(done, total, name):
        if done == 2:
            raise KeyboardInterrupt

    with memory_writer(folder, encoder) as writer:
        writer.add(write_tmx(tmp_path / "a.tmx", OFFICE[:1]), "office", quietly)
        with pytest.raises(KeyboardInterrupt):
            writer.add(write_tmx(tmp_path / "b.tmx"), "office", interrupted)
    assert alike(folder, OFFICE[0][0][1], "en") == [OFFICE[0][0][1]]
    reader = open_reader(folder)
    assert reader.info().works == 2
    reader.close()


def test_a_long_file_takes_little_memory(tmp_path, encoder):
    """Ten times the units must not take ten times the room; measured in a process of its own."""
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from search_app.memory_index import memory_writer\n"
        "from indexer.encoder import open_encoder\n"
        "with memory_writer(Path(sys.argv[1]), open_encoder()) as writer:\n"
        "    writer.add(Path(sys.argv[2]), 'x', lambda *step: None)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    sizes = []
    for count in (400, 4000):
        units = [
            (("en", f"Letter {n} was received"), ("zh", f"收到第{n}号来函")) for n in range(count)
        ]
        path = write_tmx(tmp_path / f"{count}.tmx", units)
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / f"m{count}"), str(path)],
            capture_output=True, text=True, check=True, timeout=300,
        )  # fmt: skip
        assert time.monotonic() - started < 200
        sizes.append(int(done.stdout))
    assert sizes[1] < sizes[0] + 100_000  # kilobytes
