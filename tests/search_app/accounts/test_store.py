"""Accounts and groups in SQLite and PostgreSQL."""

from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from search_app.accounts.errors import (
    BadName,
    LastAdmin,
    LoginRefused,
    NameTaken,
    NoSuchName,
    WeakPassword,
)
from search_app.accounts.names import clean_name, name_key
from search_app.accounts.registry import Registry
from search_app.accounts.store import AccountStore

GOOD = "ជំនួយទៅវិញទៅមក"


def test_reading_a_database_that_nobody_wrote_to_makes_nothing(registry):
    assert registry.accounts.all() == []
    assert registry.groups.all() == {}
    assert registry.sessions.find("x") is None
    assert registry.tokens.find("tl_x") is None
    with pytest.raises(NoSuchName):
        registry.accounts.named("សុខា")


def test_an_account_is_found_however_its_name_is_spelled(registry):
    made = registry.accounts.add("José", display_name="José  García", email="j@ministry.example")
    assert (made.role, made.restricted, made.disabled) == ("reader", False, False)
    assert made.display_name == "José García"
    assert registry.accounts.named("JOSE\u0301") == made == registry.accounts.of_id(made.id)
    assert registry.accounts.all() == [made]


def test_no_two_accounts_have_one_name(registry, sokha):
    with pytest.raises(NameTaken, match="សុខា"):
        registry.accounts.add("សុ\u200bខា")
    assert registry.accounts.all() == [sokha]


def test_a_bad_name_or_password_makes_no_account(registry):
    with pytest.raises(BadName):
        registry.accounts.add("")
    with pytest.raises(WeakPassword):
        registry.accounts.add("李明", password="short")
    assert registry.accounts.all() == []


def test_the_database_holds_no_password_and_no_secret(registry, sokha, new_database):
    secrets = [
        registry.sessions.begin(sokha.id, "127.0.0.1", "Firefox"),
        registry.tokens.make(sokha.id, "script", ["read"])[1],
        registry.links.make(sokha.id)[0],
        GOOD,
    ]
    tables = ["accounts", "account_sessions", "account_tokens", "account_links", "login_attempts"]
    with new_database().reading() as session:
        held = "".join(
            str(tuple(row))
            for table in tables
            for row in session.execute(text(f"SELECT * FROM {table}"))
        )
    assert "argon2id" in held
    assert not [secret for secret in secrets if secret in held]


def test_what_is_changed_is_kept_and_the_rest_stays(registry, sokha):
    registry.accounts.add("李明", role="admin")
    changed = registry.accounts.change(
        sokha.id, role="editor", restricted=True, email="s@x.example"
    )
    assert (changed.role, changed.restricted, changed.email) == ("editor", True, "s@x.example")
    assert changed.has_password
    assert registry.accounts.of_id(sokha.id) == changed


@pytest.mark.parametrize("step", ["role", "disable", "remove"])
def test_the_only_admin_stays_one(registry, sokha, step):
    registry.accounts.add("李明")
    gone = registry.accounts.add("Ana", role="admin")
    registry.accounts.change(gone.id, disabled=True)
    steps = {
        "role": lambda: registry.accounts.change(sokha.id, role="reader"),
        "disable": lambda: registry.accounts.change(sokha.id, disabled=True),
        "remove": lambda: registry.accounts.remove(sokha.id),
    }
    with pytest.raises(LastAdmin, match="only admin"):
        steps[step]()
    assert registry.accounts.of_id(sokha.id) == sokha
    registry.accounts.add("Bo", role="admin")
    steps[step]()


def test_who_is_removed_leaves_no_way_in(registry, sokha):
    reader = registry.accounts.add("李明", password=GOOD)
    session = registry.sessions.begin(reader.id)
    _, token = registry.tokens.make(reader.id, "script", ["read"])
    link, _ = registry.links.make(reader.id)
    registry.groups.add("检察院")
    registry.groups.join("检察院", [reader.id])
    registry.accounts.remove(reader.id)
    assert registry.sessions.find(session) is None
    assert registry.tokens.find(token) is None
    assert registry.groups.all() == {"检察院": []}
    with pytest.raises(Exception, match="used before"):
        registry.links.owner(link)
    with pytest.raises(LoginRefused):
        registry.desk.admit("李明", GOOD, "127.0.0.1")


