"""Whoever runs a saved query, and however accounts are set: it finds what its owner may see."""

from dataclasses import replace

import pytest

from search_app.access import EVERYTHING, PUBLIC
from search_app.accounts.store import AccountStore
from search_app.identity import owner
from search_app.notices.notifier import Notifier
from search_app.query_model import QueryModel
from search_app.saved.owner_access import NOTHING, access_of_owners
from search_app.settings import Settings
from search_app.work_labels import WorkLabels


@pytest.fixture
def accounts(database):
    return AccountStore(database)


@pytest.fixture
def saved(store):
    return store.add(owner("local"), "引渡", QueryModel(text="extradition", filters={}))


def test_a_query_of_an_account_is_held_to_what_that_account_may_see(
    store, saved, accounts, database
):
    access_of = access_of_owners(database)
    assert access_of(saved) == EVERYTHING
    reader = accounts.add("សុខា")
    owned = replace(saved, owner=reader.id)
    assert access_of(owned).labels == {PUBLIC}
    accounts.change(reader.id, disabled=True)
    assert access_of(owned) == NOTHING
    assert access_of(replace(saved, owner="gone")) == NOTHING


@pytest.mark.parametrize("setting", ["on", "off"])
def test_notices_go_by_the_owner_whatever_the_setting_of_the_process(
    saved, accounts, database, setting
):
    reader = accounts.add("សុខា", email="sokha@ministry.example")
    notifier = Notifier(database, Settings(accounts=setting), lambda: WorkLabels({}))
    owned = replace(saved, owner=reader.id, mail_to="old@ministry.example")
    assert notifier._access_of(owned).labels == {PUBLIC}
    assert notifier._mail_of(owned) == "sokha@ministry.example"
    assert notifier._mail_of(replace(owned, owner="")) == "old@ministry.example"
