"""Saved queries on the site: saved, run before and after the index changes, shown, shared."""

import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from indexer.engine import IndexMissing
from search_app.collection import Collection
from search_app.likeness import likeness
from search_app.saved.plots import PlotWords, RunPoint, YearCount, time_plot, years_of, years_plot
from search_app.saved.run_store import RunStore
from search_app.saved.seen_runs import Counts, SeenRuns
from search_app.saved.store import SavedStore
from search_app.saved.tables import SavedQueryRow
from search_app.saved.tracked_changes import SKIPPED, STRUCK, shortened, tracked
from search_app.work_labels import WorkLabels
from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.pages import main_of, page, text_of
from tests.search_app.saved_site import NEW, identity_of, run, save, with_account


@pytest.fixture
def client(saved_site):
    return saved_site.app.test_client()


@pytest.fixture
def reading(ran):
    """Reads the site whose queries ran before and after the index changed."""
    return ran.site.app.test_client()


def shown(client, address, language="en", **query):
    return text_of(main_of(page(client, address, language=language, **query)))


# --------------------------------------------------------------------------- saving


def test_the_page_of_results_leads_to_a_form_with_the_query_in_words(client):
    html = page(client, "/search", q="引渡", lang="zh", mode="keyword")
    address = re.search(r'href="(/saved/new\?[^"]+)"', html)[1]
    form = page(client, address)
    assert '<q lang="zh-Hans">引渡</q>' in form
    assert "Language: Chinese" in text_of(form)
    assert "Words only" in text_of(form)
    assert 'name="lang" value="zh"' in form
    assert 'value="引渡"' in form  # the name that is proposed


def test_the_form_says_the_depth_of_a_query_by_meaning(client):
    assert "the 200 nearest provisions and no others" in shown(client, "/saved/new?q=extradition")
    assert "nearest" not in shown(client, "/saved/new?q=extradition&mode=keyword")


def test_name_note_tags_and_schedule_are_kept(client):
    address = save(
        client,
        "ការសម្ងាត់របស់ធនាគារ",
        q="ធនាគារ",
        note="For the\r\nworking group",
        tags="banks, 银行、ធនាគារ",
        every="weekly",
    )
    html = page(client, address)
    assert '<h1 lang="km">ការសម្ងាត់របស់ធនាគារ</h1>' in html
    text = text_of(html)
    assert "every week" in text
    for tag in ("banks", "银行", "ធនាគារ"):
        assert f">{tag}</a>" in html
    assert "For the\nworking group" in html


def test_every_problem_of_a_form_is_told_and_nothing_typed_is_lost(client):
    answer = client.post(
        "/saved", data={"q": "costs", "name": " ", "every": "yearly", "note": "n" * 10_001}
    )
    assert answer.status_code == 400
    text = text_of(answer.text)
    for part in ("Give the saved query a name.", "hourly, daily, weekly", "The note is too long"):
        assert part in text
    assert 'aria-invalid="true"' in answer.text
    assert "n" * 10_001 in answer.text


def test_a_name_is_used_once(client):
    save(client)
    answer = client.post("/saved", data={"name": "Bank secrecy", "q": "costs"})
    assert answer.status_code == 400
    assert "There is a saved query “Bank secrecy” already" in text_of(answer.text).replace(
        "&#34;", '"'
    )


def test_a_query_with_faults_is_not_saved(client):
    assert client.post("/saved", data={"name": "x", "q": '"open'}).status_code == 400
    assert client.post("/saved", data={"name": "x"}).status_code == 400
    assert client.get("/saved/new?year=none").status_code == 400
    assert "You have saved no query yet" in shown(client, "/saved")


# --------------------------------------------------------------------------- runs and reports


def test_the_first_run_has_every_hit_as_new(client):
    report = run(client, save(client))
    text = shown(client, report)
    assert "The first run: every hit is new" in text
    assert "1 new · 0 changed · 0 gone" in text


def test_a_rerun_on_the_same_index_finds_nothing_and_says_so(client):
    for query in ({"q": "extradition"}, {"q": "ធនាគារ", "mode": "semantic"}, {"type": "treaty"}):
        address = save(client, str(query), **query)
        run(client, address)
        text = shown(client, run(client, address))
        assert "Nothing is new, changed or gone." in text
        assert "0 new" not in text.split("compared with")[0]