def test_the_name_of_a_removed_account_is_nobodys_again(registry, sokha):
    removed = registry.accounts.add("José")
    registry.accounts.remove(removed.id)
    with pytest.raises(NameTaken, match="was removed"):
        registry.accounts.add("JOSE\u0301")


def test_groups_have_members_and_an_account_knows_its_own(registry, sokha):
    reader = registry.accounts.add("李明")
    registry.groups.add("អយ្យការ")
    registry.groups.add("Central Authority")
    registry.groups.join("អយ្យការ", [sokha.id, reader.id])
    registry.groups.join("អយ្យការ", [sokha.id])
    registry.accounts.change(reader.id, groups=["central authority", "អយ្យការ"])
    assert registry.groups.all() == {
        "Central Authority": ["李明"],
        "អយ្យការ": ["សុខា", "李明"],
    }
    identity = registry.accounts.of_id(reader.id).identity()
    assert identity.groups == {"Central Authority", "អយ្យការ"}
    registry.groups.leave("អយ្យការ", [reader.id])
    registry.groups.remove("CENTRAL AUTHORITY")
    assert registry.groups.all() == {"អយ្យការ": ["សុខា"]}
    assert registry.accounts.of_id(reader.id).groups == ()


def test_what_is_no_group_is_told_and_changes_nothing(registry, sokha):
    with pytest.raises(NoSuchName, match="no group"):
        registry.accounts.change(sokha.id, role="admin", groups=["none"])
    with pytest.raises(NoSuchName):
        registry.groups.join("none", [sokha.id])
    registry.groups.add("检察院")
    with pytest.raises(NameTaken):
        registry.groups.add("检察院 ")
    with pytest.raises(NoSuchName, match="no account"):
        registry.groups.join("检察院", ["nobody"])


def test_of_many_who_take_one_name_at_once_one_has_it(new_database, clock):
    stores = [AccountStore(new_database(), clock) for _ in range(4)]
    stores[0].all()
    together, made, refused = Barrier(4), [], []

    def take(store):
        together.wait()
        try:
            made.append(store.add("សុខា"))
        except NameTaken:
            refused.append(store)

    threads = [Thread(target=take, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 3)
    assert stores[0].all() == made


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(NAMES, max_size=6))
def test_of_names_that_are_one_only_the_first_is_taken(new_database, clock, names):
    store = Registry(new_database(), None, clock).accounts
    held = {name_key(one.name) for one in store.all()}
    for name in names:
        try:
            key = name_key(clean_name(name))
        except BadName:
            with pytest.raises(BadName):
                store.add(name)
            continue
        if key in held:
            with pytest.raises(NameTaken):
                store.add(name)
        else:
            made = store.add(name)
            held.add(key)
            assert store.named(name) == store.named(name.upper().casefold()) == made or (
                name_key(name.upper().casefold()) != key
            )
    assert {name_key(one.name) for one in store.all()} == held


@pytest.mark.parametrize("role", ["reader", "editor", "admin"])
def test_what_an_account_may_is_what_its_role_may(registry, role):
    made = registry.accounts.add("李明", role=role)
    readers = ("read", "save", "account")
    may = {"reader": readers, "editor": (*readers, "edit")}
    assert made.may_hold == may.get(role, (*readers, "edit", "admin"))
    identity = made.identity()
    assert (identity.account, identity.name, identity.role) == (made.id, "李明", role)
    assert identity.known


def test_two_accounts_cannot_come_in_by_one_login_of_an_issuer(registry, sokha):
    other = registry.accounts.add("李明")
    registry.accounts.link(sokha.id, "https://id.example", "17")
    registry.accounts.link(sokha.id, "https://id.example", "17")
    with pytest.raises(NameTaken, match="សុខា"):
        registry.accounts.link(other.id, "https://id.example", "17")
    assert registry.accounts.of_subject("https://id.example", "17").id == sokha.id
    assert registry.accounts.of_subject("https://other.example", "17") is None
