"""The ``index`` command on what nobody should index: it ends, says why, and keeps what it has."""

import json
import os
import subprocess
import sys

import pytest

from tests.factories import write_treaty


def index(*arguments):
    """Run the command in a process of its own; it has a minute."""
    command = [sys.executable, "-m", "search_app.cli", "index", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    write_treaty(folder)
    return folder


def test_a_pipe_and_a_device_are_refused_at_once(files, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    status, report, said = index(
        tmp_path / "pipe.txt", "/dev/zero", files, "--index", tmp_path / "index"
    )
    assert (status, report["works"]) == (1, 1), said
    assert {item["path"] for item in report["failed"]} == {str(tmp_path / "pipe.txt"), "/dev/zero"}


@pytest.mark.parametrize(
    "text",
    [
        'signed = "14 March 2011"\n[[file]]\npath = "en.txt"\n',
        'parties = ["A", "B"]\n[[file]]\npath = "en.txt"\n',
        '[[file]]\npath = "en.txt"\n[[parties]]\nnames = "Northland"\n',
        'file = "en.txt"\n',
        '[file]\npath = "en.txt"\n',
    ],
)
def test_a_table_that_is_wrong_is_named_and_the_rest_is_indexed(files, tmp_path, text):
    (files / "w").mkdir()
    (files / "w/en.txt").write_text("Article 1\n\nText.\n", encoding="utf-8")
    (files / "w/work.toml").write_text(text, encoding="utf-8")
    status, report, said = index(files, "--index", tmp_path / "index")
    assert (status, report["works"]) == (1, 1), said
    assert [item["path"] for item in report["failed"]] == [str(files / "w/work.toml")]


def test_links_in_a_circle_end_nothing(files, tmp_path):
    (files / "loop").symlink_to(".")
    status, report, said = index(files, "--index", tmp_path / "index", "--prune")
    assert (status, report["works"]) == (0, 1), said
    assert report["skipped"] == [str(files / "loop")]


def test_the_report_is_json_whatever_files_are_called(files, tmp_path):
    (files / os.fsdecode(b"caf\xe9.pdf")).write_bytes(b"%PDF-1.7")
    status, report, said = index(files, "--index", tmp_path / "index")
    assert status == 1, said
    assert report["failed"][0]["path"] == str(files / "caf\ufffd.pdf")


def test_a_path_that_is_not_there_makes_no_index(tmp_path):
    status, report, said = index(tmp_path / "none", "--index", tmp_path / "index")
    assert (status, report) == (2, None)
    assert "none is not there; give a file or folder that is" in said
    assert not (tmp_path / "index").exists()