def test_the_report_tells_what_is_new_changed_and_gone(reading, ran):
    html = page(reading, ran.reports[ran.all][1])
    assert "2 new · 3 changed · 0 gone" in text_of(html)
    assert f'href="/works/{NEW}/en/art_1" lang="en">Article 1 Extradition</a>' in html
    gone = page(reading, ran.reports[ran.statement][1], part="gone")
    assert "It is no longer in the collection." in text_of(gone)
    assert "They agreed to return the proceeds of fraud" in gone  # the text that was kept
    assert f"/works/{STATEMENT}" not in main_of(gone)  # no link that leads nowhere


@pytest.mark.parametrize(
    ("tag", "words"),
    [("en", "fiscal offences or"), ("zh-Hans", "财税犯罪或者"), ("km", "បទល្មើសសារពើពន្ធ")],
    ids=["en", "zh", "km"],
)
def test_what_was_put_in_is_marked_by_words_with_its_language(reading, ran, tag, words):
    html = page(reading, ran.reports[ran.all][1], part="changed")
    text = rf'<p class="kept__text kept__text--tracked" lang="{tag}">(.*?)</p>'
    (found,) = re.findall(text, html, re.DOTALL)
    marked = re.findall(r"<ins[^>]*>(.*?)</ins>", found, re.DOTALL)
    assert any(words in mark for mark in marked)
    assert "only now:" in found
    assert "<del" not in found


def test_any_two_runs_are_compared_and_the_first_with_none(reading, ran):
    answer = reading.get(f"{ran.all}/runs?run=3&against=1")
    assert answer.status_code == 302
    assert "2 new · 3 changed · 0 gone" in shown(reading, answer.headers["Location"])
    assert "every hit is new" in shown(reading, f"{ran.all}/runs/3?against=0")
    backwards = shown(reading, f"{ran.all}/runs/1?against=2")
    assert "Since run 1 " in backwards  # the later one reports
    for missing in ("3?against=9", "9", "9" * 30, "0", "x", "3?against=x"):
        assert reading.get(f"{ran.all}/runs/{missing}").status_code == 404


def test_since_my_last_run_leaves_out_those_of_others(client, saved_site):
    address = save(client)
    run(client, address)
    SavedStore(saved_site.database).give(address.rsplit("/", 1)[1], "sokha", "Sokha")
    saved_site.app.extensions["who"] = lambda: identity_of("sokha")
    assert client.get(f"{address}/runs/1?against=mine").status_code == 404
    run(client, address)
    run(client, address)
    assert "Since run 2 " in shown(client, f"{address}/runs/3?against=mine")
    assert "my last run before it" in shown(client, f"{address}/runs/3")


def test_a_long_report_is_shown_page_by_page_with_its_total(reading, monkeypatch, ran):
    monkeypatch.setattr("search_app.views.saved_runs.FIRST", 1)
    monkeypatch.setattr("search_app.views.saved_runs.PART_SIZE", 5)
    first = ran.reports[ran.all][0]
    assert "Show all 12 new hits" in page(reading, first)
    found, part = [], ""
    for start in (0, 5, 10):
        part = page(reading, first, part="new", **{"from": start})
        found += re.findall(r'<h3 class="kept__title"><a href="([^"]+)"', part)
    assert len(found) == len(set(found)) == 12
    assert "11 to 12 of 12" in text_of(part)


def test_all_hits_of_a_run_are_listed_as_they_were(reading, ran):
    html = page(reading, ran.reports[ran.all][0], part="hits")
    assert "1 to 12 of 12" in text_of(html)
    assert "on the ground of bank secrecy" in html
    assert "fiscal offences" not in html


def test_the_page_of_a_saved_query_lists_its_runs(reading, ran):
    html = page(reading, ran.all)
    text = text_of(main_of(html))
    assert "3 runs" in text
    rows = re.findall(r'<tr role="row">(.*?)</tr>', html, re.DOTALL)[1:]
    cells = [re.findall(r"</span>(\d+)</td>", row) for row in rows]
    assert [row[:4] for row in cells] == [
        ["14", "0", "0", "0"],
        ["14", "2", "3", "0"],
        ["12", "12", "0", "0"],
    ]
    assert ran.site.encoder.name in text
    assert "default/" in text


# --------------------------------------------------------------------------- changing


def test_a_query_is_edited_as_a_search_and_saved_back_and_old_runs_keep_theirs(client):
    address = save(client)
    first = run(client, address)
    opened = client.get(address + "/search")
    assert opened.status_code == 302
    html = page(client, opened.headers["Location"])
    assert "You are editing the saved query “Bank secrecy”." in text_of(html)
    identity = address.rsplit("/", 1)[1]
    assert f'name="saved" value="{identity}"' in html  # the next search still edits it
    answer = client.post(address + "/query", data={"q": "political offence", "mode": "keyword"})
    assert answer.headers["Location"] == address
    assert "political offence" in shown(client, address)
    second = run(client, address)
    assert "The query was changed: differences may come from that." in shown(client, second)
    assert '<q lang="en">bank secrecy</q>' in page(client, first)
    assert '<q lang="en">political offence</q>' not in page(client, first)


