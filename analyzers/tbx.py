"""TBX: terms as other programs exchange them, in and out.

Written is TBX-Basic of ISO 30042:2019 with an element for each kind of data (style DCT), or, for
programs that know no other, TBX of 2008 (``martif``). Read are both, and either style of the new
one. A file is read as a stream; nothing outside it is fetched and no entity is expanded.

Neither dialect can say whether an entry was reviewed, so a note says it: ``x-status: reviewed``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from lxml import etree

from analyzers.languages import LANGUAGES, match_tag
from analyzers.termbase_table import (
    PARTS_OF_SPEECH,
    RENDERING_COLUMNS,
    STATUSES,
    Entry,
    Name,
    TermbaseFault,
    fault_of,
)

_Parser: TypeAlias = "etree.iterparse[tuple[str, etree._Element]]"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CORE = "urn:iso:std:iso:30042:ed-2"
_MIN, _BASIC = "http://www.tbxinfo.net/ns/min", "http://www.tbxinfo.net/ns/basic"
#: Elements that one concept may have: without a bound an endless one would fill the memory.
MOST_ELEMENTS = 100_000
#: Elements whose attribute ``type`` says what kind of data they hold; others say it by name.
_TYPED = frozenset({"admin", "adminNote", "descrip", "descripNote", "termNote"})
_ENTRIES, _LANGUAGES = ("conceptEntry", "termEntry"), ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_STATUS_MARK = "x-status: "
#: Which of a language's names is the usual one; names without any stand between.
_RANKS = {"preferred": 0, "admitted": 2, "superseded": 3, "deprecated": 3}
_PREFERRED, _ADMITTED = "preferredTerm-admn-sts", "admittedTerm-admn-sts"
#: A part of speech in TBX's own spelling where that is another.
_SPELT = {"proper noun": "properNoun", "phrase": "other"}
_WORKING = {"finalized": "reviewed", "provisionallyProcessed": "proposed"}


@dataclass(frozen=True)
class TbxReading:
    """What a file holds: the entries in order, and how many of its concepts were passed over,
    which have names in fewer than two of the languages here."""

    entries: tuple[Entry, ...]
    passed_over: int


# --------------------------------------------------------------------------- reading


def read_tbx(stream: BinaryIO) -> TbxReading:
    """Read a file. Elements and languages that are not known here are passed over.

    Raises ``TermbaseFault``, naming the line where there is one, for a file that is no TBX, is
    malformed or declares entities, for a concept twice, or an entry that is none (``fault_of``).
    """
    entries: dict[str, Entry] = {}
    passed_over = 0
    for number, element in enumerate(_entries(stream), 1):
        entry = _read_entry(element, number)
        line = f"line {element.sourceline}"
        if entry.id in entries:
            raise TermbaseFault(f"{line}: {entry.id} is there already; join the two entries")
        if len({name.tag.partition("-")[0] for name in entry.names}) < 2:
            passed_over += 1
            continue
        if fault := fault_of(entry):
            raise TermbaseFault(f"{line}: {fault}")
        entries[entry.id] = entry
    if not entries:
        raise TermbaseFault(
            "it holds no concept with names in two of Khmer, Chinese and English; "
            "give a file that does"
        )
    return TbxReading(tuple(entries.values()), passed_over)


def _entries(stream: BinaryIO) -> Iterator[etree._Element]:
    """Each concept as it ends, freed after it was looked at."""
    parser = etree.iterparse(
        stream,
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _whole(parser)
    except etree.XMLSyntaxError as error:
        line = f"line {error.lineno}: " if error.lineno else ""
        raise TermbaseFault(
            f"{line}it is not well-formed XML ({error.msg}); export the terms as TBX again"
        ) from None


def _whole(parser: _Parser) -> Iterator[etree._Element]:
    since, checked = 0, False
    for _, element in parser:
        if not checked:
            _check(element.getroottree())
            checked = True
        since += 1
        if since > MOST_ELEMENTS:
            raise TermbaseFault(
                f"line {element.sourceline}: more than {MOST_ELEMENTS:,} elements stand in one "
                "concept; split it up"
            )
        if _local(element) in _ENTRIES:
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]
            since = 0


def _check(tree: "etree._ElementTree[etree._Element]") -> None:
    root, dtd = tree.getroot(), tree.docinfo.internalDTD
    if _local(root) not in ("tbx", "martif"):
        raise TermbaseFault(
            f"line {root.sourceline}: its outermost element is <{_local(root)}>, not <tbx> or "
            "<martif>; give a TBX file"
        )
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise TermbaseFault(
            "it declares entities, which are never expanded here; write their texts out"
        )


def _read_entry(element: etree._Element, number: int) -> Entry:
    found = _own_data(element)
    notes = found.get("note", [])
    marks = [note for note in notes if note.removeprefix(_STATUS_MARK) in STATUSES]
    marks = [note for note in marks if note.startswith(_STATUS_MARK)][:1]
    terms = [
        (language, term)
        for language in element
        if _local(language) in _LANGUAGES
        for term in language
        if _local(term) in _TERMS
    ]
    told = [_descendant_data(term) for _, term in terms]
    return Entry(
        id=element.get("id") or f"concept-{number}",
        pos=_part_of_speech(told),
        domain=next(iter(found.get("subjectField", [])), "") or "own",
        names=_names([(language, data) for (language, _), data in zip(terms, told, strict=True)]),
        source="; ".join(found.get("source", [])),
        status=marks[0].removeprefix(_STATUS_MARK) if marks else _working_status(found, told),
        note="; ".join(_without_first(notes, marks)),
    )


def _names(terms: Iterable[tuple[etree._Element, Mapping[str, list[str]]]]) -> tuple[Name, ...]:
    """The names in the order of the columns, the usual ones first, each once."""
    ranked: list[tuple[int, int, Name]] = []
    tags = list(RENDERING_COLUMNS.values())
    for language, data in terms:
        known = match_tag(language.get(_XML_LANG) or language.get("lang") or "")
        if known is None:
            continue
        tag = LANGUAGES[known[0]].tag(known[1])
        status = next(iter(data.get("administrativeStatus", [])), "")
        rank = _RANKS.get(status.removesuffix("-admn-sts").removesuffix("Term"), 1)
        ranked += [
            (tags.index(tag), rank, Name(text=text, tag=tag)) for text in data.get("term", [])[:1]
        ]
    ranked.sort(key=lambda one: one[:2])
    return tuple(dict.fromkeys(name for *_, name in ranked))


def _part_of_speech(told: Iterable[Mapping[str, list[str]]]) -> str:
    """That of its first term to have one; "other" without any, and for one that is not known."""
    for data in told:
        if "phrase" in data.get("termType", []):
            return "phrase"
        for spelt in data.get("partOfSpeech", []):
            meant = {"propernoun": "proper noun"}.get(spelt.lower(), spelt.lower())
            return meant if meant in PARTS_OF_SPEECH else "other"
    return "other"


def _working_status(found: Mapping[str, list[str]], told: Iterable[Mapping[str, list[str]]]) -> str:
    """What other programs say of the work on it: all of it finished, or not."""
    said = [value for data in (found, *told) for value in data.get("processStatus", [])]
    known = {_WORKING.get(value, "proposed") for value in said}
    return "reviewed" if known == {"reviewed"} else "proposed"


def _own_data(element: etree._Element) -> dict[str, list[str]]:
    """The texts of an entry by their kind, in groups too, but none of its languages'."""
    found: dict[str, list[str]] = {}
    for child in element:
        if _local(child) in _LANGUAGES:
            continue
        for node in child.iter():
            _keep(node, found)
    return found


