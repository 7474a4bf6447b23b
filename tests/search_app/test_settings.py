"""Settings from the environment and from a file, and what is refused."""

import pytest

from search_app.places import cluster_of
from search_app.settings import Settings, SettingsError, load_settings


def test_without_anything_the_defaults_hold():
    assert load_settings({}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path):
    path = tmp_path / "treatylens.toml"
    path.write_text('page_size = 20\nindex = "/data/index"\n', encoding="utf-8")
    settings = load_settings({"TREATYLENS_CONFIG": str(path), "TREATYLENS_PAGE_SIZE": "30"})
    assert (settings.page_size, settings.index) == (30, "/data/index")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"page_size = ", "no TOML"),
        (b"\xff\xfe\x00", "no TOML"),
        (b"pages = 3", "pages, which is no setting"),
        (b'page_size = "many"', "whole number"),
        (b"page_size = 0", "at least 1"),
        (b"encoder_batch_size = 0", "encoder_batch_size must be at least 1"),
        (b"encoder_max_length = -1", "encoder_max_length must be at least 0"),
    ],
    ids=["syntax", "bytes", "unknown", "words", "bounds", "batch", "length"],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(tmp_path, content, said):
    path = tmp_path / "treatylens.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        load_settings({"TREATYLENS_CONFIG": str(path)})


def test_a_file_that_is_missing_gets_a_sentence(tmp_path):
    with pytest.raises(SettingsError, match="none"):
        load_settings({"TREATYLENS_CONFIG": str(tmp_path / "none")})


def test_a_variable_that_is_no_setting_is_refused_and_the_nearest_are_named():
    with pytest.raises(SettingsError, match=r"TREATYLENS_PAGESIZE.*TREATYLENS_PAGE_SIZE"):
        load_settings({"TREATYLENS_PAGESIZE": "30"})


def test_a_name_like_no_other_is_refused_with_all_there_are(tmp_path):
    path = tmp_path / "treatylens.toml"
    path.write_text('"ផ្ទះ" = "x"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"index or engine or .* or profile or database"):
        load_settings({"TREATYLENS_CONFIG": str(path)})


def test_variables_of_others_and_the_scripts_own_are_let_be():
    environment = {"TREATYLENS_BIN": "/usr/bin/treatylens", "TREATY": "x", "PATH": "/bin"}
    assert load_settings(environment) == Settings()


def test_the_database_is_a_setting():
    assert load_settings({"TREATYLENS_DATABASE": "sqlite:///x"}).database == "sqlite:///x"


def test_several_addresses_may_be_a_list_and_no_secret_is_shown(tmp_path):
    path = tmp_path / "treatylens.toml"
    path.write_text(
        'engine = ["https://a:9200", "https://user:hidden@b:9200"]\nengine_password = "hidden"\n',
        encoding="utf-8",
    )
    settings = load_settings({"TREATYLENS_CONFIG": str(path)})
    assert settings.engine == "https://a:9200,https://user:hidden@b:9200"
    assert "hidden" not in repr(settings)
    assert "hidden" not in str(cluster_of(settings))
