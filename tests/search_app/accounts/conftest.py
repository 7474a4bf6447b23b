"""Accounts in a new database of each kind, with a clock that the tests set."""

from datetime import UTC, datetime, timedelta

import argon2
import pytest

from search_app.accounts import passwords
from search_app.accounts.registry import Registry
from search_app.accounts.sessions import Lasting


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

    def __call__(self):
        return self.moment

    def pass_by(self, **time):
        self.moment += timedelta(**time)


@pytest.fixture(autouse=True)
def light_hashes(request, monkeypatch):
    """Hashes that cost a thousandth: some tests try to log in sixty times. Those of passwords
    themselves are made in earnest."""
    if request.module.__name__.endswith("test_passwords"):
        yield
        return
    light = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", light)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def registry(new_database, clock):
    lasting = Lasting(idle=timedelta(minutes=30), whole=timedelta(hours=8))
    return Registry(new_database(), lasting, clock)


@pytest.fixture
def sokha(registry):
    return registry.accounts.add("សុខា", password="ជំនួយទៅវិញទៅមក", role="admin")
