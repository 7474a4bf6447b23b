"""Every string of the interface is translated, in step with the code, and reads in its script."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import search_app
from analyzers.query import Fault
from search_app.interface import INTERFACE_LANGUAGES
from search_app.messages import FAULT_CODES, fault_message

PACKAGE = Path(search_app.__file__).parent
LOCALES = ["km", "zh_Hans", "zh_Hant"]
SCRIPT = {"km": "[\u1780-\u17ff]", "zh_Hans": "[\u4e00-\u9fff]", "zh_Hant": "[\u4e00-\u9fff]"}
#: Characters that only one of the two Chinese scripts has.
WRONG_SCRIPT = {"zh_Hans": "[這條檢語關於開請與]", "zh_Hant": "[这条检语关开请与约讯]"}


def messages():
    """Every msgid in code and templates, a pair where there is a plural."""
    keywords = DEFAULT_KEYWORDS | {"lazy_gettext": None, "msg": None}
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(PACKAGE, methods, keywords=keywords)
    return {message for _, _, message, _, _ in found}


def catalogue(locale):
    with (PACKAGE / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def strings(locale):
    return {
        (tuple(m.id) if isinstance(m.id, list | tuple) else m.id): m
        for m in catalogue(locale)
        if m.id
    }


def said(message):
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def test_there_are_translations_for_every_language_of_the_interface():
    assert {language.locale for language in INTERFACE_LANGUAGES.values()} == {*LOCALES, "en"}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_string_is_translated_and_none_is_left_over(locale):
    assert set(strings(locale)) == messages()
    for message in strings(locale).values():
        assert all(said(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("locale", LOCALES)
def test_every_translation_is_in_its_own_script(locale):
    for message in strings(locale).values():
        for text in said(message):
            assert re.search(SCRIPT[locale], text), message.id
            assert not re.search(WRONG_SCRIPT.get(locale, "$."), text), text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_translation_holds_the_same_values(locale):
    for message in strings(locale).values():
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        wanted = set(re.findall(r"%\(\w+\)s", ids[0]))
        for text in said(message):
            assert set(re.findall(r"%\(\w+\)s", text)) == wanted, message.id


def kept_in(file):
    return {repr(message.id): said(message) for message in read_mo(file) if message.id}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_translations_are_in_step(locale):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    compiled.seek(0)
    fresh = kept_in(compiled)
    with (PACKAGE / "translations" / locale / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        assert kept_in(file) == fresh


def test_every_fault_of_a_query_has_a_sentence_to_translate():
    analyzers = PACKAGE.parent / "analyzers"
    source = "".join(path.read_text("utf-8") for path in analyzers.glob("query*.py"))
    codes = set(re.findall(r'[fF]ault\([^"()]*(?:\[[^]]*\][^"()]*)?"([a-z_]+)"', source))
    assert codes, "no fault was found in the source"
    assert codes <= FAULT_CODES
    for code in FAULT_CODES:
        assert fault_message(Fault(0, code, "", "x")).english
