"""The key that signs cookies is made once, for every process, and read by nobody else."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from search_app.accounts.secret_key import kept_secret_key
from search_app.settings import SettingsError


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "data" / "secret_key"
    key = kept_secret_key(path)
    assert len(key) == 64
    assert kept_secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret_key"]


def test_processes_that_begin_at_once_have_one_key(tmp_path):
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_secret_key(path), range(32)))
    assert len(keys) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "secret_key"
    kept_secret_key(path)
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        kept_secret_key(path)


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 64])
def test_a_file_that_holds_no_key_is_told(tmp_path, content):
    path = tmp_path / "secret_key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="secret_key"):
        kept_secret_key(path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("条约", encoding="utf-8")
    with pytest.raises(SettingsError, match="set secret_key"):
        kept_secret_key(tmp_path / "file" / "secret_key")
