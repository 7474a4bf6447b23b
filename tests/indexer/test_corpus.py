"""The specimen corpus: every file, read again, gives the provisions it was set from."""

import functools
import tomllib
import unicodedata
import zipfile
from pathlib import Path

import numpy
import pytest

from corpus.build import MAX_FILE, build_file
from corpus.rendering.layout import HeadingStyle, Role, blocks
from corpus.rendering.plan import PLAN, Format, Rendering
from corpus.rendering.source import Source, SourceError, read_source
from indexer.extract import extract_file
from indexer.paragraphs import paragraphs
from indexer.reading import Reading, read_file

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = [(work, rendering) for work, files in PLAN.items() for rendering in files]
READ = [item for item in FILES if item[1].format is not Format.PDF_SCAN]
#: Formats made in Python alone, the same bytes wherever the build runs.
OWN = {Format.DOCX, Format.DOCX_NUMBERED, Format.HTML, Format.TEXT}
#: Most wrong characters a Khmer PDF may have, as a share of the source's.
CHARACTER_ERRORS = 0.01
#: Fewest articles and paragraphs cited by themselves that the corpus has in each language.
CITED = 180

Row = tuple[str, str, str, str]


def name(item: tuple[str, Rendering]) -> str:
    return f"{item[0]}/{item[1].path}"


@functools.cache
def source(work: str, tag: str) -> Source:
    return read_source(CORPUS / "sources" / work / f"{tag}.src")


@functools.cache
def reading(work: str, path: str) -> Reading:
    return read_file(CORPUS / work / path)


def plain(text: str, language: str) -> str:
    """Text with white space as a reader sees it: none in Chinese and Khmer, where print breaks
    lines without one, single spaces in English."""
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()) if language == "en" else "".join(text.split())


def whole(origin: Source, position: int) -> str:
    """The text of a provision of the source with all below it, numbers included."""
    node = origin.nodes[position]
    parts = list(node.lines)
    if node.kind in {"chp", "sec"}:
        return "\n".join(parts)
    for place in origin.children(position):
        parts += [origin.nodes[place].num, whole(origin, place)]
    return "\n".join(parts)


def expected(origin: Source) -> list[Row]:
    return [
        (
            node.eid,
            plain(node.num, origin.language),
            plain(node.heading, origin.language),
            plain(whole(origin, position), origin.language),
        )
        for position, node in enumerate(origin.nodes)
    ]


def found(work: str, path: str, language: str) -> list[Row]:
    for expression in reading(work, path).expressions:
        if expression.language == language:
            return [
                (
                    item.eid,
                    plain(item.num, language),
                    plain(item.heading, language),
                    plain(item.text, language),
                )
                for item in expression.walk()
            ]
    return []


def distance(a: str, b: str) -> int:
    """Levenshtein's edit distance, a row of the table at a time."""
    letters = numpy.array([ord(letter) for letter in b])
    places = numpy.arange(len(b) + 1)
    row = places
    for count, letter in enumerate(a, 1):
        best = numpy.minimum(row[1:] + 1, row[:-1] + (letters != ord(letter)))
        row = numpy.minimum.accumulate(numpy.concatenate(([count], best)) - places) + places
    return int(row[-1])


def versions(items):
    return [
        pytest.param(work, rendering, tag, id=f"{work}/{rendering.path}:{tag}")
        for work, rendering in items
        for tag in rendering.sources
    ]


@pytest.mark.parametrize(("work", "rendering", "tag"), versions(READ))
def test_a_file_gives_the_provisions_it_was_set_from(work, rendering, tag):
    origin = source(work, tag)
    wanted, got = expected(origin), found(work, rendering.path, origin.language)
    assert [row[0] for row in got] == [row[0] for row in wanted]
    wrong = [pair for pair in zip(wanted, got, strict=True) if pair[0] != pair[1]]
    assert not wrong


@pytest.mark.parametrize(
    ("work", "rendering", "tag"),
    versions(item for item in READ if item[1].path.endswith(".pdf") and item[1].sources == ("km",)),
)
def test_khmer_of_a_pdf_is_read_letter_for_letter(work, rendering, tag):
    wanted = "".join(
        block.numbered() if block.role in {Role.BODY, Role.SIGNATURE} else "".join(block.lines)
        for block in blocks(source(work, tag), rendering.style)
    )
    document = extract_file(CORPUS / work / rendering.path)
    got = "".join(item.text for item in paragraphs(document) if item.language == "km")
    wanted, got = plain(wanted, "km"), plain(got, "km")
    assert distance(wanted, got) / len(wanted) <= CHARACTER_ERRORS


def test_a_scan_says_that_it_has_no_text_instead_of_inventing_some():
    [(work, rendering)] = [item for item in FILES if item[1].format is Format.PDF_SCAN]
    document = extract_file(CORPUS / work / rendering.path)
    assert len(document.pages) >= 2
    for page in document.pages:
        assert page.method in {"none", "ocr"}
        assert page.reason or page.method == "ocr"


