"""Parallel texts made by hand, for files of them: any text in any cell."""

from indexer.engine.base import WorkRecord
from indexer.models import Segment
from search_app.bitext import ParallelRow, ParallelText
from search_app.work_tree import open_view

WORK = "northland-southland-2011"
NOTICE = "Specimen text. The States named in it do not exist."
TITLES = {
    "en": "Treaty between Northland and Southland on Extradition",
    "km": "សន្ធិសញ្ញាស្តីពីបត្យាប័នរវាងប្រទេសជើង និងប្រទេសត្បូង",
    "zh": "北国和南国引渡条约",
    "zh-Hant": "北國和南國引渡條約",
}
NUMBERS = {"en": "Article 1", "km": "មាត្រា ១", "zh": "第一条", "zh-Hant": "第一條"}
CHAPTERS = {
    "en": ("CHAPTER I", "General Provisions"),
    "km": ("ជំពូកទី ១", "បទប្បញ្ញត្តិទូទៅ"),
    "zh": ("第一章", "总则"),
    "zh-Hant": ("第一章", "總則"),
}
SCRIPTS = {"en": "Latn", "km": "Khmr", "zh": "Hans", "zh-Hant": "Hant"}
ORIGINS = {"en": "official", "km": "translation", "zh": "machine", "zh-Hant": ""}


def parallel(rows, *addresses, notice=NOTICE):
    """A work with one article in one chapter; ``rows`` have a text, or None, for each version and
    may end with what ``ParallelRow`` takes besides."""
    view = open_view(WorkRecord(id=WORK, entries=1, stored=record(addresses, notice)))
    return ParallelText(view=view, versions=view.versions, rows=[_row(*row) for row in _full(rows)])


def _full(rows):
    for start, row in enumerate(rows):
        described = row[-1] if isinstance(row[-1], dict) else {}
        yield start, [text for text in row if not isinstance(text, dict)], described


def _row(start, texts, described):
    cells = tuple(
        () if text is None else (Segment("chp_1__art_1", "chp_1__art_1", start, start + 1, text),)
        for text in texts
    )
    return ParallelRow(**{"cells": cells, "confidence": 0.756} | described)


def record(addresses, notice):
    """What an index holds of a work with one article in one chapter."""
    return {
        "expressions": [_expression(address) for address in addresses],
        "files": [{"path": f"/secret/place/{address}.pdf"} for address in addresses],
        "parties": [],
        "notice": notice,
    }


def _expression(address):
    node = {"heading": "", "text": "", "page": 3, "children": []}
    article = node | {"eid": "chp_1__art_1", "kind": "art", "num": NUMBERS[address]}
    number, heading = CHAPTERS[address]
    chapter = {"eid": "chp_1", "kind": "chp", "num": number, "heading": heading}
    described = dict.fromkeys(("type", "signed", "in_force", "place", "prevailing", "status"), "")
    return described | {
        "address": address,
        "lang": address[:2],
        "script": SCRIPTS[address],
        "title": TITLES[address],
        "authentic": [],
        "origin": ORIGINS[address],
        "file": f"/secret/place/{address}.pdf",
        "provisions": [node | chapter | {"children": [article]}],
    }
