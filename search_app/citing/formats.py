"""A reference as files that other programs read: BibTeX, RIS and CSL-JSON. No Flask.

All are UTF-8 and of one reference. What a format needs to be escaped is escaped here, whatever a
title holds.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from search_app.citing.references import Reference

#: What no format takes within a line: line breaks, other control characters, lone surrogates.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one_line(text: str) -> str:
    """The text on one line: what breaks or controls lines is a space, as are several spaces."""
    return " ".join(_CONTROLS.sub(" ", text).split())


# --------------------------------------------------------------------------- BibTeX

#: BibTeX counts braces whether or not a backslash stands before them, so none may stay.
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "\0": "{}",
}
#: Between characters that TeX prints as another one when they stand together: --, ``, <<, ?`.
_LIGATURES = re.compile("(?<=[-`'<>,?!])(?=[-`'<>,])")
#: How babel and polyglossia name the languages.
_LANGID = {"en": "english", "km": "khmer", "zh-Hans": "chinese", "zh-Hant": "chinese"}
_NOT_IN_KEYS = re.compile("[^A-Za-z0-9_:-]+")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def latex(text: str) -> str:
    """The text as LaTeX prints it: nothing of it is a command, and all its braces are paired."""
    parted = _LIGATURES.sub("\0", one_line(text))
    return "".join(_LATEX.get(character, character) for character in parted)


def bibtex(reference: Reference) -> str:
    """An entry ``@misc``: BibTeX has none for treaties. The title keeps its capitals; ``author``
    are the parties, each whole; ``note`` is the provision and what proves the text."""
    year, month, day = (*reference.day.split("-"), "", "")[:3]
    fields = {
        "title": _braced(_braced(latex(reference.title))),
        "author": _braced(" and ".join(_braced(latex(name)) for name in reference.parties)),
        "year": _braced(latex(year)),
        "month": _MONTHS[int(month) - 1] if month.isdigit() and 1 <= int(month) <= 12 else "",
        "day": _braced(str(int(day))) if day.isdigit() else "",
        "howpublished": _braced(latex(reference.event)),
        "address": _braced(latex(reference.place)),
        "pages": _braced(str(reference.page or "")),
        "note": _braced(latex(". ".join(filter(None, (reference.pinpoint, *reference.notes))))),
        "langid": _braced(_LANGID.get(reference.language, "")),
        "url": _braced(_address(reference.address)),
        "urldate": _braced(reference.accessed),
    }
    known = (f"  {name} = {value}," for name, value in fields.items() if value.strip("{}"))
    return "\n".join((f"@misc{{{bibtex_key(reference)},", *known, "}", ""))


def bibtex_key(reference: Reference) -> str:
    """A key of ASCII letters, digits, ``-``, ``_`` and ``:``; of an id with other characters it
    ends in a digest, so that no two references have one key."""
    key = _NOT_IN_KEYS.sub("-", reference.id.replace("/", ":"))
    if key == reference.id.replace("/", ":"):
        return key
    digest = hashlib.sha256(reference.id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{key.strip('-')}-{digest[:8]}"


def _braced(text: str) -> str:
    return f"{{{text}}}" if text.strip("{}") else ""


def _address(address: str) -> str:
    """An address with nothing in it that ends or opens a field."""
    return quote(one_line(address), safe="/:?&=#%@+,;~!$'()*[]-._")


# --------------------------------------------------------------------------- RIS

#: STAT, a statute, is what Zotero, EndNote and Mendeley have that is law, has a date and sections
#: and is nobody's article; RIS knows no treaty. What binds nobody is GEN, which all of them read.
_RIS_TYPES = {"treaty": "STAT", "statute": "STAT"}


def ris(reference: Reference) -> str:
    """A record of RIS, its lines ended as the format says, by carriage return and line feed."""
    lines = [
        ("TY", _RIS_TYPES.get(reference.kind, "GEN")),
        ("ID", reference.id),
        ("TI", reference.title),
        *(("AU", name) for name in reference.parties),
        ("PY", reference.day[:4]),
        ("DA", _ris_day(reference.day)),
        ("CY", reference.place),
        ("SE", reference.pinpoint),
        ("SP", str(reference.page or "")),
        ("LA", reference.language),
        ("N1", reference.event),
        *(("N1", note) for note in reference.notes),
        ("UR", _address(reference.address)),
        ("Y2", _ris_day(reference.accessed)),
        ("DB", "TreatyLens"),
    ]
    known = [(tag, one_line(value)) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in known if value) + "ER  - \r\n"


def _ris_day(iso: str) -> str:
    """``YYYY/MM/DD/``, each of the three slashes there (the last is before what else is said of
    the day), with nothing where no more is known: 2011///. A whole day goes without the last, as
    every program writes it."""
    year, month, day = (*iso.split("-"), "", "")[:3]
    if not year:
        return ""
    return f"{year}/{month}/{day}" if day else f"{year}/{month}//"


# --------------------------------------------------------------------------- CSL-JSON

#: CSL 1.0.2 has ``treaty`` and ``legislation``. A declaration or joint statement is neither, and
#: no other type says what it is: ``document``, with ``genre``.
_CSL_TYPES = {"treaty": "treaty", "statute": "legislation"}
_CSL_GENRES = {"joint_statement": "Joint statement", "declaration": "Declaration"}


def csl(reference: Reference) -> dict[str, Any]:
    """An item of CSL-JSON 1.0.2; ``csl_json`` is the file of it."""
    fields: Mapping[str, Any] = {
        "title": one_line(reference.title),
        "author": [{"literal": one_line(name)} for name in reference.parties],
        "issued": _csl_day(reference.day),
        "event-place": one_line(reference.place),
        "section": one_line(reference.pinpoint),
        "page": str(reference.page or ""),
        "genre": _CSL_GENRES.get(reference.kind, ""),
        "language": reference.language,
        "URL": _address(reference.address),
        "accessed": _csl_day(reference.accessed),
        "source": "TreatyLens",
        "note": one_line(". ".join(reference.notes)),
    }
    return {
        "id": reference.id,
        "type": _CSL_TYPES.get(reference.kind, "document"),
        **{name: value for name, value in fields.items() if value},
    }


def csl_json(reference: Reference) -> str:
    """A file of CSL-JSON: a list of one item."""
    return json.dumps([csl(reference)], ensure_ascii=False, indent=2) + "\n"


def _csl_day(iso: str) -> dict[str, list[list[int]]] | None:
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts):
        return None
    return {"date-parts": [[int(part) for part in parts]]}


# --------------------------------------------------------------------------- all of them


@dataclass(frozen=True)
class CitationFormat:
    """A format by name, its file's extension and media type, and what writes it."""

    name: str
    extension: str
    media_type: str
    write: Callable[[Reference], str]


FORMATS: Mapping[str, CitationFormat] = {
    one.name: one
    for one in (
        CitationFormat("text", ".txt", "text/plain", lambda one: one.citation + "\n"),
        CitationFormat("bibtex", ".bib", "application/x-bibtex", bibtex),
        CitationFormat("ris", ".ris", "application/x-research-info-systems", ris),
        CitationFormat("csl", ".json", "application/vnd.citationstyles.csl+json", csl_json),
    )
}
