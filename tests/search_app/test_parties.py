"""Parties are found by a key, by a name and by part of one, in every language and script."""

from contextlib import closing

import pytest

from indexer.engine import open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.models import Party
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.catalogue import Catalogue, WorkSummary
from search_app.searcher import Searcher
from search_app.settings import Settings

FILES = {
    "extradition_en.txt": "Treaty between the Kingdom of Cambodia and the People's Republic"
    " of China on Extradition\n\nArticle 1\n\nThe Parties undertake to extradite.\n",
    "extradition_zh.txt": "柬埔寨王国和中华人民共和国引渡条约\n\n第一条\n\n双方有义务相互引渡。\n",
    "transfer_zh.txt": "阿拉万共和国和兰海人民共和国关于移管被判刑人的条约\n\n"
    "第一条\n\n双方相互移管。\n",
    "transfer_km.txt": "សន្ធិសញ្ញារវាងសាធារណរដ្ឋអារ៉ាវ៉ាន់ និងសាធារណរដ្ឋប្រជាមានិតឡានហៃ ស្តីពីការផ្ទេរទណ្ឌិត\n\n"
    "មាត្រា ១\n\nភាគីទាំងពីរធ្វើការផ្ទេរទណ្ឌិត។\n",
    "border_en.txt": "Treaty between the Republic of Aravan and the Kingdom of Serethia on Borders"
    "\n\nArticle 1\n\nThe border is open.\n",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("parties")
    (folder / "files").mkdir()
    for name, text in FILES.items():
        (folder / "files" / name).write_text(text, encoding="utf-8")
    index = folder / "index"
    with closing(
        open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    ) as writer:
        limits = ExtractLimits()
        assert not index_paths(
            [folder / "files"], writer, None, encoder, limits=limits, jobs=2
        ).failed
    with closing(open_reader(index)) as reader:
        yield create_app(Searcher(reader, encoder), Settings()).test_client()


def works(client, **query):
    answer = client.get("/api/v1/search", query_string={"size": "100", **query})
    assert answer.status_code == 200, answer.get_json()
    return {hit["work"] for hit in answer.get_json()["hits"]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("China", {"extradition"}),
        ("Cambodia", {"extradition"}),
        ("People's Republic of China", {"extradition"}),
        ("中国", {"extradition"}),
        ("中华人民共和国", {"extradition"}),
        ("中華人民共和國", {"extradition"}),
        ("កម្ពុជា", {"extradition"}),
        ("阿拉万", {"transfer"}),
        ("蘭海", {"transfer"}),
        ("អារ៉ាវ៉ាន់", {"transfer"}),
        ("Aravan", {"border"}),
        ("Kingdom", {"extradition", "border"}),
        ("អារ៉ាវ៉ាន់ឡានហៃ", set()),
        ("Atlantis", set()),
        ("Chin", set()),
    ],
)
def test_the_filter_finds_what_the_field_of_a_query_finds(client, words, expected):
    assert works(client, party=words) == expected
    assert works(client, q=f'party:"{words}"') == expected


def test_a_key_is_its_party_alone_as_a_facet_counts_it(client):
    answer = client.get("/api/v1/search?q=treaty 条约&size=100").get_json()
    for key, count in answer["facets"]["parties"].items():
        found = client.get("/api/v1/search", query_string={"q": "treaty 条约", "party": key})
        assert found.get_json()["total"] == count, key


def test_a_filter_that_names_nobody_leaves_nothing_and_is_not_passed_over(client):
    for party in ("Atlantis", "—"):
        assert client.get("/api/v1/search", query_string={"party": party}).get_json()["total"] == 0


def test_several_values_are_alternatives(client):
    found = client.get("/api/v1/search?party=中国&party=蘭海&size=100").get_json()["hits"]
    assert {hit["work"] for hit in found} == {"extradition", "transfer"}


def test_the_page_shows_words_that_several_parties_have_as_one_filter(client):
    html = client.get("/search?party=Kingdom").get_data(as_text=True)
    chosen = html.split('class="chosen', 1)[1].split("</ul>", 1)[0]
    assert chosen.count("<li") == 1
    assert "Kingdom" in chosen


def test_the_versions_of_a_work_without_a_table_share_their_parties(client):
    found = client.get("/api/v1/works/extradition").get_json()["parties"]
    assert [party["key"] for party in found] == ["cambodia", "china"]
    assert found[1]["names"] == {"en": "People's Republic of China", "zh": "中华人民共和国"}


def test_thousands_of_parties_are_looked_through_at_once():
    def work(number):
        party = Party(key=f"p{number}", names={"en": f"Republic of Place {number}"})
        return WorkSummary(id=f"w{number}", titles={}, tags={}, parties=[party])

    catalogue = Catalogue({f"w{number}": work(number) for number in range(3_000)})
    assert catalogue.party_keys("place 77") == ("p77",)
    assert len(catalogue.party_keys("Republic")) == 3_000
    assert catalogue.party_keys("place 7777") == ("place 7777",)