def _descendant_data(element: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in element.iter():
        _keep(node, found)
    return found


def _keep(node: etree._Element, found: dict[str, list[str]]) -> None:
    name = _local(node)
    text = " ".join("".join(node.itertext(with_tail=False)).split())
    if text:
        found.setdefault((node.get("type") or "") if name in _TYPED else name, []).append(text)


def _without_first(notes: list[str], marks: list[str]) -> list[str]:
    """The notes for people: the mark is taken out once, where it stands first."""
    left = list(notes)
    for mark in marks:
        left.remove(mark)
    return left


def _local(element: etree._Element) -> str:
    """Its name without the namespace; "" for what is no element, an entity say."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


# --------------------------------------------------------------------------- writing


@dataclass(frozen=True)
class _Dialect:
    """How a dialect names what it holds; ``kinds``: the namespace of each kind of data, or the
    element whose attribute ``type`` says the kind."""

    root: etree._Element
    header: str
    entry: str
    language: str
    term: str
    kinds: Mapping[str, str]
    typed: bool


def write_tbx(entries: Iterable[Entry], stream: BinaryIO, *, of_2008: bool = False) -> None:
    """Write entries as TBX-Basic of 2019, or as TBX of 2008. ``read_tbx`` gives them back."""
    dialect = _of_2008() if of_2008 else _of_2019()
    root = dialect.root
    described = etree.SubElement(etree.SubElement(root, dialect.header), _sub(dialect, "fileDesc"))
    source = etree.SubElement(described, _sub(dialect, "sourceDesc"))
    etree.SubElement(source, _sub(dialect, "p")).text = "Legal terms from TreatyLens"
    text = etree.SubElement(root, _sub(dialect, "text"))
    body = etree.SubElement(text, _sub(dialect, "body"))
    for entry in entries:
        _write_entry(body, entry, dialect)
    etree.indent(root)
    etree.ElementTree(root).write(stream, encoding="UTF-8", xml_declaration=True)


def _of_2019() -> _Dialect:
    root = etree.Element(
        f"{{{_CORE}}}tbx",
        {"style": "dct", "type": "TBX-Basic", _XML_LANG: "en"},
        nsmap={None: _CORE, "min": _MIN, "basic": _BASIC},
    )
    kinds = {
        "subjectField": _MIN,
        "partOfSpeech": _MIN,
        "administrativeStatus": _MIN,
        "source": _BASIC,
        "termType": _BASIC,
    }
    header, entry, language, term = (
        f"{{{_CORE}}}{name}" for name in ("tbxHeader", "conceptEntry", "langSec", "termSec")
    )
    return _Dialect(root, header, entry, language, term, kinds, typed=False)


def _of_2008() -> _Dialect:
    root = etree.Element("martif", {"type": "TBX-Basic", _XML_LANG: "en"})
    kinds = {
        "subjectField": "descrip",
        "source": "admin",
        "partOfSpeech": "termNote",
        "administrativeStatus": "termNote",
        "termType": "termNote",
    }
    return _Dialect(root, "martifHeader", "termEntry", "langSet", "tig", kinds, typed=True)


def _write_entry(body: etree._Element, entry: Entry, dialect: _Dialect) -> None:
    element = etree.SubElement(body, dialect.entry, {"id": entry.id})
    _data(element, "subjectField", entry.domain, dialect)
    if entry.source:
        _data(element, "source", entry.source, dialect)
    for note in (f"{_STATUS_MARK}{entry.status}", entry.note):
        if note:
            etree.SubElement(element, _sub(dialect, "note")).text = note
    for tag in RENDERING_COLUMNS.values():
        texts = entry.texts(tag)
        if not texts:
            continue
        language = etree.SubElement(element, dialect.language, {_XML_LANG: tag})
        for place, text in enumerate(texts):
            term = etree.SubElement(language, dialect.term)
            etree.SubElement(term, _sub(dialect, "term")).text = text
            _data(term, "partOfSpeech", _SPELT.get(entry.pos, entry.pos), dialect)
            if entry.pos == "phrase":
                _data(term, "termType", "phrase", dialect)
            _data(term, "administrativeStatus", _ADMITTED if place else _PREFERRED, dialect)


def _data(parent: etree._Element, kind: str, text: str, dialect: _Dialect) -> None:
    if dialect.typed:
        etree.SubElement(parent, dialect.kinds[kind], {"type": kind}).text = text
    else:
        etree.SubElement(parent, f"{{{dialect.kinds[kind]}}}{kind}").text = text


def _sub(dialect: _Dialect, name: str) -> str:
    """The name of an element that both dialects have."""
    return name if dialect.typed else f"{{{_CORE}}}{name}"
