"""A folder nobody may read is named, and what can be read is indexed all the same."""

import json
import subprocess
import sys

import pytest

from tests.factories import write_treaty
from tests.permissions import denied_command


@pytest.fixture(params=[0o000, 0o444], ids=["closed", "listed but not entered"])
def locked(request, tmp_path):
    """A folder of a treaty in three languages, and a file in a folder that cannot be read."""
    files = tmp_path / "files"
    (files / "locked").mkdir(parents=True)
    write_treaty(files)
    (files / "locked" / "other.txt").write_text("Article 1\n\nOther text.\n", encoding="utf-8")
    yield files / "locked", request.param
    (files / "locked").chmod(0o755)


def index(files, index, *options):
    command = [*denied_command(), sys.executable, "-m", "search_app.cli", "index", files, "--json"]
    done = subprocess.run(
        [*map(str, command), "--index", str(index), *options], capture_output=True, text=True
    )
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


def test_the_rest_is_indexed_and_the_folder_is_named_with_the_reason(locked, tmp_path):
    folder, mode = locked
    folder.chmod(mode)
    status, report, said = index(folder.parent, tmp_path / "index")
    assert status == 1, said
    assert report["works"] == 1
    (failure,) = report["failed"]
    assert failure["path"] == str(folder)
    assert "cannot be read (Permission denied)" in failure["reason"]


def test_what_was_indexed_from_a_folder_that_is_closed_now_is_not_pruned(locked, tmp_path):
    folder, mode = locked
    assert index(folder.parent, tmp_path / "index")[1]["works"] == 2
    folder.chmod(mode)
    status, report, said = index(folder.parent, tmp_path / "index", "--prune")
    assert status == 1, said
    assert (report["unchanged"], report["removed"]) == (1, [])
