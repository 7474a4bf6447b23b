"""Files of versions side by side, from the site and from the command."""

import io
import json
from dataclasses import replace
from urllib.parse import unquote

import docx
import pytest
from click.testing import CliRunner

from indexer.engine import open_reader
from indexer.models import UnitProperty
from indexer.tmx import read_tmx
from search_app.cli import main
from search_app.correction_store import Change, CorrectionStore
from search_app.corrections import keyed, keys_of
from search_app.database import open_database
from search_app.exchange import FORMATS
from search_app.settings import load_settings
from search_app.views import exchange
from search_app.work_tree import open_view
from tests.search_app.handmade_rows import parallel
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments
from tests.search_app.pages import page, text_of


def address(languages, format_name, work=TREATY):
    return f"/works/{work}/parallel/{languages}/export/{format_name}"


# --------------------------------------------------------------------------- the site


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_is_downloaded_by_a_good_name(client, name):
    answer = client.get(address("km-en", name))
    wanted = FORMATS[name]
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(wanted.media_type.partition(";")[0])
    assert answer.content_length == len(answer.data)
    disposition = answer.headers["Content-Disposition"]
    assert f'attachment; filename="{TREATY}.km-en{wanted.extension}"' in disposition
    full = unquote(disposition.partition("filename*=UTF-8''")[2])
    assert full.startswith("សន្ធិសញ្ញាស្តីពីបត្យាប័ន")
    assert full.endswith(f".km-en{wanted.extension}")
    assert len(full.encode()) < 255
    answer.close()


def test_the_tmx_of_a_treaty_holds_its_articles_in_three_languages(client, tmp_path):
    path = tmp_path / "made.tmx"
    path.write_bytes(client.get(address("en-zh-km", "tmx")).data)
    texts = [[one.text for one in unit.variants] for unit in read_tmx(path)]
    assert ["Costs", "费用", "ការចំណាយ"] in texts


def test_a_file_larger_than_what_is_kept_in_memory_is_sent_whole(client, monkeypatch):
    whole = client.get(address("en-km", "csv")).data
    monkeypatch.setattr(exchange, "SPOOLED", 100)
    assert client.get(address("en-km", "csv")).data == whole


def test_the_labels_of_a_table_are_in_the_language_of_the_reader(client):
    answer = client.get(address("en-km", "docx"), headers={"Accept-Language": "zh-Hans"})
    header = docx.Document(io.BytesIO(answer.data)).tables[0].rows[0]
    assert header.cells[0].text == "条款"


def test_rows_that_are_not_sure_are_left_out_on_request(client):
    every = client.get(address("en-km", "csv")).data.count(b"\r\n")
    sure = client.get(address("en-km", "csv"), query_string={"min_confidence": "1"})
    assert sure.data.count(b"\r\n") < every


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (address("en-km", "tmx", "nowhere"), 404, "There is no instrument “nowhere” here."),
        (address("en-fr", "tmx"), 404, "“en-fr” does not name two or three different versions"),
        (address("en-zh-Hant", "tmx"), 404, "en, zh, km"),
        (address("en-km", "pdf"), 404, "There is no format “pdf”; use one of tmx, xliff, docx,"),
        (address("en-km-zh", "xliff"), 400, "XLIFF holds a text and one translation"),
        (address("en-km", "csv") + "?min_confidence=2", 400, "from 0 to 1, not “2”"),
        (address("en-km", "csv") + "?min_confidence=nan", 400, "from 0 to 1, not “nan”"),
        (address("en-km", "csv") + "?min_confidence=", 400, "from 0 to 1, not “”"),
    ],
)
def test_what_cannot_be_exported_is_told_on_a_page(client, path, status, said):
    assert said in text_of(page(client, path, status))


def test_a_site_without_an_index_says_so(no_index):
    assert "treatylens index" in page(no_index, address("en-km", "tmx"), 503)


def test_a_file_is_called_by_the_title_and_by_the_id_where_only_ascii_is_read():
    text = parallel([], "zh-Hant", "km")
    assert exchange.file_names(text, FORMATS["xliff"]) == (
        "northland-southland-2011.zh-Hant-km.xlf",
        "北國和南國引渡條約.zh-Hant-km.xlf",
    )
    summary = replace(text.view.summary, id="ច្បាប់")
    other = replace(text, view=replace(text.view, summary=summary))
    assert exchange.file_names(other, FORMATS["csv"])[0] == "parallel.zh-Hant-km.csv"


