"""The evidence sheet: what it says, read back from the PDF; what it says of files that are gone."""

import io
import json
import re
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image

from indexer.engine import open_reader, open_writer
from indexer.extract import extract_file
from indexer.extract.sandbox import ExtractLimits
from indexer.models import Expression, Metadata, Provision, text_hash
from indexer.page_images import COLOUR
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.catalogue import WorkSummary
from search_app.citing import sheet_pdf as pdf_door
from search_app.citing.evidence import EvidenceSheet, VersionEvidence, evidence_sheet
from search_app.citing.sheet import BREAK, break_places, sheet_html
from search_app.citing.sheet_pdf import sheet_pdf
from search_app.cli import main
from search_app.every_hit import IndexChanged
from search_app.searcher import Searcher
from search_app.settings import Settings
from search_app.work_tree import Place, VersionRecord, WorkView, open_view
from tests.search_app.conftest import CORPUS
from tests.search_app.pages import page, text_of

#: Versions: English and Khmer PDFs, Chinese in DOCX.
WORK = "aravan-serethia-mla-2011"
ARTICLE = f"{WORK}/km/art_4__para_1"
FOOTER = r"[\w/-]+·\d{4}-\d\d-\d\d[\d:]+UTC·[0-9a-f]{16}\d+/\d+$"
AT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A copy of the files of a work."""
    folder = tmp_path_factory.mktemp("evidence") / WORK
    shutil.copytree(CORPUS / WORK, folder)
    return folder


@pytest.fixture(scope="module")
def index(files, encoder):
    """The index of these files, in a folder of its own."""
    index = files.parent / "index"
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    report = index_paths([files], writer, None, encoder, limits=ExtractLimits(), jobs=2)
    writer.close()
    assert not report.failed
    return index


@pytest.fixture(scope="module")
def own(index, encoder):
    found = Searcher(open_reader(index), encoder)
    yield found
    found.reader.close()


@pytest.fixture(scope="module")
def site(own):
    return create_app(own, Settings()).test_client()


def place_of(searcher, identity=ARTICLE):
    work, language, eid = identity.split("/")
    view = open_view(searcher.reader.work(work))
    return view.place(view.version(language), eid)


def sheet_of(searcher, identity=ARTICLE, **options):
    return evidence_sheet(
        lambda: place_of(searcher, identity),
        searcher.reader,
        searcher.profile.label,
        address_of=lambda place: f"https://treaties.example/works/{place.id}",
        name_of_file=lambda path: Path(path).name,
        now=AT,
        **options,
    )


@pytest.fixture(scope="module")
def sheet(own):
    return sheet_of(own)


@pytest.fixture(scope="module")
def printed(sheet):
    return sheet_pdf(sheet, "en")


def bare(text):
    """A text without white space, as it is read whatever its lines are."""
    return "".join(text.replace(BREAK, "").split())


def text_in(printed):
    """What a reader of the PDF copies, without white space and the footers of its pages."""
    document = pypdfium2.PdfDocument(printed)
    read = (bare(one.get_textpage().get_text_range()) for one in document)
    return "".join(re.sub(FOOTER, "", one) for one in read)


def images_in(printed):
    found = []
    for one in pypdfium2.PdfDocument(printed):
        for part in one.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            found.append(np.asarray(part.get_bitmap().to_pil().convert("RGB"), dtype=int))
    return found


# --------------------------------------------------------------------------- what it says


@pytest.mark.parametrize("language", ["km", "zh", "en"])
def test_the_sheet_has_the_text_in_each_language_as_it_can_be_copied(own, printed, language):
    place = place_of(own, f"{WORK}/{language}/art_4__para_1")
    assert len(bare(place.provision.text)) > 40
    assert bare(place.provision.text) in text_in(printed)


def test_the_khmer_of_the_sheet_is_read_back_letter_by_letter(own, printed, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(printed)
    document = extract_file(path)
    read = bare("".join(line.text for one in document.pages for line in one.lines))
    assert bare(place_of(own).provision.text) in read
    # A page that is an image but for its caption is no text to be doubted.
    assert all(one.method == "text" for one in document.pages if len(one.lines) > 5)


def test_the_sheet_says_where_and_when_and_by_what_the_text_was_read(own, sheet, printed):
    read = text_in(printed)
    info = own.reader.info()
    said = [
        "2026-02-03 04:05:06",
        info.model,
        own.profile.label,
        f"https://treaties.example/works/{ARTICLE}?hash={text_hash(place_of(own).provision.shown)}",
        "Specimen text written for this project",
        "km.pdf, page",
        "zh.docx",
        *(str(one.version.source["sha256"]) for one in sheet.versions),
        *(one.text_hash for one in sheet.versions),
        *(one.citation for one in sheet.versions),
        *sheet.citations.values(),
    ]
    for one in said:
        assert bare(one) in read, one
    assert sheet.generation == info.generation
    assert set(sheet.citations) == {"km", "zh-Hans", "zh-Hant", "en"}


def test_the_sheet_shows_the_page_of_each_pdf_with_the_provision_framed(sheet, printed):
    shown = {one.version.tag: [page.number for page in one.pages] for one in sheet.versions}
    assert shown["km"] == [sheet.place.provision.page]
    assert shown["zh-Hans"] == []
    found = images_in(printed)
    assert len(found) == sum(map(len, shown.values())) == 2
    box = sheet.place.provision.boxes[0]
    pixels = found[0]
    rows, columns = np.nonzero((abs(pixels - COLOUR) <= 2).all(axis=-1))
    points = 842 / pixels.shape[0]
    assert abs(columns.min() * points - box.x0) < 6
    assert abs(columns.max() * points - box.x1) < 6
    assert abs(842 - rows.max() * points - box.y0) < 8
    assert abs(842 - rows.min() * points - box.y1) < 8


def test_what_is_no_pdf_says_that_it_has_no_pages(sheet, printed):
    assert bare("Files of this kind have no fixed pages, so there is no image of one.") in text_in(
        printed
    )
    (chinese,) = [one for one in sheet.versions if one.version.tag == "zh-Hans"]
    assert chinese.state == "same"


@pytest.mark.parametrize(
    ("tag", "said"),
    [("km", "សន្លឹកភស្តុតាង"), ("zh-Hans", "证据单"), ("zh-Hant", "證據單"), ("en", "Evidence sheet")],
)
def test_the_sheet_is_in_the_language_of_the_interface(sheet, tag, said):
    assert bare(said) in bare(text_of(sheet_html(sheet, tag)))
    assert f'<html lang="{tag}">' in sheet_html(sheet, tag)


def test_the_same_sheet_is_the_same_bytes(sheet, printed):
    assert sheet_pdf(sheet, "en") == printed


def test_a_sheet_of_two_states_of_an_index_is_made_again(own):
    class Changing:
        """A reader whose index is written to between two questions."""

        def __init__(self):
            self.asked = 0

        def info(self):
            self.asked += 1
            info = own.reader.info()
            return type(info)(**{**info.__dict__, "generation": self.asked})

    with pytest.raises(IndexChanged):
        evidence_sheet(
            lambda: place_of(own), Changing(), "p/1", address_of=str, name_of_file=str, images=False
        )


# --------------------------------------------------------------------------- fonts and the network


def made_of(text, notice=""):
    """A sheet of one provision with a text, without an index."""
    node = Provision(eid="art_1", kind="art", num="Article 1", heading="Scope", text=text)
    version = VersionRecord(
        address="en",
        expression=Expression(
            language="en", script="Latn", metadata=Metadata(title="A & B"), provisions=(node,)
        ),
        tree=(),
        origin="",
        file="a.txt",
        source={"sha256": "00", "media_type": "text/plain"},
    )
    summary = WorkSummary(id="a-b", titles={}, tags={})
    view = WorkView(summary=summary, versions=[version], files=(), notice=notice, notes=())
    place = Place(view=view, version=version, path=(node,))
    one = VersionEvidence(
        place=place, name="Article 1", citation="A & B, Article 1", file="a.txt", state="gone",
        text_hash="0" * 64, address="/works/a-b/en/art_1", pages=(), notes=(),
    )  # fmt: skip
    return EvidenceSheet(
        at="2026-02-03T04:05:06+00:00", generation=1, commit="", model="", profile="default/1",
        program="0", notice=notice, citations={"en": "A & B, Article 1"}, versions=[one],
    )  # fmt: skip


def test_a_character_that_no_font_has_is_named_and_not_a_box():
    read = text_in(sheet_pdf(made_of("The Parties shall \ue123 cooperate in good faith."), "en"))
    assert "TheParties" in read
    assert "[U+E123]" in read
    assert bare("The fonts of this machine do not have every character") in read


def test_a_text_that_no_font_can_show_is_left_out_with_a_sentence():
    read = text_in(sheet_pdf(made_of("\ue123\ue124\ue125" * 20), "en"))
    assert bare("No font of this machine can show this text, so it is left out.") in read
    assert "\ue123" not in read


def test_a_text_with_all_its_characters_says_nothing_of_fonts(printed):
    assert bare("No font") not in text_in(printed)
    assert bare("The fonts of this machine") not in text_in(printed)


def test_nothing_of_a_text_is_markup_and_nothing_is_fetched(monkeypatch):
    asked = []
    monkeypatch.setattr("socket.socket.connect", lambda _, address: asked.append(address))
    text = '<img src="http://127.0.0.1:9/x.png"><style>@import "file:///etc/passwd"</style>'
    read = text_in(sheet_pdf(made_of(text, notice="<b>&</b>"), "en"))
    assert bare(text) in read
    assert "<b>&</b>" in read
    assert not asked


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x", "https://treaties.example/", "file:///etc/passwd", "page:x"]
)
def test_only_what_belongs_to_the_sheet_is_given_out(address):
    weasyprint = pdf_door._weasyprint()
    fetcher = pdf_door._fetcher(weasyprint, {"page:en-1": b"png"})
    assert fetcher.fetch("page:en-1").read() == b"png"
    with pytest.raises(ValueError, match="no part of the sheet"):
        fetcher.fetch(address)


def test_khmer_breaks_between_words_alone_and_loses_nothing():
    text = "ភាគីទាំងពីរត្រូវផ្តល់ឱ្យគ្នាទៅវិញទៅមកនូវជំនួយ (a) page 5 ច្បាប់។"
    pieces = break_places(text)
    assert "".join(pieces) == text
    assert len(pieces) > 6
    assert all(piece[0] not in "ាិីឹឺុូួើេែៃោៅំះ្់៉៊" for piece in pieces)
    assert break_places("Article 7 第七条") == ["Article 7 第七条"]


# --------------------------------------------------------------------------- the site and the API


def test_the_site_gives_the_sheet(site):
    answer = site.get(f"/works/{ARTICLE}/evidence.pdf", headers={"Accept-Language": "km"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    name = ARTICLE.replace("/", ".")
    assert f'filename="{name}.evidence.pdf"' in answer.headers["Content-Disposition"]
    read = text_in(answer.get_data())
    assert bare("សន្លឹកភស្តុតាង") in read
    assert bare(f"http://localhost/works/{ARTICLE}?hash=") in read


def test_the_api_says_what_the_sheet_says(site, own):
    found = site.get(f"/api/v1/works/{ARTICLE}/evidence").get_json()
    assert found["id"] == ARTICLE
    assert found["index"] == {
        "generation": own.reader.info().generation,
        "commit": own.reader.info().commit,
        "model": own.reader.info().model,
        "profile": own.profile.label,
    }
    assert datetime.fromisoformat(found["retrieved"]).utcoffset().total_seconds() == 0
    by_language = {one["lang"]: one for one in found["versions"]}
    assert set(by_language) == {"km", "en", "zh"}
    assert by_language["zh"]["notes"][1].startswith("Files of this kind have no fixed pages")
    assert by_language["km"]["state"] == "same"
    assert by_language["km"]["boxes"][0][0] == by_language["km"]["page"]
    shapes = site.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    assert set(found) == set(shapes["Evidence"]["properties"])
    for one in found["versions"]:
        assert set(one) == set(shapes["EvidenceOfVersion"]["properties"])


def test_the_api_gives_the_pdf_too_and_names_faults(site):
    answer = site.get(f"/api/v1/works/{ARTICLE}/evidence?format=pdf&lang=zh-Hant")
    assert answer.mimetype == "application/pdf"
    assert "證據單" in text_in(answer.get_data())
    refused = site.get(f"/api/v1/works/{ARTICLE}/evidence?format=docx&lang=fr&a=b")
    assert refused.status_code == 400
    problems = refused.get_json()["error"]["problems"]
    assert [one["parameter"] for one in problems] == ["format", "lang", "a"]


def test_the_page_of_the_source_is_an_image_with_the_provision_framed(site):
    html = page(site, f"/works/{ARTICLE}")
    assert f'href="/works/{ARTICLE}/page.png"' in html
    answer = site.get(f"/works/{ARTICLE}/page.png")
    assert answer.mimetype == "image/png"
    pixels = np.asarray(Image.open(io.BytesIO(answer.get_data())).convert("RGB"), dtype=int)
    assert (pixels == COLOUR).all(axis=-1).sum() > 500
    other = site.get(f"/works/{ARTICLE}/page.png?page=99")
    assert other.status_code == 404
    assert "does not stand on that page" in text_of(other.get_data(as_text=True))


def test_a_version_without_pages_links_to_no_image(site):
    address = f"/works/{WORK}/zh/art_4"
    assert "page.png" not in page(site, address)
    assert site.get(f"{address}/page.png").status_code == 404


@pytest.mark.parametrize("address", [f"/works/{WORK}/km/art_99", "/works/none/km/art_1"])
def test_what_is_not_there_is_404(site, address):
    assert site.get(f"{address}/evidence.pdf").status_code == 404
    assert site.get(f"{address}/page.png").status_code == 404
    assert site.get(f"/api/v1{address}/evidence").status_code == 404


@pytest.fixture
def no_weasyprint(monkeypatch):
    """A machine on which the extra is not installed."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def test_without_weasyprint_the_site_says_what_to_install(site, no_weasyprint):
    answer = site.get(f"/works/{ARTICLE}/evidence.pdf")
    assert answer.status_code == 503
    assert "pip install 'treatylens[evidence]'" in page(site, f"/works/{ARTICLE}/evidence.pdf", 503)
    refused = site.get(f"/api/v1/works/{ARTICLE}/evidence?format=pdf")
    assert refused.status_code == 503
    assert "libpango-1.0-0" in refused.get_json()["error"]["message"]
    assert site.get(f"/works/{ARTICLE}").status_code == 200
    assert site.get(f"/api/v1/works/{ARTICLE}/evidence").status_code == 200


