"""The versions side by side that an address names, where an address may hold a hyphen itself."""

import pytest

from search_app.bitext_address import VersionsError, split_versions

KNOWN = ("en", "km", "zh", "zh-Hant")


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("en-km", ("en", "km")),
        ("km-en", ("km", "en")),
        ("en-zh-km", ("en", "zh", "km")),
        ("en-zh-Hant-km", ("en", "zh-Hant", "km")),
        ("zh-zh-Hant", ("zh", "zh-Hant")),
        ("zh-Hant-zh", ("zh-Hant", "zh")),
        ("zh-Hant-km-zh", ("zh-Hant", "km", "zh")),
    ],
)
def test_two_or_three_versions_are_read_in_order(text, versions):
    assert split_versions(text, KNOWN) == versions


@pytest.mark.parametrize(
    "text",
    [
        "",
        "en",
        "zh-Hant",
        "en-fr",
        "en-en",
        "en-km-en",
        "en-km-zh-zh-Hant",
        "en--km",
        "-en-km",
        "EN-KM",
    ],
)
def test_anything_else_is_refused_with_what_there_is(text):
    with pytest.raises(VersionsError) as refused:
        split_versions(text, KNOWN)
    assert str(refused.value) == (
        f"“{text}” does not name two or three different versions; join some of what there is by "
        "hyphens: en, km, zh, zh-Hant."
    )


def test_an_endless_address_is_refused_at_once():
    with pytest.raises(VersionsError):
        split_versions("zh-Hant-" * 100_000, KNOWN)
