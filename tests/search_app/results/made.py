"""Answers made by hand, and how the tests read files of every format back."""

import csv
import io
import json

import docx
import openpyxl

from search_app.every_hit import Snapshot
from search_app.exchange.delimited import unguarded
from search_app.forms import SearchForm
from search_app.results import FORMATS
from search_app.results.answers import Answer, FileOptions, Statement
from search_app.results.rows import HitRow

SNAPSHOT = Snapshot(
    at="2026-03-04T05:06:07+00:00",
    generation=7,
    model="bundled-1",
    profile="default/4",
    total=3,
    limit=100_000,
    depth=200,
)
_TEXTS = {
    "en": ("Article 2", "Grounds for Refusal", "Extradition shall be refused."),
    "zh-Hans": ("第二条", "拒绝引渡的理由", "应当拒绝引渡。"),
    "km": ("មាត្រា ២", "មូលហេតុនៃការបដិសេធ", "បត្យាប័នត្រូវបដិសេធ។"),
}


def row(rank=1, language="en", **changes):
    number, heading, text = _TEXTS[language]
    code = language.partition("-")[0]
    fields = {
        "rank": rank,
        "id": f"northland-southland-2011/{code}/art_2",
        "work": "northland-southland-2011",
        "title": "Treaty on Extradition",
        "language": language,
        "number": number,
        "heading": heading,
        "page": 3,
        "type": "treaty",
        "signed": "2011-03-04",
        "parties": ("Northland", "Southland"),
        "score": 1.25,
        "keyword_rank": 1,
        "semantic_rank": None,
        "text": f"{heading}\n{text}",
        "text_sha256": "ab" * 32,
        "address": f"http://127.0.0.1/works/northland-southland-2011/{code}/art_2",
        "source_file": "en.pdf",
        "source_sha256": "5f" * 32,
        "other_languages": ("northland-southland-2011/km/art_2",),
    }
    return HitRow(**(fields | changes))


def rows():
    return [row(1), row(2, "zh-Hans"), row(3, "km")]


def answer(rows, *, query="extradition", snapshot=SNAPSHOT, **about):
    form = SearchForm(q=query, languages=("en", "km"), year="2010..2020", group="none")
    return Answer(Statement(form=form, snapshot=snapshot, **about), iter(rows))


def made(format_name, *answers, **options):
    stream = io.BytesIO()
    FORMATS[format_name].write(answers, stream, FileOptions(**options))
    stream.seek(0)
    return stream


def read_csv(stream):
    """Every row by the names of the columns, what guards a cell taken off."""
    text = stream.read().decode("utf-8-sig")
    return [
        {name: unguarded(cell) for name, cell in one.items()}
        for one in csv.DictReader(io.StringIO(text, newline=""))
    ]


def read_jsonl(stream):
    return [json.loads(line) for line in stream.read().decode("utf-8").split("\n")[:-1]]


def read_xlsx(stream):
    """The rows of each sheet by the names in its header."""
    book = openpyxl.load_workbook(stream)
    found = []
    for sheet in book.worksheets:
        head, *rest = sheet.iter_rows(values_only=True)
        found.append([dict(zip(head, one, strict=True)) for one in rest])
    return found


def read_docx(stream):
    document = docx.Document(stream)
    tables = [
        [[cell.text for cell in one.cells] for one in table.rows] for table in document.tables
    ]
    return [paragraph.text for paragraph in document.paragraphs], tables