def test_without_pango_the_site_says_what_to_install(site, monkeypatch):
    class Broken:
        """Finds the library and fails as it does where Pango is missing."""

        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken, *sys.meta_path])
    assert site.get(f"/works/{ARTICLE}/evidence.pdf").status_code == 503


# --------------------------------------------------------------------------- the command


def run(*arguments):
    return CliRunner().invoke(main, ["evidence", *arguments])


def test_the_command_writes_the_sheet_and_prints_what_it_says(index, tmp_path):
    path = tmp_path / "sheet.pdf"
    done = run(
        ARTICLE, "--index", str(index), "--output", str(path), "--lang", "zh-Hans", "--json",
        "--site", "https://treaties.example/",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["id"] == ARTICLE
    assert found["versions"][0]["permanent"].startswith(f"https://treaties.example/works/{ARTICLE}")
    read = text_in(path.read_bytes())
    assert "证据单" in read
    assert len(images_in(path.read_bytes())) == 2


def test_the_command_says_what_it_wrote(index, tmp_path):
    path = tmp_path / "sheet.pdf"
    done = run(ARTICLE, "--index", str(index), "--output", str(path))
    assert done.exit_code == 0
    assert ARTICLE in done.stdout
    assert "The file is the one that was indexed" in done.stdout


@pytest.mark.parametrize(
    ("provision", "more", "said"),
    [
        (ARTICLE, [], "--output"),
        (f"{WORK}/km/art_99", ["--json"], "art_99"),
        ("nothing/km/art_1", ["--json"], "nothing"),
        ("nonsense", ["--json"], "WORK/LANG/EID"),
        (ARTICLE, ["--output", "/nowhere/at/all/sheet.pdf"], "folder"),
    ],
)
def test_a_wrong_request_is_one_sentence_and_status_2(index, provision, more, said):
    done = run(provision, "--index", str(index), *more)
    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_weasyprint_the_command_says_what_to_install(index, tmp_path, no_weasyprint):
    path = tmp_path / "sheet.pdf"
    done = run(ARTICLE, "--index", str(index), "--output", str(path))
    assert done.exit_code == 1
    assert "pip install 'treatylens[evidence]'" in done.stderr
    assert not path.exists()
    assert run(ARTICLE, "--index", str(index), "--json").exit_code == 0


def test_without_the_address_of_the_site_the_sheet_and_the_command_say_so(index, tmp_path, own):
    path = tmp_path / "sheet.pdf"
    done = run(ARTICLE, "--index", str(index), "--output", str(path))
    assert "The address of the site is not set" in done.stderr
    assert "--site" in done.stderr
    assert bare("The address of the site is not set") in text_in(path.read_bytes())
    assert sheet_of(own, images=False).no_site is None


@pytest.mark.parametrize("place", ["/proc/sheet.pdf", "/dev/full"])
def test_what_cannot_be_written_is_one_sentence_that_names_it(index, place):
    done = run(ARTICLE, "--index", str(index), "--output", place)
    assert done.exit_code == 2
    assert f"{place} " in done.stderr
    assert "give another" in done.stderr


def test_a_sheet_is_written_whole_or_not_at_all(index, tmp_path, monkeypatch):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"before")

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = run(ARTICLE, "--index", str(index), "--output", str(path))
    assert done.exit_code == 2
    assert "No space left" in done.stderr
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.pdf"]