# --------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("export"), encoder)


def export(index, *arguments):
    command = ["export", *map(str, arguments), "--index", str(index)]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_command_writes_every_format(index, tmp_path, name):
    output = tmp_path / f"made{FORMATS[name].extension}"
    done = export(index, TREATY, "en-km", "--format", name, "--output", output, "--json")
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["rows"] > 5
    assert document.keys() == {
        *("output", "format", "work", "versions", "rows", "unpaired", "doubtful")
    }
    assert output.stat().st_size > 1_000


def test_the_command_says_how_many_rows_it_wrote_and_left_out(index, tmp_path):
    output = tmp_path / "made.tmx"
    options = ["--format", "tmx", "--output", output]
    every = json.loads(export(index, TREATY, "en-km", *options, "--unpaired", "--json").stdout)
    assert (every["unpaired"], every["doubtful"]) == (0, 0)
    options += ["--min-confidence", "1"]
    sure = json.loads(export(index, TREATY, "en-km", *options, "--json").stdout)
    assert sure["doubtful"]
    assert sure["rows"] + sure["unpaired"] + sure["doubtful"] == every["rows"]
    said = export(index, TREATY, "en-km", *options).stderr
    assert said.startswith(f"{sure['rows']} rows in {output}; left out: ")
    assert said.endswith(f"{sure['doubtful']} below --min-confidence\n")


def test_a_work_with_both_chinese_scripts_in_its_address_is_exported(index, tmp_path):
    output = tmp_path / "made.tmx"
    done = export(index, STATEMENT, "zh-en", "--format", "tmx", "--output", output)
    assert done.exit_code == 0, done.stderr
    assert 'srclang="zh-Hant"' in output.read_text("utf-8")


def test_what_a_person_confirmed_is_exported_as_such(index, tmp_path, monkeypatch):
    monkeypatch.setenv("TREATYLENS_DATABASE", f"sqlite:///{tmp_path / 'made.sqlite3'}")
    reader = open_reader(index)
    view = open_view(reader.work(TREATY))
    reader.close()
    keys = [keys_of(view.version(address).segments) for address in ("en", "km")]
    bead = next(one for one in view.alignments["en", "km"] if one.a and one.b)
    store = CorrectionStore(open_database(load_settings()))
    store.make(view, ("en", "km"), Change(action="confirm", bead=keyed(bead, *keys)), "Sok")
    output = tmp_path / "made.tmx"
    assert export(index, TREATY, "en-km", "--format", "tmx", "--output", output).exit_code == 0
    confirmed = [unit for unit in read_tmx(output) if "changeid" in unit.attributes]
    assert [unit.attributes["changeid"] for unit in confirmed] == ["Sok"]
    assert UnitProperty("x-status", "confirmed") in confirmed[0].properties


@pytest.mark.parametrize(
    ("work", "versions", "format_name", "said"),
    [
        ("nowhere", "en-km", "tmx", "there is no work “nowhere” in the index; name one by its id"),
        (TREATY, "en-fr", "tmx", "join some of what there is by hyphens: en, zh, km"),
        (TREATY, "en-km-zh", "xliff", "choose two versions, not 3"),
        (TREATY, "en-km", "pdf", "'pdf' is not one of 'tmx', 'xliff', 'docx', 'xlsx', 'csv'"),
    ],
)
def test_what_the_command_cannot_export_is_told(index, tmp_path, work, versions, format_name, said):
    output = tmp_path / "made"
    done = export(index, work, versions, "--format", format_name, "--output", output)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert not output.exists()


@pytest.mark.parametrize("place", [".", "nowhere/made.tmx"])
def test_an_output_that_cannot_be_written_is_refused_before_anything(index, tmp_path, place):
    done = export(index, TREATY, "en-km", "--format", "tmx", "--output", tmp_path / place)
    assert done.exit_code == 2
    assert "give" in done.stderr
    assert "--output" in done.stderr
