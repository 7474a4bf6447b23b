"""What only the embedded engine must bear: kills, full disks, damage, other processes."""

import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.engine import (
    EngineError,
    Excluding,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    SearchRequest,
    Sequenced,
    Term,
    TooCostly,
    open_reader,
    open_writer,
)
from tests.permissions import denied_command

from . import bulk_writer
from .bulk_writer import assert_consistent, assert_every_work_is_whole, start_writer, works_present
from .engine_cases import EnginePlace, provision, stage, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path):
    return EnginePlace(tmp_path / "index")


@pytest.fixture
def small_index(place):
    write(place, provision("a/km/art_1", "ច្បាប់ ការងារ"), provision("b/zh/art_1", "劳动 法"))
    return place


class TestKilled:
    """kill -9, at any moment."""

    def test_no_commit_is_lost_and_none_is_half_there(self, place):
        works, rng = 1_000, random.Random(20)
        for attempt in range(20):
            with start_writer(place.location, works, 40) as process:
                # At times while it is still opening the index, mostly while it writes.
                safe = int(process.stdout.readline()) if attempt % 4 else 0
                time.sleep(rng.uniform(0, 0.6))
                process.kill()
                safe = max([safe, *map(int, process.stdout)])
            assert process.returncode == -signal.SIGKILL, "it failed before it was killed"
            present = works_present(place)
            assert {f"w{number:04}" for number in range(safe)} <= present
        assert 0 < len(present) < works, "the kills came too early or too late to prove anything"
        with start_writer(place.location, len(present) + 4, 40) as process:
            assert process.wait() == 0, process.stderr.read()
            process.stdout.read()
        with closing(place.reader()) as reader:
            assert len(assert_every_work_is_whole(reader)) == len(present) + 4

    def test_killed_while_it_is_made_an_index_is_made_by_the_next_run(self, place):
        write(place)
        (place.location / "index.json").unlink()
        with pytest.raises(IndexMissing):
            place.reader()
        write(place, provision("a/km/art_1", "ច្បាប់"))
        with closing(place.reader()) as reader:
            assert assert_every_work_is_whole(reader) == {"a"}


class TestFullDisk:
    """A disk or a file that takes no more."""

    @pytest.mark.parametrize(
        ("tokens", "largest_file", "reason"),
        [(1, 13_000, "File too large"), (4_000, 30_000, "tantivy")],
        ids=["at the vectors", "at the text"],
    )
    def test_is_an_error_and_what_was_committed_stays(
        self, small_index, tokens, largest_file, reason
    ):
        with start_writer(small_index.location, 300, tokens, largest_file) as process:
            said, wrong = process.communicate()
        assert process.returncode == 1, (said, wrong)
        assert "EngineError: The index at" in wrong
        assert reason in wrong
        assert "room" in wrong
        assert "unchanged" in wrong
        assert "Traceback" not in wrong
        with closing(small_index.reader()) as reader:
            present = assert_every_work_is_whole(reader)
        assert {"a", "b"} <= present
        write(small_index, provision("c/en/art_1", "room again"))
        with closing(small_index.reader()) as reader:
            assert assert_every_work_is_whole(reader) == present | {"c"}

    def test_after_a_failure_the_writer_only_closes(self, small_index, monkeypatch):
        def full(folder, segment):
            raise OSError(28, "No space left on device")

        with closing(small_index.writer()) as writer:
            stage(writer, provision("a/km/art_1", "ថ្មី"))
            monkeypatch.setattr("indexer.engine.embedded_writer.save", full)
            with pytest.raises(EngineError, match=r"No space left.*room.*unchanged"):
                writer.commit()
            with pytest.raises(EngineError, match="failed before"):
                writer.commit()
        monkeypatch.undo()
        write(small_index, provision("c/en/art_1", "more"))
        with closing(small_index.reader()) as reader:
            assert assert_every_work_is_whole(reader) == {"a", "b", "c"}
            assert reader.search(SearchRequest(query=Term("words", "ថ្មី"))).total == 0


