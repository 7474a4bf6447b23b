"""Who visits the site in the tests: a client that sends forms as a browser does, with the token
that their page had, and people with accounts."""

import re
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from search_app.settings import Settings

#: Long enough, and in the three languages of the collection.
PASSWORD = "អនុសញ្ញា 引渡 treaty"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor(FlaskClient):
    """A client whose forms have a token. ``form_token`` False sends them without, as another site
    would; every page has a form, that of the language, and so does the one that says that there is
    nothing at an address."""

    form_token = True

    def open(self, *args, **kwargs):
        address = args[0] if args else kwargs.get("path", "")
        is_form = str(kwargs.get("method", "")).upper() == "POST" and isinstance(address, str)
        if self.form_token and is_form and not address.startswith("/api/"):
            data = kwargs.get("data")
            if data is None or isinstance(data, dict | MultiDict):
                sent = MultiDict(data or {})
                if "csrf_token" not in sent:
                    sent["csrf_token"] = self.token()
                kwargs["data"] = sent
        return super().open(*args, **kwargs)

    def token(self):
        """A token as the pages have it now."""
        page = super().open("/password/none", method="GET")
        return _TOKEN.search(page.get_data(as_text=True))[1]


def use_visitors(environment):
    """Let every client of every application be a visitor."""
    environment.setattr(Flask, "test_client_class", Visitor)


def site_with_accounts(searcher, database_url, **settings):
    """A site that people log in to."""
    from search_app.app import create_app

    given = {"secret_key": "k" * 64, "database": database_url, "accounts": "on"} | settings
    return create_app(searcher, Settings(**given))


def registry_of(app, **lasting):
    """The accounts of a site."""
    from search_app.accounts.registry import Registry, lasting_of

    return Registry(
        app.extensions["database"],
        replace(lasting_of(Settings()), **lasting),
        app.extensions["clock"],
    )


def account(app, name, role="reader", **more):
    """Make an account that logs in with ``PASSWORD``."""
    return registry_of(app).accounts.add(name, role=role, password=PASSWORD, **more)


def logged_in(app, name, role="reader", **more):
    """A client of somebody with a new account, logged in."""
    account(app, name, role, **more)
    client = app.test_client()
    log_in(client, name)
    return client


def log_in(client, name, password=PASSWORD, status=303, **more):
    """Send the form of the login page."""
    answer = client.post("/login", data={"name": name, "password": password} | more)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer


def token_of(app, name, *scopes):
    """The headers of a program with a new token of an account."""
    registry = registry_of(app)
    _, secret = registry.tokens.make(registry.accounts.named(name).id, "tests", scopes or ("read",))
    return {"Authorization": f"Bearer {secret}"}
