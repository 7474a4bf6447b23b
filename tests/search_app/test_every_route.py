"""Every route as everybody: a work that somebody may not see is for them as if it were not there.

``route_walk`` says what is asked of each route. A request that names a hidden work must be answered
as one that names a work there is not; any other must hold no marker of a hidden work. No answer to
anybody but admins says where files lie on the server.
"""

import io
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from search_app.access_rules import AccessRules
from search_app.app import create_app
from search_app.identity import Identity, owner
from search_app.settings import Settings
from search_app.views.permissions import AUDITED, NOT_AUDITED, OPEN, SCOPES, scope_of
from tests.search_app.hidden_works import (
    ABSENT,
    GROUP,
    HIDDEN,
    READER,
    close_by_rule,
    everybody,
    index_hidden,
    marked,
    said,
    sees_hidden,
)
from tests.search_app.route_walk import APART, MAKERS, USUAL, WALK

#: What differs between two answers that say the same.
_PASSING = re.compile(
    r'"took_ms": ?[\d.]+|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)?'
    r'|name="csrf_token" value="[^"]*"|(Content-Length|Set-Cookie): [^\n]*\n'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory, encoder):
    """A site with accounts; ``who`` asks is what a test says."""
    folder = tmp_path_factory.mktemp("walk")
    searcher = index_hidden(folder, encoder)
    settings = Settings(
        database=f"sqlite:///{folder}/made.sqlite3",
        accounts="on",
        secret_key="walk" * 16,
        memory=str(folder / "memory"),
        api_rate="",
    )
    app = create_app(searcher, settings)
    app.config.update(WTF_CSRF_ENABLED=False, FOLDER=str(folder))
    app.test_client_class = FlaskClient
    close_by_rule(app.extensions["database"])
    yield app
    searcher.reader.close()


@pytest.fixture(scope="module")
def made(site):
    """What somebody who sees everything made before."""
    client = client_of(site, replace(owner("sok"), groups=frozenset({GROUP})))
    site.config["ACCOUNTS"] = True
    return {name: make(client) for name, make in MAKERS.items()}


@pytest.fixture(scope="module")
def people(site):
    return everybody(AccessRules(site.extensions["database"]).overrides())


def client_of(site, asker):
    """A client of whom the site takes everybody to be ``asker``."""
    site.extensions["who"] = lambda: asker
    return site.test_client()


def routes(site):
    """Every (key of the walk, rule, method) of the site."""
    for rule in site.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            key = rule.endpoint if method == "GET" else f"{rule.endpoint}:{method}"
            yield key, rule, method


def apart(key):
    return any(key.startswith(beginning) for beginning in APART)


def test_every_route_is_in_the_walk(site):
    for key, rule, method in routes(site):
        assert key in WALK or apart(key), (
            f"{method} {rule.rule} is in no walk: add {key!r} to WALK in "
            "tests/search_app/route_walk.py, with requests that would show a hidden work"
        )


def test_the_walk_and_the_tables_of_permissions_have_no_route_that_is_gone(site):
    keys = {key for key, _, _ in routes(site)}
    bare = {key.partition(":")[0] for key in keys}
    assert WALK.keys() <= keys, "the walk has routes that are gone"
    for table in (OPEN, SCOPES, AUDITED, NOT_AUDITED):
        assert {key.partition(":")[0] for key in table} <= bare


def test_of_every_route_it_is_decided_whether_it_is_in_the_audit_log(site):
    for key, rule, method in routes(site):
        endpoint = key.partition(":")[0]
        assert {key, endpoint} & (AUDITED.keys() | NOT_AUDITED), (
            f"{method} {rule.rule} is neither in AUDITED nor in NOT_AUDITED of "
            f"search_app/views/permissions.py: add {key!r} to one of them"
        )


def test_whatever_changes_something_has_a_scope(site):
    for key, rule, method in routes(site):
        if method != "GET":
            endpoint = key.partition(":")[0]
            assert scope_of(endpoint, method) != "refused", f"{method} {rule.rule}: {key!r}"


