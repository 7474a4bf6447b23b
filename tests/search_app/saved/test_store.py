"""Saved queries in the database, and who may see, change and delete them."""

import pytest
from sqlalchemy import update

from analyzers.query import QuerySyntaxError
from search_app.database_schema import Base
from search_app.identity import NOBODY, Identity, owner
from search_app.query_model import BadQueryModel, QueryModel
from search_app.saved.queries import (
    LONGEST_NAME,
    BadSavedQuery,
    Change,
    NameTaken,
    NoSavedQuery,
    NotTheirs,
)
from search_app.saved.tables import SavedQueryRow

SOPHEA = Identity(account="a1", name="Sophea", role="reader", groups=frozenset({"mla"}))
LIN = Identity(account="a2", name="Lin", role="editor", groups=frozenset({"mla", "asset"}))
DARA = Identity(account="a3", name="Dara", role="reader")
ADMIN = Identity(account="a4", name="Root", role="admin")
LOCAL = owner("someone")


def query(text="extradition", **more):
    return QueryModel(text=text, filters=more.pop("filters", {}), **more)


def names(found):
    return [one.name for one in found]


@pytest.mark.parametrize("name", ["Extradition of nationals", "បត្យាប័នជនជាតិ", "引渡本国国民"])
def test_a_saved_query_is_found_again_with_all_that_was_kept(store, name):
    asked = query(
        "បត្យាប័ន", mode="keyword", filters={"lang": ("km", "zh-Hant"), "party": ("northland",)},
        year="2001..2010", sort="date", group="provision", expand=False,
    )  # fmt: skip
    made = store.add(SOPHEA, name, asked, note="ករណី ១២", tags=["引渡", "mla"], every="daily")
    (found,) = store.named(name, SOPHEA)
    assert found == made == store.get(made.id, SOPHEA)
    assert found.query == asked
    assert (found.note, found.tags, found.every) == ("ករណី ១២", ("引渡", "mla"), "daily")
    assert (found.owner, found.owner_name) == ("a1", "Sophea")
    assert found.created_at == found.changed_at != ""


def test_without_accounts_everything_is_the_local_persons(store):
    made = store.add(LOCAL, "costs", query())
    assert made.owner == ""
    assert names(store.listed(LOCAL)) == names(store.listed(None)) == ["costs"]
    assert store.listed(NOBODY) == []
    with pytest.raises(NoSavedQuery):
        store.get(made.id, NOBODY)
    with pytest.raises(NotTheirs):
        store.add(NOBODY, "costs", query())


def test_a_private_one_is_seen_by_its_owner_alone(store):
    made = store.add(SOPHEA, "costs", query())
    assert names(store.listed(SOPHEA)) == ["costs"]
    for other in (LIN, DARA, ADMIN):
        assert store.listed(other) == []
        with pytest.raises(NoSavedQuery):
            store.get(made.id, other)
        with pytest.raises(NoSavedQuery):
            store.change(made.id, other, Change(note="mine"))


def test_one_shared_with_a_group_is_seen_by_its_members_and_changed_by_its_owner(store):
    made = store.add(SOPHEA, "costs", query(), shared_with="mla")
    store.change(made.id, SOPHEA, Change(feed_token="secret", webhook_secret="s", mail_to="a@b"))
    (seen,) = store.listed(LIN)
    assert seen.name == "costs"
    assert seen == store.get(made.id, LIN)
    assert (seen.feed_token, seen.webhook_secret, seen.mail_to) == ("", "", "")
    assert store.get(made.id, SOPHEA).feed_token == "secret"
    assert store.listed(DARA) == []
    with pytest.raises(NotTheirs, match="Sophea"):
        store.change(made.id, LIN, Change(note="mine"))
    with pytest.raises(NotTheirs):
        store.delete(made.id, LIN)
    store.change(made.id, SOPHEA, Change(shared_with=""))
    assert store.listed(LIN) == []


def test_a_query_is_shared_with_a_group_of_ones_own_only(store):
    with pytest.raises(BadSavedQuery, match="asset"):
        store.add(SOPHEA, "costs", query(), shared_with="asset")
    made = store.add(SOPHEA, "costs", query())
    with pytest.raises(BadSavedQuery):
        store.change(made.id, SOPHEA, Change(shared_with="asset"))


def test_an_admin_may_delete_what_they_do_not_see(store):
    made = store.add(SOPHEA, "costs", query())
    with pytest.raises(NoSavedQuery):
        store.delete(made.id, DARA)
    assert store.delete(made.id, ADMIN).name == "costs"
    assert store.listed(SOPHEA) == []
    with pytest.raises(NoSavedQuery):
        store.delete(made.id, SOPHEA)


def test_ones_own_come_before_those_shared(store):
    store.add(SOPHEA, "a shared one", query(), shared_with="mla")
    store.add(LIN, "m", query())
    store.add(LIN, "b", query())
    assert names(store.listed(LIN)) == ["b", "m", "a shared one"]


