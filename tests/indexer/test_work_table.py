"""What `work.toml` may say, and what is said of one that says something else."""

from pathlib import Path

import pytest

from indexer.work_table import TableError, read_table

FILE = '[[file]]\npath = "en.txt"\n'
CORPUS = Path(__file__).parent.parent.parent / "corpus"


def read(tmp_path, text):
    path = tmp_path / "work.toml"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def problem(tmp_path, text):
    with pytest.raises(TableError) as raised:
        read(tmp_path, text)
    return str(raised.value)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/work.toml")), ids=lambda p: p.parent.name)
def test_every_table_of_the_corpus_is_taken(path):
    table = read_table(path)
    assert table.files
    assert {"title", "type", "signed", "parties"} <= table.values.keys()


def test_types_and_statuses_are_read_by_the_names_people_use(tmp_path):
    values = read(tmp_path, f'type = "Agreement"\nstatus = "生效"\n{FILE}').values
    assert values == {"type": "treaty", "status": "in_force"}
    assert read(tmp_path, f'type = "សន្ធិសញ្ញា"\n{FILE}').values["type"] == "treaty"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2011-03-14", "2011-03-14"),
        ('"2011-03-14"', "2011-03-14"),
        ("2011-03-14T12:00:00", "2011-03-14"),
        ('"2011-03"', "2011-03"),
        ('"2011"', "2011"),
        ("2011", "2011"),
    ],
)
def test_a_date_may_lack_its_day_and_month(tmp_path, written, expected):
    assert read(tmp_path, f"signed = {written}\n{FILE}").values["signed"] == expected


def test_a_text_by_language_is_kept_by_code_and_by_tag_for_a_second_script(tmp_path):
    titles = '[title]\nEnglish = "Treaty"\nzh-Hant = "條約"\n'
    assert read(tmp_path, FILE + titles).values["title"] == {"en": "Treaty", "zh": "條約"}
    titles += 'zh-Hans = "条约"\n'
    assert read(tmp_path, FILE + titles).values["title"] == {
        "en": "Treaty",
        "zh": "條約",
        "zh-Hans": "条约",
    }


def test_a_file_names_its_languages_by_code_tag_or_name(tmp_path):
    rows = "".join(
        f'[[file]]\npath = "{number}.txt"\n{lang}\n'
        for number, lang in enumerate(['lang = "Khmer"', 'lang = "zh-Hant"', 'langs = ["en","zh"]'])
    )
    files = read(tmp_path, rows).files
    assert [(file.languages, file.script) for file in files] == [
        (("km",), ""),
        (("zh",), "Hant"),
        (("en", "zh"), ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'signed = "14 March 2011"\n{FILE}', "signed takes a date such as 2011-03-14"),
        (f'signed = "2011-02-30"\n{FILE}', "signed takes a date"),
        (f"signed = true\n{FILE}", "signed takes a date"),
        (f'parties = ["A", "B"]\n{FILE}', "parties takes tables, each under [[parties]]"),
        (f'{FILE}[[parties]]\nnames = "Northland"\n', "party 1: names takes a table"),
        (f"{FILE}[[parties]]\n", "party 1 takes a key, or names by language"),
        ('file = "en.txt"\n', "file takes tables, each under [[file]]"),
        ('[file]\npath = "en.txt"\n', "file takes tables, each under [[file]]"),
        ("[[file]]\n", "file 1 takes the path of a file"),
        ('[[file]]\npath = "a\\u0000b"\n', "file 1 takes the path of a file"),
        ('[[file]]\npath = "a"\nlang = "fr"\n', "file 1: lang takes km, zh, en"),
        ('[[file]]\npath = "a"\nlangs = "en"\n', "file 1: lang takes a list"),
        ('[[file]]\npath = "a"\nscript = "Cyrl"\n', "file 1: script takes Khmr, Hans, Hant, Latn"),
        ('type = "treaty"\n', "it names no file"),
        (f'type = "letter"\n{FILE}', "type takes treaty, joint_statement, declaration, statute"),
        (f"type = 3\n{FILE}", "type takes a text in quotes"),
        (f'status = "lost"\n{FILE}', "status takes in_force"),
        (f'access = "secret"\n{FILE}', "access takes public or restricted"),
        (f'authentic = "en"\n{FILE}', "authentic takes a list of languages"),
        (f'prevailing = "the English one"\n{FILE}', "prevailing takes the code of a language"),
        ("title = \n", "cannot be read as TOML"),
        ("x = " + "[" * 5_000, "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path, text, said):
    assert said in problem(tmp_path, text)


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    said = problem(tmp_path, f'type = "letter"\nsigned = "yesterday"\naccess = "secret"\n{FILE}')
    assert all(key in said for key in ("type takes", "signed takes", "access takes"))


def test_a_table_that_is_no_utf_8_or_is_huge_is_said(tmp_path):
    path = tmp_path / "work.toml"
    path.write_bytes(b"type = '\xff'")
    with pytest.raises(TableError, match="cannot be read as TOML"):
        read_table(path)
    path.write_bytes(b"#" * (5 * 2**20))
    with pytest.raises(TableError, match="over 4 MB"):
        read_table(path)
