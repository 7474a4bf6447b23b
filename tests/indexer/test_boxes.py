"""The boxes of lines become a few rectangles, and the index keeps them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.boxes import merged, pack_boxes
from indexer.engine import open_reader
from indexer.models import Box, Provision, provisions_of
from indexer.records import tree
from tests.search_app.conftest import CORPUS

WORK = "aravan-velmora-asset-recovery-2018"
A4 = (595, 842)


def test_lines_of_one_paragraph_are_one_rectangle():
    lines = [Box(3, 72.4, 700.2, 500.1, 712), Box(3, 72.4, 684, 523.7, 696)]
    assert merged(lines) == (Box(3, 72, 684, 524, 712),)


def test_a_provision_over_two_pages_has_a_rectangle_on_each():
    lines = [Box(1, 72, 80, 500, 92), Box(1, 72, 64, 500, 76), Box(2, 72, 750, 500, 762)]
    assert merged(lines) == (Box(1, 72, 64, 500, 92), Box(2, 72, 750, 500, 762))


def test_a_provision_over_two_columns_has_a_rectangle_in_each():
    lines = [Box(1, 72, 80, 280, 92), Box(1, 310, 740, 520, 752), Box(1, 310, 724, 520, 736)]
    assert merged(lines) == (Box(1, 72, 80, 280, 92), Box(1, 310, 724, 520, 752))


def test_lines_far_from_each_other_are_not_joined():
    lines = [Box(1, 72, 700, 500, 712), Box(1, 72, 200, 500, 212)]
    assert len(merged(lines)) == 2


LINE = st.builds(
    lambda page, x, y, width, height: Box(page, x, y, x + width, y + height),
    st.integers(1, 3), st.floats(0, 500), st.floats(0, 800), st.floats(1, 300), st.floats(1, 30),
)  # fmt: skip


@given(st.lists(LINE, max_size=12))
def test_what_is_merged_holds_every_line_and_stays_as_it_is(lines):
    found = merged(lines)
    for line in lines:
        assert any(
            box.page == line.page
            and (box.x0 <= line.x0 and box.y0 <= line.y0)
            and (box.x1 >= line.x1 and box.y1 >= line.y1)
            for box in found
        )
    node = Provision(eid="art_1", kind="art", boxes=tuple(lines))
    kept = provisions_of(tree([node]))
    assert kept[0].boxes == found
    assert tree(kept) == tree([node])
    assert pack_boxes(found) == pack_boxes(lines)


@pytest.fixture(scope="module")
def record(tmp_path_factory, encoder):
    """The record of a work of three PDFs, after one of its files was indexed again."""
    from indexer.engine import open_writer
    from indexer.extract.sandbox import ExtractLimits
    from indexer.pipeline import index_paths

    folder = tmp_path_factory.mktemp("boxes")
    files = folder / WORK
    files.mkdir()
    for path in (CORPUS / WORK).iterdir():
        (files / path.name).write_bytes(path.read_bytes())
    for again in (False, True):
        writer = open_writer(
            folder / "index", model=encoder.name, dimensions=encoder.indexed_dimensions
        )
        reader = open_reader(folder / "index") if again else None
        if again:  # one version is read again, the others are kept as they are known
            (files / "km.pdf").unlink()
            with (files / "en.pdf").open("ab") as stream:
                stream.write(b"\n% changed\n")
        report = index_paths([files], writer, reader, encoder, limits=ExtractLimits(), jobs=2)
        assert report.works == 1
        if reader:
            reader.close()
        writer.close()
    reader = open_reader(folder / "index")
    found = reader.work(WORK)
    reader.close()
    return found


@pytest.mark.parametrize("address", ["en", "zh", "km"])
def test_the_index_keeps_where_each_provision_stands(record, address):
    version = next(one for one in record.stored["expressions"] if one["address"] == address)
    nodes = [node for root in provisions_of(version["provisions"]) for node in root.walk()]
    assert len(nodes) > 30
    for node in nodes:
        assert node.boxes, node.eid
        assert node.boxes[0].page == node.page
        for box in node.boxes:
            assert 0 <= box.x0 < box.x1 <= A4[0] + 1
            assert 0 <= box.y0 < box.y1 <= A4[1] + 1


def test_the_heading_of_an_article_is_within_its_rectangles(record):
    version = next(one for one in record.stored["expressions"] if one["address"] == "km")
    article = next(node for node in provisions_of(version["provisions"]) if node.eid == "art_1")
    assert article.heading
    first = article.boxes[0]
    assert (first.page, first.y1 - first.y0 > 150) == (1, True)