def test_two_of_one_name_of_one_owner_are_refused(store):
    first = store.add(SOPHEA, "ថ្លៃចំណាយ", query())
    with pytest.raises(NameTaken, match="ថ្លៃចំណាយ"):
        store.add(SOPHEA, "  ថ្លៃចំណាយ ", query("costs"))
    second = store.add(LIN, "ថ្លៃចំណាយ", query())
    third = store.add(SOPHEA, "other", query())
    with pytest.raises(NameTaken):
        store.change(third.id, SOPHEA, Change(name="ថ្លៃចំណាយ"))
    with pytest.raises(NameTaken):
        store.give(second.id, "a1", "Sophea")
    assert store.change(first.id, SOPHEA, Change(name="ថ្លៃចំណាយ")).name == "ថ្លៃចំណាយ"
    assert len(store.named("ថ្លៃចំណាយ", None)) == 2
    assert store.named("ថ្លៃចំណាយ", None, "Lin") == [second]


def test_a_name_written_in_another_encoding_order_of_unicode_is_the_same(store):
    store.add(SOPHEA, "Traité", query())
    with pytest.raises(NameTaken):
        store.add(SOPHEA, "Traite\N{COMBINING ACUTE ACCENT}", query())


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("name", {"name": " \t "}),
        ("name", {"name": "ក" * (LONGEST_NAME + 1)}),
        ("note", {"note": "x" * 10_001}),
        ("tags", {"tags": [str(one) for one in range(31)]}),
        ("tags", {"tags": ["x" * 61]}),
        ("every", {"every": "yearly"}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_named(store, parameter, values):
    given = {"name": "costs", **values}
    with pytest.raises(BadSavedQuery) as told:
        store.add(SOPHEA, given.pop("name"), query(), **given)
    assert told.value.parameter == parameter
    made = store.add(SOPHEA, "costs", query())
    with pytest.raises(BadSavedQuery):
        store.change(made.id, SOPHEA, Change(**values))


def test_a_faulty_query_is_refused_when_it_is_saved(store):
    with pytest.raises(QuerySyntaxError):
        store.add(SOPHEA, "costs", query('"ថ្លៃ'))
    with pytest.raises(BadSavedQuery, match="Give a query"):
        store.add(SOPHEA, "costs", query(" "))
    with pytest.raises(BadSavedQuery, match="no ranking profile"):
        store.add(SOPHEA, "costs", query(profile="none such"))
    made = store.add(SOPHEA, "by filter alone", query("", filters={"lang": ("km",)}))
    with pytest.raises(QuerySyntaxError):
        store.change(made.id, SOPHEA, Change(query=query("(引渡")))
    assert store.get(made.id, SOPHEA).query == made.query


def test_a_change_leaves_what_it_does_not_name(store):
    made = store.add(SOPHEA, "costs", query(), note="n", tags=["t"], every="weekly")
    now = store.change(made.id, SOPHEA, Change(query=query("费用"), every=""))
    assert (now.name, now.note, now.tags, now.every) == ("costs", "n", ("t",), "")
    assert now.query.text == "费用"
    assert now == store.get(made.id, SOPHEA)


def test_secrets_lead_to_their_query(store):
    made = store.add(SOPHEA, "costs", query())
    store.change(made.id, SOPHEA, Change(feed_token="feed", mail_token="mail"))
    assert store.by_feed_token("feed").id == store.by_mail_token("mail").id == made.id
    assert store.by_feed_token("mail") is None
    assert store.by_feed_token("") is None


def test_what_was_saved_before_there_were_accounts_can_be_given_to_one(store):
    made = store.add(LOCAL, "costs", query())
    assert store.listed(SOPHEA) == []
    store.give(made.id, "a1", "Sophea")
    assert names(store.listed(SOPHEA)) == ["costs"]


def test_reading_a_database_that_nobody_wrote_to_finds_nothing(store, runs):
    assert store.listed(None) == store.named("costs", None) == []
    assert store.by_feed_token("x") is None
    assert runs.runs("x") == []
    assert runs.last("x") is None
    assert runs.last_of_each(["x"]) == {}
    with pytest.raises(NoSavedQuery):
        store.get("x", None)


def keep(database, saved, document):
    """Write a query as another version of the program kept it."""
    with database.writing() as session:
        session.execute(
            update(SavedQueryRow).where(SavedQueryRow.id == saved.id).values(query=document)
        )


OLDEST = {
    "version": 0,
    "parameters": {"q": ["引渡"], "mode": ["keyword"], "lang": ["zh-Hans"], "year": ["2001.."]},
}


def test_a_query_of_an_old_version_is_read_and_kept_anew_when_it_is_changed(database, store):
    made = store.add(SOPHEA, "引渡", query())
    keep(database, made, OLDEST)
    found = store.get(made.id, SOPHEA)
    assert found.query == QueryModel(
        text="引渡", mode="keyword", filters={"lang": ("zh-Hans",)}, year="2001..",
        group="provision",
    )  # fmt: skip
    assert store.change(made.id, SOPHEA, Change(note="n")).kept == OLDEST
    changed = store.change(made.id, SOPHEA, Change(query=found.query))
    assert changed.kept["version"] == 1
    assert changed.query == found.query


def test_a_query_of_a_later_version_is_listed_and_not_lost(database, store):
    made = store.add(SOPHEA, "引渡", query())
    keep(database, made, {"version": 99, "all": "else"})
    (found,) = store.listed(SOPHEA)
    assert found.name == "引渡"
    with pytest.raises(BadQueryModel, match="version 99"):
        _ = found.query
    assert store.change(made.id, SOPHEA, Change(note="n")).kept == {"version": 99, "all": "else"}


def test_every_table_of_saved_queries_is_known():
    assert {"saved_queries", "saved_runs", "saved_locks", "hit_sets", "kept_texts"} <= set(
        Base.metadata.tables
    )