@pytest.mark.parametrize("key", sorted(WALK))
def test_nobody_is_shown_a_work_that_they_may_not_see(site, made, people, key):
    rule, method = next((rule, method) for own, rule, method in routes(site) if own == key)
    for name, asker in people.items():
        walk = _Walk(site, rule, method, asker)
        for work in HIDDEN:
            for asking in WALK[key](work, made)[: None if walk.allowed else 1]:
                told = f"{name} asks {method} {rule.rule} for {asking}"
                walk.one(asking, work, told)


def test_every_address_of_the_api_names_a_parameter_that_it_does_not_know(site, made):
    """An admin whose account and saved query there are asks every address in every method."""
    admin = Identity(
        account=READER, name="Reader", role="admin", groups=frozenset({GROUP}), restricted=True
    )
    passed_over = {}
    for key, rule, method in routes(site):
        if rule.rule.startswith("/api/v1/"):
            asking = WALK[key](HIDDEN[0], made)[0]
            path = {**asking.path, "saved": made["narrow"], "account": READER}
            query = MultiDict([*asking.query.items(multi=True), (UNKNOWN, "1")])
            walk = _Walk(site, rule, method, admin)
            answer = walk.ask(replace(asking, path=path, query=query), HIDDEN[0])
            if answer.status_code != 400 or UNKNOWN not in named(answer):
                passed_over[f"{method} {rule.rule}"] = answer.status_code, said(answer)[-300:]
    assert passed_over == {}


#: A parameter that no address has.
UNKNOWN = "no_such_parameter"


def named(answer):
    """The parameters that a refusal names."""
    return {one["parameter"] for one in answer.get_json()["error"]["problems"]}


class _Walk:
    """One route as one asker."""

    def __init__(self, site, rule, method, asker):
        self.client = client_of(site, asker)
        # Who has every right without an account asks where there are none.
        site.config["ACCOUNTS"] = bool(asker.account) or not asker.known
        self.rule, self.method = rule, method
        scope = scope_of(rule.endpoint, method)
        self.allowed = not scope or asker.may(scope)
        self.sees_folders = asker.may("admin")
        # Who looks after access and the log sees in them what there is.
        self.sees = sees_hidden(asker) or (scope == "admin" and self.allowed)

    def one(self, asking, work, told):
        answer = self.ask(asking, work)
        text = said(answer)
        assert answer.status_code < 500, (told, text[:2_000])
        assert self.sees_folders or self.client.application.config["FOLDER"] not in text, told
        if not self.allowed:
            assert answer.status_code in (303, 401, 403), told
            self.shows_nothing(text, asking, work, told)
        elif not self.sees:
            if self.names(asking, work):
                self.is_as_of_no_work(answer.status_code, text, asking, work, told)
            self.shows_nothing(text, asking, work, told)
        elif asking.shows:
            assert answer.status_code == 200, (told, text[-2_500:])
            assert marked(text), (told, text[:2_000])

    def ask(self, asking, work):
        values = USUAL | {"work": work} | dict(asking.path)
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.rule.rule)
        body = {}
        if asking.json is not None:
            body = {"json": asking.json}
        elif asking.form is not None:
            body = {"data": {name: _file(value) for name, value in asking.form.items()}}
        return self.client.open(path, method=self.method, query_string=asking.query, **body)

    def names(self, asking, work):
        in_path = "<work>" in self.rule.rule and asking.path.get("work", work) == work
        return in_path or asking.names(work)

    def shows_nothing(self, text, asking, work, told):
        given = marked(repr(asking))
        assert not marked(text) - given, (told, marked(text), text[:2_000])
        for other in HIDDEN:
            if other != work or not self.names(asking, work):
                assert other not in text, told

    def is_as_of_no_work(self, status, text, asking, work, told):
        """The same request of a work that is not there must be answered alike."""
        answer = self.ask(asking.of(work, ABSENT), ABSENT)
        assert answer.status_code == status, told
        assert plain(said(answer).replace(ABSENT, work)) == plain(text), told


def plain(text):
    """What an answer says, without what differs each time it is given."""
    return _PASSING.sub("", text)


def _file(value):
    """What a form has under one name: bytes are a file."""
    return (io.BytesIO(value), "queries.csv") if isinstance(value, bytes) else value