def test_a_version_whose_text_could_not_be_read_is_named_with_its_file(own):
    place = place_of(own)
    scan = {"path": f"{WORK}/scan_km.pdf", "sha256": "5ca4" * 16, "confidence": 0.0}
    view = replace(place.view, files=[*place.view.files, scan])
    sheet = evidence_sheet(
        lambda: replace(place, view=view), own.reader, "p/1",
        address_of=str, name_of_file=lambda path: Path(path).name, images=False,
    )  # fmt: skip
    assert [one.file for one in sheet.unread] == ["scan_km.pdf"]
    html = bare(text_of(sheet_html(sheet, "en")))
    assert bare(f"whose text could not be read: scan_km.pdf, SHA-256 {'5ca4' * 16}") in html
    assert not sheet_of(own, images=False).unread


def test_a_notice_is_marked_with_its_own_language(sheet):
    for tag in ("km", "zh-Hans"):
        assert '<p class="notice" lang="en">' in sheet_html(sheet, tag)


# --------------------------------------------------------------------------- files that change


def test_a_file_that_changed_since_is_not_shown_and_the_sheet_says_so(own, site, files):
    path = files / "km.pdf"
    before = path.read_bytes()
    path.write_bytes(before + b"\n% changed\n")
    try:
        sheet = sheet_of(own)
        assert (sheet.versions[0].state, list(sheet.versions[0].pages)) == ("changed", [])
        read = text_in(sheet_pdf(sheet, "en"))
        assert bare("The file has changed since it was indexed") in read
        assert bare(place_of(own).provision.text) in read
        answer = site.get(f"/works/{ARTICLE}/page.png")
        assert answer.status_code == 404
        assert "has changed since it was indexed" in answer.get_data(as_text=True)
    finally:
        path.write_bytes(before)


def test_a_file_that_is_gone_is_not_shown_and_the_sheet_says_so(own, site, files):
    path, away = files / "km.pdf", files.parent / "away.pdf"
    path.rename(away)
    try:
        sheet = sheet_of(own, images=True)
        assert (sheet.versions[0].state, list(sheet.versions[0].pages)) == ("gone", [])
        assert bare("The file is no longer where it was indexed") in text_in(sheet_pdf(sheet, "en"))
        assert site.get(f"/works/{ARTICLE}/page.png").status_code == 404
    finally:
        away.rename(path)
