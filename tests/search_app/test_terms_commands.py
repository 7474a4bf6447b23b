"""``treatylens terms``, and people's own files of terms in searches."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from analyzers.segment import terms
from analyzers.tbx import read_tbx
from analyzers.termbase import package_entries, termbase
from analyzers.termbase_table import COLUMNS, read_table
from search_app.cli import main
from search_app.expansion import widen
from search_app.own_termbase import chosen_termbase, read_terms
from search_app.searcher import Options, Searcher
from search_app.settings import Settings, SettingsError

OWN = "\n".join(
    [
        "\t".join(COLUMNS),
        "safe_haven\tnoun\town\tsafe haven\t避风港\t避風港\tជម្រកសុវត្ថិភាព\tour glossary\treviewed\t",
        "extradition\tnoun\town\textradition|rendition\t引渡\t引渡\tបត្យាប័ន\t\tproposed\t",
        "",
    ]
)


@pytest.fixture
def own_file(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch):
    monkeypatch.delenv("TREATYLENS_TERMBASE", raising=False)

    def run_it(*arguments, **environment):
        return CliRunner().invoke(main, ["terms", *map(str, arguments)], env=environment)

    return run_it


@pytest.mark.parametrize("text", ["extradition", "引渡", "បត្យាប័ន", "extradit"])
def test_a_term_is_looked_up_by_any_language_and_by_a_part_of_it(run, text):
    found = json.loads(run("lookup", text, "--json").stdout)["concepts"][0]
    assert found["concept"] == "extradition"
    assert found["names"]["zh-Hant"] == ["引渡"]
    assert "បត្យាប័ន" in found["names"]["km"]


def test_a_lookup_is_shown_a_language_a_line(run):
    shown = run("lookup", "dual criminality").stdout
    assert "dual_criminality  [noun, extradition, proposed]" in shown
    assert "zh-Hans 双重犯罪" in shown


def test_a_lookup_says_how_many_more_there_are(run):
    assert "more; write more of the name, or add --json" in run("lookup", "e").stdout


@pytest.mark.parametrize("language", ["zh", "Chinese", "中文", "zh-Hant"])
def test_a_lookup_in_one_language_finds_its_names_alone(run, language):
    assert run("lookup", "引渡", "--lang", language).exit_code == 0
    assert run("lookup", "extradition", "--lang", language).exit_code == 1


def test_a_lookup_that_finds_nothing_says_what_to_do(run):
    found = run("lookup", "weather", "--json")
    assert (found.exit_code, json.loads(found.stdout)["concepts"]) == (1, [])
    assert "no term holds “weather”; write less of it" in found.stderr


def test_the_terms_are_exported_in_every_format(run, tmp_path):
    entries = list(package_entries())
    for name in ("tbx", "tbx-2008", "tsv", "csv"):
        result = run("export", tmp_path / name, "--format", name, "--json")
        assert json.loads(result.stdout)["concepts"] == len(entries)
    assert read_table((tmp_path / "tsv").read_text(encoding="utf-8").splitlines()) == entries
    for name in ("tbx", "tbx-2008"):
        with (tmp_path / name).open("rb") as stream:
            assert list(read_tbx(stream).entries) == entries
    cells = list(csv.reader(io.StringIO((tmp_path / "csv").read_text(encoding="utf-8-sig"))))
    assert (tuple(cells[0]), len(cells)) == (COLUMNS, len(entries) + 1)


def test_an_export_can_be_of_one_field_of_law_and_one_status(run, tmp_path):
    path = tmp_path / "some.tsv"
    run("export", path, "--format", "tsv", "--domain", "extradition", "--status", "reviewed")
    entries = read_table(path.read_text(encoding="utf-8").splitlines())
    assert {(entry.domain, entry.status) for entry in entries} == {("extradition", "reviewed")}


def test_an_export_of_a_field_that_there_is_not_names_those_there_are(run, tmp_path):
    result = run("export", tmp_path / "x", "--format", "tsv", "--domain", "maritime")
    assert result.exit_code == 2
    assert "no term is of the field maritime; there are assets, civil," in result.stderr
    assert not (tmp_path / "x").exists()


def test_an_exported_file_can_be_a_file_of_one_s_own(run, tmp_path):
    path = tmp_path / "all.tbx"
    run("export", path, "--format", "tbx")
    checked = json.loads(run("check", path, "--json").stdout)
    assert checked["added"] == []
    assert len(checked["replaced"]) == len(package_entries())


def test_a_check_says_what_a_file_would_add(run, own_file):
    shown = run("check", own_file).stdout
    assert "2 concepts, with names: 2 in Khmer, 4 in Chinese, 3 in English" in shown
    assert "1 are new: safe_haven" in shown
    assert "1 take the place of the package's: extradition" in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            OWN.replace("proposed", "checked").encode(),
            "own.tsv, line 3: extradition has the status",
        ),
        (b"\xff\xfe\x00", "own.tsv is not UTF-8 text; save it as UTF-8"),
        (b"", "own.tsv, line 1: the columns must be concept, pos,"),
    ],
    ids=["status", "bytes", "empty"],
)
def test_a_check_of_a_faulty_file_names_file_and_line(run, tmp_path, content, said):
    path = tmp_path / "own.tsv"
    path.write_bytes(content)
    result = run("check", path)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_check_of_a_file_that_is_not_there_says_so(run, tmp_path):
    result = run("check", tmp_path / "none.tbx")
    assert result.exit_code == 2
    assert "none.tbx cannot be opened" in result.stderr


def test_a_table_of_windows_is_read_too(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode())
    assert [entry.id for entry in read_terms(path).entries] == ["safe_haven", "extradition"]


# --------------------------------------------------------------------------- in searches


def test_without_the_setting_the_package_s_terms_serve():
    assert chosen_termbase(Settings()) is None


def test_the_setting_s_files_widen_a_query_and_the_later_wins(own_file, tmp_path):
    later = tmp_path / "later.tsv"
    later.write_text(OWN.replace("避风港", "庇护港"), encoding="utf-8")
    chosen = chosen_termbase(Settings(termbase=f"{own_file}, {later}"))
    (match,) = chosen.find_in("rendition")
    assert match.concept.id == "extradition"
    assert "庇护港" in {one.text for one in chosen.concept("safe_haven").renderings}
    assert len(chosen) == len(termbase()) + 1


def test_a_fault_in_the_setting_s_file_names_the_setting_the_file_and_the_line(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text(OWN.replace("reviewed", "good"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"the setting termbase .*own\.tsv, line 2: safe_haven"):
        chosen_termbase(Settings(termbase=str(path)))


def test_the_command_line_tells_the_fault_before_it_serves(run, tmp_path):
    result = CliRunner().invoke(
        main, ["serve"], env={"TREATYLENS_TERMBASE": str(tmp_path / "none.tsv")}
    )
    assert result.exit_code == 2
    assert "the setting termbase names a file with a fault" in result.stderr


def test_a_lookup_and_an_export_have_the_setting_s_terms(run, own_file, tmp_path):
    found = run("lookup", "避風港", "--json", TREATYLENS_TERMBASE=str(own_file))
    assert json.loads(found.stdout)["concepts"][0]["source"] == "our glossary"
    path = tmp_path / "out.tsv"
    run("export", path, "--format", "tsv", "--domain", "own", TREATYLENS_TERMBASE=str(own_file))
    assert len(read_table(path.read_text(encoding="utf-8").splitlines())) == 2


def test_a_search_looks_for_an_own_term_under_its_other_names(treaty_searcher, tmp_path):
    row = "ordinary_costs\tnoun\town\tordinary costs\t通常开销\t\tការចំណាយធម្មតា\t\tproposed\t"
    path = tmp_path / "own.tsv"
    path.write_text("\t".join(COLUMNS) + "\n" + row, encoding="utf-8")
    own = chosen_termbase(Settings(termbase=str(path)))
    searcher = Searcher(treaty_searcher.reader, treaty_searcher.encoder, termbase=own)
    found = searcher.search("通常开销", Options(mode="keyword"))
    assert {one.text for one in found.expansions} == {"ordinary costs", "ការចំណាយធម្មតា"}
    without = treaty_searcher.search("通常开销", Options(mode="keyword"))
    assert (found.total > without.total, without.expansions) == (True, ())


def test_words_are_widened_by_the_termbase_given(own_file):
    own = chosen_termbase(Settings(termbase=str(own_file)))
    assert widen(terms("safe haven"), "en", termbase()).expansions == ()
    assert len(widen(terms("safe haven"), "en", own).expansions) == 2