@pytest.mark.parametrize("work", PLAN)
def test_all_versions_of_a_work_have_the_same_provisions(work):
    chains = {
        tag: [node.eid for node in source(work, tag).nodes]
        for rendering in PLAN[work]
        for tag in rendering.sources
    }
    assert len({tag.split("-")[0] for tag in chains}) == 3
    first = next(iter(chains.values()))
    assert all(chain == first for chain in chains.values())


@pytest.mark.parametrize("language", ["en", "zh", "km"])
def test_the_corpus_has_enough_to_search_in_each_language(language):
    cited = 0
    for work, files in PLAN.items():
        [tag] = [tag for item in files for tag in item.sources if tag.startswith(language)]
        nodes = source(work, tag).nodes
        cited += sum(
            node.kind == "art" or (node.kind == "para" and "art_" not in node.eid) for node in nodes
        )
    assert len(PLAN) == 14
    assert cited >= CITED


@pytest.mark.parametrize("work", PLAN)
def test_a_work_file_names_what_the_build_makes(work):
    table = tomllib.loads((CORPUS / work / "work.toml").read_text(encoding="utf-8"))
    listed = {
        row["path"]: (row.get("langs") or [row["lang"]], row.get("script", ""))
        for row in table["file"]
    }
    made = {
        rendering.path: (
            [tag.split("-")[0] for tag in rendering.sources],
            next((tag[3:] for tag in rendering.sources if tag.startswith("zh")), ""),
        )
        for rendering in PLAN[work]
    }
    assert listed == made
    assert table["specimen"] is True
    assert table["notice"].startswith("Specimen")
    for code in ("en", "zh", "km"):
        [tag] = [tag for item in PLAN[work] for tag in item.sources if tag.startswith(code)]
        assert table["title"][code] == source(work, tag).title
        assert all(party["names"][code] for party in table["parties"])


@pytest.mark.parametrize("item", FILES, ids=name)
def test_a_file_is_small(item):
    assert 0 < (CORPUS / item[0] / item[1].path).stat().st_size <= MAX_FILE


@pytest.mark.parametrize("item", [item for item in FILES if item[1].format in OWN], ids=name)
def test_a_file_is_what_the_build_makes_of_its_source_today(item, tmp_path):
    work, rendering = item
    build_file(work, rendering, tmp_path)
    kept, made = CORPUS / work / rendering.path, tmp_path / rendering.path
    if kept.suffix == ".docx":
        assert members(made) == members(kept)
    else:
        assert made.read_bytes() == kept.read_bytes()


def members(path: Path) -> dict[str, bytes]:
    """The parts of a DOCX that this project writes; python-docx's template is its own affair."""
    with zipfile.ZipFile(path) as archive:
        return {part: archive.read(part) for part in ("word/document.xml", "word/numbering.xml")}


MARKUP = """! title 引渡条约
! note ［示例］
= chp 1 | 第一章 | 总则
= art 1 | 第一条 | 引渡义务
== para 1 | 一、
缔约双方有义务引渡。
=== point a | （一）
正在被追诉的人；
= testimonium
订于海城。
兰海代表
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "zh-Hans.src"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_eid_is_the_chain_of_kinds_and_ordinals(tmp_path):
    nodes = read_source(write(tmp_path, MARKUP)).nodes
    assert [node.eid for node in nodes] == [
        "chp_1",
        "chp_1__art_1",
        "chp_1__art_1__para_1",
        "chp_1__art_1__para_1__point_a",
        "testimonium",
    ]


def test_number_and_heading_stand_on_one_line_where_the_style_joins_them(tmp_path):
    style = HeadingStyle(article="\u3000")
    printed = list(blocks(read_source(write(tmp_path, MARKUP)), style))
    lines = {block.role: block.lines for block in printed}
    assert lines[Role.GROUP] == ("第一章", "总则")
    assert lines[Role.ARTICLE] == ("第一条\u3000引渡义务",)
    assert lines[Role.SIGNATURE] == ("兰海代表",)
    assert "一、缔约双方有义务引渡。" in [block.numbered() for block in printed]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        pytest.param(MARKUP.replace("art 1", "art"), "ordinal", id="no ordinal"),
        pytest.param(MARKUP.replace("chp 1", "book 1"), "not an opening line", id="kind"),
        pytest.param(MARKUP.replace("== para", "=== para"), "depth 3", id="depth"),
        pytest.param(MARKUP + "= testimonium\n又及。\n", "twice", id="twice"),
        pytest.param(MARKUP + "= annex 1 | 附件 | 表\n", "no text", id="empty"),
        pytest.param(MARKUP.replace("订于", " 订于"), "space", id="space"),
        pytest.param(MARKUP.replace("代表", "代表e\u0301"), "NFC", id="not NFC"),
        pytest.param("! title 条约\n缔约\n", "before the first", id="text first"),
        pytest.param(MARKUP.replace("! note", "! nota"), "! note", id="no note"),
    ],
)
def test_a_fault_of_markup_is_named_with_its_place(tmp_path, wrong, reason):
    with pytest.raises(SourceError, match=reason) as caught:
        read_source(write(tmp_path, wrong))
    assert "zh-Hans.src" in str(caught.value)
