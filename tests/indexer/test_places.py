"""Places of files as text, and looking at what may be anything."""

import os
from pathlib import Path

import pytest

from indexer.places import is_gone, is_within, path_of, place_of, sha256_of, shown


@pytest.mark.parametrize(
    "name", [b"treaty.txt", "សន្ធិសញ្ញា 条约.txt".encode(), b"caf\xe9 %41.txt", b"file:\xff"]
)
def test_a_place_is_utf_8_text_and_leads_back_to_the_file(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.write_text("第一条", encoding="utf-8")
    place = place_of(path)
    place.encode("utf-8")
    assert path_of(place).samefile(path)
    shown(path).encode("utf-8")


def test_only_what_is_seen_to_be_gone_is_gone(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert is_gone(str(tmp_path / "none"))
    assert is_gone(str(tmp_path / "file" / "below"))
    assert not is_gone(str(tmp_path / "file"))
    assert not is_gone(str(loop))
    assert not is_within(loop, tmp_path)


def test_a_pipe_or_device_has_no_digest_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert sha256_of(tmp_path / "pipe") == ""
    assert sha256_of(tmp_path / "none") == ""
    assert sha256_of(tmp_path) == ""
    assert sha256_of(Path("/dev/zero")) == ""
    (tmp_path / "empty").touch()
    assert sha256_of(tmp_path / "empty").startswith("e3b0c442")
