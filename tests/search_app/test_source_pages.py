"""A page is named only where the format has pages: here every file is a text without any."""

from tests.search_app.instruments import TREATY

ARTICLE = f"/works/{TREATY}/zh/chp_1__art_2"


def test_a_provision_names_its_file_without_a_page(client):
    html = client.get(ARTICLE).get_data(as_text=True)
    assert "zh.txt" in html
    assert "zh.txt, page" not in html


def test_an_instrument_counts_no_pages_of_its_files(client):
    html = client.get(f"/works/{TREATY}").get_data(as_text=True)
    assert "zh.txt" in html
    assert "<dt>Pages</dt>" not in html


def test_the_api_says_null(client):
    assert client.get(f"/api/v1{ARTICLE}").get_json()["source"]["page"] is None
    work = client.get(f"/api/v1/works/{TREATY}").get_json()
    nodes = [node for version in work["expressions"] for node in version["provisions"]]
    while nodes:
        node = nodes.pop()
        assert node["page"] is None
        nodes += node["children"]
    hits = client.get("/api/v1/search?q=引渡").get_json()["hits"]
    assert {hit["source"]["page"] for hit in hits} == {None}