class TestDamaged:
    """Files that were cut, changed or lost."""

    @pytest.mark.parametrize("name", ["index.json", "text/meta.json", "text/.managed.json"])
    @pytest.mark.parametrize(
        "content",
        [b"{", b"", b"\xff\xfe", b'{"schema": "x"}'],
        ids=["cut short", "empty", "no text", "another thing"],
    )
    def test_json_is_named_and_nothing_panics(self, small_index, capfd, name, content):
        (small_index.location / name).write_bytes(content)
        with pytest.raises(IndexDamaged, match=r"damaged.*treatylens index"):
            small_index.reader()
        with pytest.raises(IndexDamaged):
            small_index.writer()
        assert "panicked" not in capfd.readouterr().err

    def test_a_reader_that_is_open_notices(self, small_index):
        with closing(small_index.reader()) as reader:
            (small_index.location / "text/meta.json").write_bytes(b"{")
            with pytest.raises(IndexDamaged):
                reader.info()

    @pytest.mark.parametrize("how", ["missing", "cut", "changed"])
    @pytest.mark.parametrize("kind", ["npz", "int8.npy", "float16.npy", "packed.npy"])
    def test_vectors(self, small_index, kind, how):
        path = next((small_index.location / "vectors").glob(f"*.{kind}"))
        data = path.read_bytes()
        if how == "missing":
            path.unlink()
        else:
            path.write_bytes(data[: len(data) // 2] if how == "cut" else b"?" * len(data))
        with pytest.raises(IndexDamaged, match="vectors"):
            small_index.reader()

    @pytest.mark.parametrize("how", ["missing", "cut"])
    @pytest.mark.parametrize("kind", ["idx", "term", "store", "fast", "fieldnorm", "pos"])
    def test_text(self, small_index, capfd, kind, how):
        for path in (small_index.location / "text").glob(f"*.{kind}"):
            if how == "missing":
                path.unlink()
            else:
                path.write_bytes(path.read_bytes()[:-10])
        with pytest.raises(IndexDamaged), closing(small_index.reader()) as reader:
            reader.search(SearchRequest(query=Sequenced("words", ("劳动", "法"))))
        assert "panicked" not in capfd.readouterr().err

    def test_an_index_without_its_header_is_not_made_anew_over_its_vectors(self, small_index):
        (small_index.location / "index.json").unlink()
        with pytest.raises(IndexDamaged, match="missing"):
            small_index.writer()


class TestPlaces:
    """Folders that are no index, or another one."""

    def test_a_file_is_no_index(self, tmp_path):
        path = tmp_path / "treaty.txt"
        path.write_text("条约", encoding="utf-8")
        with pytest.raises(IndexMissing, match=r"is a file.*treatylens index"):
            open_reader(path)
        with pytest.raises(EngineError, match="another folder"):
            open_writer(path, model="", dimensions=0)

    def test_a_folder_of_other_things_is_left_alone(self, tmp_path):
        (tmp_path / "notes.txt").write_text("កំណត់ចំណាំ", encoding="utf-8")
        with pytest.raises(EngineError, match=r"notes\.txt"):
            open_writer(tmp_path, model="", dimensions=0)

    def test_an_older_schema_must_be_indexed_again(self, small_index):
        header = small_index.location / "index.json"
        header.write_text(json.dumps(json.loads(header.read_text()) | {"schema": 0}))
        for attempt in (small_index.reader, small_index.writer):
            with pytest.raises(IndexMismatch, match=r"version 0.*index again"):
                attempt()

    def test_a_reader_follows_an_index_that_is_made_anew(self, small_index):
        with closing(small_index.reader()) as reader:
            shutil.rmtree(small_index.location)
            with pytest.raises(IndexMissing):
                reader.info()
            write(small_index, provision("c/en/art_1", "new"))
            assert assert_every_work_is_whole(reader) == {"c"}


class TestRefused:
    """What cannot be answered says why, and not that the index is damaged."""

    def test_the_beginning_of_too_many_words(self, place):
        write(place, provision("w/en/art_1", " ".join(f"x a{n}" for n in range(17_000))))
        with closing(place.reader()) as reader, pytest.raises(TooCostly, match="type more"):
            reader.search(SearchRequest(query=Sequenced("exact", ("x", "a"), prefix=True)))

    def test_a_user_who_may_not_use_the_folder(self, small_index):
        text = small_index.location / "text"
        for path in text.iterdir():
            path.chmod(0o444)
        text.chmod(0o555)
        code = (
            "import sys; from pathlib import Path; from indexer.engine import open_reader\n"
            "try: open_reader(Path(sys.argv[1]))\n"
            "except Exception as error: print(type(error).__name__, error)"
        )
        done = subprocess.run(
            [*denied_command(), sys.executable, "-c", code, str(small_index.location)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        text.chmod(0o755)
        assert done.stdout.startswith("EngineError")
        assert "permissions" in done.stdout


class TestOtherProcesses:
    """Several processes and threads at once."""

    def test_a_second_process_is_told_who_is_writing(self, small_index):
        with start_writer(small_index.location, 4_000, 100) as process:
            process.stdout.readline()
            with pytest.raises(IndexBusy, match=rf"process {process.pid}\b"):
                small_index.writer()
            process.kill()
        small_index.writer().close()

    def test_readers_see_whole_commits_while_another_process_writes(self, place):
        write(place)
        with closing(place.reader()) as reader, start_writer(place.location, 90, 5) as process:
            seen = [0]
            for line in process.stdout:
                present = assert_consistent(reader)
                assert present >= int(line)
                seen.append(present)
            assert process.wait() == 0, process.stderr.read()
        assert seen == sorted(seen)
        assert seen[-1] == 90

    def test_threads_share_a_reader_while_a_writer_commits_and_merges(self, place):
        write(place, *bulk_writer.entries_of(0, 3))
        stop, wrong = time.monotonic() + 3, []

        def read(reader):
            try:
                while time.monotonic() < stop:
                    assert_consistent(reader)
            except Exception as problem:
                wrong.append(problem)

        with closing(place.reader()) as reader:
            threads = [threading.Thread(target=read, args=(reader,)) for _ in range(3)]
            for thread in threads:
                thread.start()
            with closing(place.writer()) as writer:
                number = 0
                while time.monotonic() < stop:
                    number += 1
                    stage(writer, *bulk_writer.entries_of(number % 10, 3))
                    writer.commit()
            for thread in threads:
                thread.join()
        assert wrong == []


class TestVectors:
    """The sidecar: merged in time, and exact enough."""

    def test_the_segments_stay_few_and_the_dead_are_removed(self, place):
        with closing(place.writer()) as writer:
            for number in range(60):
                stage(writer, *bulk_writer.entries_of(number, 2))
                writer.commit()
        names = {path.name.partition(".")[0] for path in (place.location / "vectors").iterdir()}
        assert len(names) <= 17
        with closing(place.writer()) as writer:
            writer.delete([f"w{number:04}" for number in range(55)])
            writer.commit()
        assert len(list((place.location / "vectors").glob("*.npz"))) == 1
        with closing(place.reader()) as reader:
            assert len(assert_every_work_is_whole(reader)) == 5

    def test_merging_leaves_no_bytes_of_what_is_gone(self, place):
        with closing(place.writer()) as writer:
            for _ in range(4):
                packed = bytes(100_000)
                stage(writer, provision("a/km/art_1", "ជំនួយ", packed=packed))
                writer.commit()
        sizes = [path.stat().st_size for path in (place.location / "vectors").glob("*.packed.npy")]
        assert sum(sizes) < 250_000

    def test_what_an_interrupted_run_left_is_removed(self, small_index):
        orphan = small_index.location / "vectors" / "00000009.npz"
        orphan.write_bytes(b"half a segm")
        small_index.writer().close()
        assert not orphan.exists()

    @pytest.mark.parametrize(
        "required",
        [
            None,
            Term("lang", "km"),
            Term("type", "rare"),
            Sequenced("words", ("common", "rare")),
            Excluding(Term("lang", "zh")),
        ],
        ids=["all", "a third", "few", "phrase", "two thirds"],
    )
    def test_the_nearest_ten_are_those_of_float32(self, place, required):
        rng, size = np.random.default_rng(3), 64
        vectors = rng.normal(size=(4_000, size)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        langs = ["km", "zh", "en"]
        entries = [
            provision(
                f"w{n // 400}/{langs[n % 3]}/art_{n}",
                "common rare" if n % 50 == 0 else "common",
                vector=vector,
                keywords={"type": ["rare"] if n % 50 == 0 else []},
            )
            for n, vector in enumerate(vectors)
        ]
        with closing(place.writer(dimensions=size)) as writer:
            stage(writer, *entries)
            writer.commit()
        lang, few = np.arange(4_000) % 3, np.arange(4_000) % 50 == 0
        allowed = {
            "None": np.ones(4_000, bool),
            "Term lang": lang == 0,
            "Term type": few,
            "Sequenced": few,
            "Excluding": lang != 1,
        }[
            type(required).__name__.replace("NoneType", "None")
            + (f" {required.field}" if isinstance(required, Term) else "")
        ]
        right = 0
        with closing(place.reader()) as reader:
            for _ in range(50):
                query = rng.normal(size=size).astype(np.float32)
                query /= np.linalg.norm(query)
                response = reader.search(
                    SearchRequest(vector=query, required=required, semantic_size=10)
                )
                order = np.argsort(-np.where(allowed, vectors @ query, -2))[:10]
                right += len(
                    {entries[n].id for n in order} & {hit.id for hit in response.semantic.hits}
                )
        assert right >= 0.999 * 500
