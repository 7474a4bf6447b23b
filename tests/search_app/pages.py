"""How the tests read pages of the site."""

import re
from html import unescape

ARTICLE_2 = "chp_1__art_2"


def page(client, path, status=200, language="en", **query):
    answer = client.get(path, query_string=query or None, headers={"Accept-Language": language})
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True))


def text_of(html):
    """What a reader sees: no tags, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def joined(html):
    """The text without tags and white space, so that marks within a word do not part it."""
    return "".join(re.sub(r"<[^>]+>", "", html).split())


def hit_links(html):
    return re.findall(r'<h2 class="hit__title"><a href="([^"]+)"', html)


def main_of(html):
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def path_of(address):
    """An address without what it carries of a search."""
    return address.partition("?")[0]