def test_name_and_note_are_changed_and_the_query_stays(client):
    address = save(client)
    answer = client.post(address + "/edit", data={"name": "银行保密", "note": "", "tags": "a"})
    assert answer.headers["Location"] == address
    html = page(client, address)
    assert '<h1 lang="zh-Hans">银行保密</h1>' in html
    assert "bank secrecy" in html


def test_a_deleted_query_is_gone_with_its_runs(client):
    address = save(client)
    report = run(client, address)
    assert client.post(address + "/delete").headers["Location"] == "/saved"
    assert client.get(address).status_code == 404
    assert client.get(report).status_code == 404


@pytest.mark.parametrize(
    "address", ["/saved/none", "/saved/" + "0" * 32, "/saved/%00", "/saved/x'"]
)
def test_there_is_nothing_at_the_address_of_another(client, address):
    assert client.get(address).status_code == 404


def test_a_query_of_a_later_version_is_told_and_not_dropped(client, saved_site):
    address = save(client)
    with saved_site.database.writing() as session:
        session.execute(update(SavedQueryRow).values(query={"version": 99}))
    assert "does not know; use the version that wrote it" in shown(client, address)
    assert "use the version that wrote it" in shown(client, "/saved")
    assert client.post(address + "/run").status_code == 409


def test_without_an_index_nothing_is_shown_as_if_it_were_not_there(client, saved_site):
    address = save(client)
    report = run(client, address)

    def missing():
        raise IndexMissing("There is no index at this place; make one with `treatylens index`.")

    saved_site.app.extensions["collection"] = Collection(missing)
    for path in ("/saved", address, report, f"/api/v1{address}", f"/api/v1{report}"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "treatylens index" in answer.text


def test_forms_are_taken_from_pages_of_this_site_alone(saved_site):
    client = FlaskClient(saved_site.app)
    assert client.post("/saved", data={"name": "x", "q": "costs"}).status_code == 400
    html = page(client, "/saved/new?q=costs")
    token = re.search(r'name="csrf_token" value="([^"]+)"', main_of(html))[1]
    sent = {"name": "x", "q": "costs", "csrf_token": token}
    assert client.post("/saved", data=sent).status_code == 303


# --------------------------------------------------------------------------- the list


def test_the_list_is_filtered_by_tag_and_sorted(client):
    save(client, "B", q="costs", tags="one", mode="keyword")
    save(client, "A", q="extradition", tags="one, two", mode="keyword")
    run(client, save(client, "C", q="extradition", mode="keyword"))

    def names(**query):
        return re.findall(r'class="listing__name"[^>]*>([^<]+)<', page(client, "/saved", **query))

    assert names() == ["A", "B", "C"]
    assert names(tag="one") == ["A", "B"]
    assert names(tag="two") == ["A"]
    assert names(sort="run")[0] == "C"
    assert names(sort="found")[0] == "C"
    assert names(sort="created")[-1] in ("A", "B", "C")


def test_a_shared_query_is_seen_and_run_by_the_group_and_changed_by_its_owner(
    client,
    saved_site,
):
    who = {"is": identity_of("sokha", "unit")}
    saved_site.app.extensions["who"] = lambda: who["is"]
    address = save(client, q="costs", shared_with="unit")
    who["is"] = identity_of("lin", "unit")
    assert "shared by sokha" in shown(client, "/saved")
    assert "Edit" not in shown(client, address)
    assert "Delete" not in shown(client, address)
    assert "Feed" not in shown(client, address)
    assert client.post(address + "/edit", data={"name": "mine"}).status_code == 403
    assert client.post(address + "/feed", data={"action": "make"}).status_code == 403
    assert client.post(address + "/delete").status_code == 403
    run(client, address)
    assert "yours" in shown(client, address)
    who["is"] = identity_of("rith")
    assert client.get(address).status_code == 404
    assert client.post(address + "/run").status_code == 404


def test_a_query_is_shared_with_a_group_of_ones_own_alone(client, saved_site):
    saved_site.app.extensions["who"] = lambda: identity_of("sokha", "unit")
    answer = client.post("/saved", data={"name": "x", "q": "costs", "shared_with": "others"})
    assert answer.status_code == 400
    assert "You are in no group “others”" in text_of(answer.text)


# --------------------------------------------------------------------------- what may be seen


def restrict(site):
    table = site.sources / TREATY / "work.toml"
    table.write_text('access = "restricted"\n' + table.read_text("utf-8"), encoding="utf-8")


@pytest.fixture
def restricted(changing_site):
    """A query shared by somebody who sees restricted works, run before and after they change; and
    who looks, to be set."""
    client = changing_site.app.test_client()
    restrict(changing_site)
    changing_site.reindex()
    who = {"is": with_account(changing_site, identity_of("sokha", "unit", restricted=True))}
    changing_site.app.extensions["who"] = lambda: who["is"]
    address = save(client, "All", party="southland", group="none", shared_with="unit")
    run(client, address)
    changing_site.change_texts()
    changing_site.reindex()
    run(client, address)
    return client, address, who


def test_hits_that_somebody_may_not_see_are_neither_shown_nor_counted(restricted):
    client, address, who = restricted
    assert "0 new · 3 changed · 0 gone" in shown(client, f"{address}/runs/2")
    assert "16 hits" in shown(client, f"{address}/runs/2")
    who["is"] = identity_of("lin", "unit")
    for path in (f"{address}/runs/2", f"{address}/runs/1", f"{address}/runs/2?against=1"):
        html = page(client, path)
        assert "4 hits" in text_of(html)
        assert TREATY not in html
    assert "Nothing is new, changed or gone." in shown(client, f"{address}/runs/2")
    html = page(client, address)
    assert "16 hits" not in text_of(html)
    assert TREATY not in html
    assert ">16<" not in page(client, "/saved")
    for name in ("time", "years"):
        drawn = client.get(f"{address}/plots/{name}.svg").text
        assert ">16<" not in drawn
        assert "2011" not in drawn


def test_counts_as_seen_are_those_of_the_reports(restricted, changing_site):
    _, address, who = restricted
    database = changing_site.database
    saved = SavedStore(database).get(address.rsplit("/", 1)[1], None)
    runs = RunStore(database)
    for seen_as in (identity_of("lin", "unit"), who["is"]):
        seen = SeenRuns(runs, saved, seen_as.access, WorkLabels({TREATY: "restricted"}))
        for number, counts in seen.counts(runs.runs(saved.id)).items():
            told = seen.report(number)
            assert counts == Counts(
                len(told.hits),
                len(told.diff.new),
                len(told.diff.changed),
                len(told.diff.gone),
            )


def test_a_work_that_is_closed_later_is_hidden_in_earlier_runs(changing_site):
    client = changing_site.app.test_client()
    address = save(client, "All", party="southland", group="none")
    run(client, address)
    SavedStore(changing_site.database).give(address.rsplit("/", 1)[1], "sokha", "Sokha")
    restrict(changing_site)
    changing_site.reindex()
    changing_site.app.extensions["who"] = lambda: identity_of("sokha")
    html = page(client, f"{address}/runs/1")
    assert "4 hits" in text_of(html)
    assert TREATY not in html


# --------------------------------------------------------------------------- tracked changes

PAIRS = [
    ("en", "The Party shall bear all the costs.", "The Party may bear the ordinary costs."),
    ("zh", "被请求方应当负担一般费用。", "被请求方可以负担执行请求的全部费用。"),
    ("km", "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយធម្មតា។", "ភាគីទទួលសំណើអាចទទួលបន្ទុកលើការចំណាយ។"),
    ("en", "one", "one; two"),
    ("en", "one two", "two"),
    ("en", "", "one"),
    ("en", "one\n2. two", "one,\n3. two!"),
]


@pytest.mark.parametrize(("language", "before", "now"), PAIRS)
def test_tracked_changes_hold_the_later_text_and_every_word_of_the_earlier(language, before, now):
    pieces = tracked(likeness(before, now, language), before, now)
    assert "".join(one.text for one in pieces if one.kind != STRUCK) == now
    for one in pieces:
        assert one.kind != STRUCK or one.text in before


def test_a_long_stretch_without_changes_is_left_out_between_clusters():
    same = "ជំនួយផ្នែកច្បាប់" * 60
    before, now = f"ក {same} ខ", f"គ {same} ឃ"
    pieces = shortened(tracked(likeness(before, now, "km"), before, now))
    assert [one.kind for one in pieces].count(SKIPPED) == 1
    assert sum(len(one.text) for one in pieces) < 400
    assert not any(one.text.startswith(("្", "ួ")) for one in pieces)


# --------------------------------------------------------------------------- plots

SVG = "{http://www.w3.org/2000/svg}"


def words(**more):
    names = {"new": "new", "changed": "changed", "gone": "gone", "unknown": "?", "km": "ខ្មែរ"}
    return PlotWords(
        **{
            "language": "en", "title": "T & <t>", "description": "D", "upwards": "hits",
            "across": "time", "evenly": "in order", "names": names, "number": str,
        } | more
    )  # fmt: skip


def drawn(sheet):
    return ElementTree.fromstring(sheet.file())


@pytest.mark.parametrize("count", [0, 1, 2, 16, 100, 400])
def test_any_number_of_runs_is_drawn_within_the_sheet(count):
    points = [
        RunPoint(number, f"2026-01-{1 + number % 28:02}T00:00:{number % 60:02}+00:00",
                 number * 37, number % 3, number % 2, number % 5)
        for number in range(count)
    ]  # fmt: skip
    root = drawn(time_plot(sorted(points, key=lambda one: one.at), words()))
    assert root.find(f"{SVG}title").text == "T & <t>"
    assert root.get("role") == "img"
    dots = root.findall(f"{SVG}circle")
    assert len(dots) == min(count, 100)
    for dot in dots:
        assert 0 <= float(dot.get("cx")) <= 640
        assert 0 <= float(dot.get("cy")) <= 344
    for bar in root.findall(f"{SVG}rect"):
        assert float(bar.get("width")) >= 0
        assert float(bar.get("height")) >= 2


def test_runs_stand_to_scale_where_there_is_room_and_else_in_order():
    def texts(*times):
        points = [RunPoint(n, at, 1, 0, 0, 0) for n, at in enumerate(times)]
        return [one.text for one in drawn(time_plot(points, words())).iter(f"{SVG}text")]

    day = "2026-01-{}T00:00:00+00:00".format
    assert "time" in texts(day("01"), day("02"), day("09"))
    same = texts(day("01"), day("01"), day("09"))
    assert "in order" in same
    assert "time" not in same


def test_years_are_counted_by_language(saved_site, client):
    run(client, address := save(client, "All", party="southland", group="none"))
    database = saved_site.database
    saved = SavedStore(database).get(address.rsplit("/", 1)[1], None)
    counts = years_of(RunStore(database).hits(RunStore(database).last(saved.id)))
    assert [(one.year, one.languages) for one in counts] == [
        (2011, {"en": 4, "zh": 4, "km": 4}),
        (2021, {"en": 2, "zh": 2}),
    ]


@pytest.mark.parametrize(
    "counts",
    [
        [],
        [YearCount(None, {"km": 3})],
        [YearCount(1950, {"en": 1}), YearCount(2026, {"zh": 20_000}), YearCount(None, {"en": 2})],
        [YearCount(1648, {"en": 1}), YearCount(2026, {"km": 1})],
    ],
)
def test_any_years_are_drawn(counts):
    root = drawn(years_plot(counts, words()))
    for bar in root.findall(f"{SVG}rect"):
        assert 0 <= float(bar.get("x")) <= 640
        assert 0 <= float(bar.get("y")) <= 292


def test_a_year_is_as_high_as_its_hits_whatever_languages_they_are_in():
    counts = [YearCount(2009, {"km": 14, "zh": 4, "en": 2}), YearCount(2012, {"en": 20})]
    bars = drawn(years_plot(counts, words())).findall(f"{SVG}rect")
    high = {
        int(re.search(r": (\d+)$", tip.text)[1]): float(bar.get("height"))
        for bar in bars
        if (tip := bar.find(f"{SVG}title")) is not None
    }
    for count, height in high.items():
        assert height == pytest.approx(high[20] * count / 20, abs=0.1)


@pytest.mark.parametrize("name", ["time", "years"])
@pytest.mark.parametrize("language", ["km", "zh-Hans", "en"])
def test_a_drawing_is_a_file_of_its_own_in_the_readers_language(reading, ran, name, language):
    answer = reading.get(f"{ran.all}/plots/{name}.svg", headers={"Accept-Language": language})
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; style-src 'unsafe-inline'"
    ]
    root = ElementTree.fromstring(answer.data)
    assert root.get("lang") == language
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text


def test_the_numbers_of_a_drawing_stand_in_a_table_too(reading, ran):
    html = page(reading, ran.all)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.S)
    cells = {head: re.findall("<td>(.*?)</td>", rest) for head, rest in rows}
    assert cells["1"][1:] == ["12", "12", "0", "0"]
    assert cells["2"][1:] == ["14", "2", "3", "0"]
    assert cells["2011"] == ["4", "4", "4", "12"]
    assert cells["2020"] == ["0", "0", "2", "2"]
