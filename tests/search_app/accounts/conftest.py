"""Accounts in a new database of each kind, with a clock that the tests set."""

from datetime import UTC, datetime, timedelta

import pytest

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
