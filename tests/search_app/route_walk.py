"""What the walk over every route asks of each: requests that would show a hidden work if its route
let it.

To add a route: an entry in ``WALK`` under its endpoint, or ``endpoint:METHOD`` for another method
than GET, with a function of the id of a work that gives what to ask; ``shows`` says that whoever
may see the work is to find one of its markers in the answer. What has to be there before (a saved
query, say) is made in ``MAKERS``, by somebody who sees everything, and is given in ``made``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from search_app.identity import Identity, owner
from search_app.query_model import QueryModel
from search_app.saved.queries import Change
from search_app.saved.store import SavedStore
from tests.search_app.hidden_works import GROUP, HIDDEN, READER, WORD

EID = "chp_1__art_1"
PUBLIC_ADDRESS = "northland-southland-2011/en/chp_1__art_1"
#: Words of the hidden works that others have too: a search for them says nothing by itself.
WORDS = {"en": "offence", "zh": "引渡", "km": "បត្យាប័ន"}
#: A sentence of theirs but for the markers.
SENTENCE = "Each Party undertakes to extradite to the other any person wanted for an offence."


@dataclass(frozen=True)
class Asking:
    """One request: parts of its path, parameters, and a body; bytes in a form are a file.
    ``shows``: somebody who may see the work finds a marker in the answer."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: MultiDict = field(default_factory=MultiDict)
    form: Mapping[str, object] | None = None
    json: object = None
    shows: bool = True

    def names(self, work):
        """Whether the request itself has the id of a work, beside the path's own."""
        return work in repr((self.path, list(self.query.items(multi=True)), self.form, self.json))

    def of(self, work, other):
        """The same request with another id in place of a work's."""

        def renamed(value):
            if isinstance(value, bytes):
                return value.replace(work.encode(), other.encode())
            return value.replace(work, other) if isinstance(value, str) else value

        pairs = [(name, renamed(one)) for name, one in self.query.items(multi=True)]
        form = self.form and {name: renamed(one) for name, one in self.form.items()}
        sent = self.json and {name: renamed(one) for name, one in self.json.items()}
        path = {name: renamed(one) for name, one in self.path.items()}
        return replace(self, path=path, query=MultiDict(pairs), form=form, json=sent)


def get(*, shows=True, path=(), **query):
    """A request for parameters; a trailing ``_`` is taken off a name that Python keeps."""
    pairs = MultiDict()
    for name, value in query.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs.setlist(name.rstrip("_"), [str(one) for one in values])
    return Asking(path=dict(path), query=pairs, shows=shows)


def post(*, shows=True, path=(), json=None, **form):
    """A request with a form, or with JSON."""
    sent = None if json is not None else {name.rstrip("_"): one for name, one in form.items()}
    return Asking(path=dict(path), form=sent, json=json, shows=shows)


def bare(_work, _made):
    """The address alone, which shows nothing of any work."""
    return [get(shows=False)]


def the_address(_work, _made):
    """The address alone, which has the work in its path."""
    return [get()]


def searches(work, _made, **more):
    """Every way to search that would find the work."""
    return [
        get(q=WORDS["en"], size=50, **more),
        get(q=SENTENCE, mode="semantic", size=50, **more),
        get(q=WORDS["zh"], sort="date", size=50, **more),
        get(q=WORDS["km"], group="none", size=50, expand=0, **more),
        get(q=WORDS["en"], year="1998..1999", **more),
        get(work=work, **more),
        get(q=WORDS["en"], work=work, **more),
    ]


def downloads(work, made):
    """Every format of a whole result."""
    asked = (get(work=work), get(q=SENTENCE, mode="semantic"), get(q=WORDS["en"]))
    return [
        *(replace(one, path={"format_name": "csv"}) for one in asked),
        *(replace(asked[-1], path={"format_name": name}) for name in ("xlsx", "jsonl", "docx")),
    ]


def batch(work, *, body=False):
    """A file of queries."""
    lines = ["query,work", f"{WORDS['en']},", f"{WORDS['zh']},", f"{WORDS['km']},{work}"]
    asked = [post(queries="\n".join(lines).encode(), format="csv")]
    return (
        asked if not body else [replace(one, query=MultiDict({"format": "jsonl"})) for one in asked]
    )


def compared(work, _made):
    """The work beside itself and beside one that all may see."""
    own = f"{work}/en/{EID}"
    return [
        get(path={"a": own, "b": f"{work}/zh/{EID}"}),
        get(path={"a": own, "b": PUBLIC_ADDRESS}),
        get(path={"a": PUBLIC_ADDRESS, "b": own}),
    ]


def as_query(asked):
    """The same with what is in the path as parameters."""
    return [get(**one.path, shows=one.shows) for one in asked]


def concordances(work, _made):
    """Every way to a line of the work."""
    return [
        get(q=WORDS["en"], lang="en", to="zh", size=200),
        get(q=WORDS["zh"], lang="zh", to="en", size=200),
        get(q=WORDS["km"], lang="km", to="en", size=200),
        get(q=WORDS["en"], lang="en", to="km", work=work, size=200),
    ]


def matches(work, _made):
    """A sentence that is nearly one of the work's."""
    return [get(text=SENTENCE, threshold=30, size=50), get(text=SENTENCE, threshold=30, work=work)]


def sent(asked):
    """The same as a form."""
    return [Asking(path=one.path, form=one.query.to_dict(), shows=one.shows) for one in asked]


def exported(work, _made):
    """Versions of the work side by side, as files."""
    return [get(path={"format_name": name}) for name in ("tmx", "xliff", "docx", "xlsx", "csv")]


def corrected(work, made):
    """A correction of the work: the row is known to who has seen it."""
    return [post(action="confirm", bead=made["bead"][work], shows=False)]


def paired(work, _made):
    """What is counted of pairs of languages in the whole collection."""
    return [get(from_=a, to=b, size=1_000) for a, b in (("en", "zh"), ("zh", "en"), ("en", "km"))]


def few(asked):
    """The same of which nothing is certain to be shown: it is counted, and few works may not do."""
    return [replace(one, shows=False) for one in asked]


def of_saved(*asked):
    """Requests for a saved query of who sees everything, which is shared with all who ask, and for
    one of the reader, which everybody finds the same in: nothing hidden."""

    def walk(_work, made):
        return [
            replace(one, path={**one.path, "saved": made[name]}, shows=one.shows and name == "wide")
            for name in ("wide", "narrow")
            for one in asked
        ]

    return walk


def nobodys(*asked):
    """Requests for a saved query that there is not: those that would take away one there is."""
    return lambda _work, _made: [
        replace(one, path={**one.path, "saved": "0" * 32}, shows=False) for one in asked
    ]


def beside_similar(_work, made):
    """What is similar to a provision of the work, and to one that all may see."""
    public = PUBLIC_ADDRESS.split("/")[0]
    return [get(), get(path={"work": public, "eid": EID}), get(path={"work": public}, size=50)]


def citations(_work, _made):
    """Every format of a citation."""
    return [get(path={"format_name": name}) for name in ("text", "bibtex", "ris", "csl")]


Walker = Callable[[str, Mapping[str, object]], list[Asking]]


def of_accounts(*asked):
    """Requests for the account of the reader, a group that there is not, and nobody's tokens and
    sessions: nothing of works is in any of them, whoever asks."""
    named = {"account": READER, "group": "0" * 32, "token": "0" * 16, "session": "0" * 64}
    return lambda _work, _made: [
        replace(one, path={**named, **one.path}, shows=False) for one in asked
    ]


WALK: dict[str, Walker] = {
    "account_api.account": of_accounts(get()),
    "account_api.change_password:POST": of_accounts(
        post(json={}), post(json={"old": "wrong", "password": "引渡条约 extradition"})
    ),
    "account_api.end_session:DELETE": of_accounts(get()),
    "account_api.end_sessions:DELETE": of_accounts(get()),
    "account_api.make_token:POST": of_accounts(
        post(json={}), post(json={"name": "walk", "scopes": ["read"], "days": 1})
    ),
    "account_api.revoke_token:DELETE": of_accounts(get()),
    "account_api.sessions": of_accounts(get()),
    "account_api.tokens": of_accounts(get()),
    "accounts_api.add:POST": of_accounts(post(json={}), post(json={"name": "Reader"})),
    "accounts_api.add_group:POST": of_accounts(post(json={}), post(json={"name": GROUP})),
    "accounts_api.change:PATCH": of_accounts(post(json={}), post(json={"groups": ["none"]})),
    "accounts_api.group": of_accounts(get()),
    "accounts_api.groups": of_accounts(get()),
    "accounts_api.join:PUT": of_accounts(get()),
    "accounts_api.leave:DELETE": of_accounts(get()),
    "accounts_api.listing": of_accounts(get()),
    "accounts_api.make_link:POST": of_accounts(replace(post(), form=None)),
    "accounts_api.one": of_accounts(get()),
    "accounts_api.remove:DELETE": of_accounts(get(), get(path={"account": "0" * 32}, name="x")),
    "accounts_api.remove_group:DELETE": of_accounts(get()),
    "access.page": lambda work, made: [get(), get(work=work)],
    "access.works": bare,
    "access.change:POST": lambda work, made: [post(work=work, access="restricted", shows=False)],
    "access.change_json:POST": lambda work, made: [
        post(json={"work": work, "access": "restricted"}, shows=False)
    ],
    "api.openapi": bare,
    "citing.download": citations,
    "citing.download_of_work": citations,
    "citing.evidence": lambda work, made: [get(lang="en")],
    "citing.evidence_for_programs": lambda work, made: [get(), get(format="pdf")],
    "citing.of_provision": lambda work, made: [get(), get(format="ris")],
    "citing.of_work": lambda work, made: [get(), get(format="bibtex", version="zh")],
    "citing.page": lambda work, made: [get(shows=False)],
    "feeds.feed": lambda work, made: [get(path={"token": made["feed"]}, shows=False)],
    "notices.ask_to_stop": lambda work, made: [get(path={"token": "n" * 43}, shows=False)],
    "notices.stop:POST": lambda work, made: [post(path={"token": "n" * 43}, shows=False)],
    "notices.page": of_saved(get(shows=False)),
    "notices.notices": of_saved(get(shows=False)),
    "notices.change:POST": of_saved(post(shows=False)),
    "notices.change_for_programs:PATCH": of_saved(post(json={}, shows=False)),
    "notices.test:POST": of_saved(post(shows=False)),
    "notices.test_for_programs:POST": of_saved(post(json={"channel": "webhook"}, shows=False)),
    "saved.page": lambda work, made: [get(shows=False), get(sort="new", shows=False)],
    "saved.new": lambda work, made: [get(q=WORDS["en"], shows=False), get(work=work, shows=False)],
    "saved.add:POST": lambda work, made: [post(name="again", q=WORDS["en"], shows=False)],
    "saved.show": of_saved(get(shows=False)),
    "saved.run:POST": of_saved(post(shows=False)),
    "saved.edit": of_saved(get(shows=False)),
    "saved.change:POST": of_saved(post(name="", shows=False)),
    "saved.change_query:POST": of_saved(post(q=WORDS["en"], shows=False)),
    "saved.as_search": of_saved(get(shows=False)),
    "saved.delete:POST": nobodys(post()),
    "saved.set_feed:POST": nobodys(post()),
    "saved_api.saved_queries": lambda work, made: [get(shows=False)],
    "saved_api.add:POST": lambda work, made: [post(json={}, shows=False)],
    "saved_api.saved_query": of_saved(get(shows=False)),
    "saved_api.change:PATCH": of_saved(post(json={"note": "walk"}, shows=False)),
    "saved_api.delete:DELETE": nobodys(get()),
    "saved_api.runs": of_saved(get(shows=False)),
    "saved_api.run:POST": of_saved(replace(post(shows=False), form=None)),
    "saved_api.report": of_saved(get(path={"run": "1"})),
    "saved_api.hits": of_saved(get(path={"run": "1"})),
    "saved_api.estimated": lambda work, made: [
        get(q=WORDS["en"], shows=False),
        get(work=work, shows=False),
    ],
    "saved_runs.choose": of_saved(get(run="1", shows=False)),
    "saved_runs.report": of_saved(
        get(path={"run": "1"}),
        get(path={"run": "1"}, part="hits"),
        get(path={"run": "1"}, against=0),
    ),
    "saved_runs.time_plot": of_saved(get(shows=False)),
    "saved_runs.years_plot": of_saved(get(shows=False)),
    "saved_runs.time_plot_for_programs": of_saved(get(shows=False)),
    "saved_runs.years_plot_for_programs": of_saved(get(shows=False)),
    "saved_feed_api.feed": of_saved(get(shows=False)),
    "saved_feed_api.make:POST": nobodys(replace(post(), form=None)),
    "saved_feed_api.remove:DELETE": nobodys(get()),
    "similar.page": beside_similar,
    "similar.provisions": beside_similar,
    "api.provision": the_address,
    "api.search": searches,
    "api.work": the_address,
    "api.works": lambda work, made: [get(size=50), get(year="1998..1999"), get(party="quaggaland")],
    "audit.page": lambda work, made: [get(shows=False), get(text=work, shows=False)],
    "audit.export": bare,
    "audit.head": bare,
    "audit.verification": bare,
    "audit.entries": lambda work, made: [get(shows=False), get(text=work, shows=False)],
    "compare.choose": lambda work, made: [
        *few(as_query(compared(work, made))),
        get(a=f"{work}/en/{EID}"),
        get(a=PUBLIC_ADDRESS),
    ],
    "compare.comparison": lambda work, made: as_query(compared(work, made)),
    "compare.page": compared,
    "concordance.export": lambda work, made: concordances(work, made),
    "concordance.lines": concordances,
    "concordance.page": concordances,
    "clauses.correct:POST": lambda work, made: [post(action="set", main="costs", shows=False)],
    "clauses.correct_json:POST": lambda work, made: [
        post(json={"clauses": ["costs"]}, shows=False)
    ],
    "clauses.page": bare,
    "clauses.provision": the_address,
    "clauses.provision_json": lambda work, made: [get(shows=False)],
    "clauses.types": bare,
    "corrections.correct:POST": corrected,
    "corrections.correct_json:POST": corrected,
    "corrections.history": the_address,
    "corrections.history_json": the_address,
    "exchange.export": exported,
    "health.healthz": bare,
    "health.readyz": bare,
    "match.matches": matches,
    "match.matches_of_long_text:POST": lambda work, made: sent(matches(work, made)),
    "match.page": matches,
    "match.page_of_long_text:POST": lambda work, made: few(sent(matches(work, made))),
    "pages.home": lambda work, made: [get(shows=False), *searches(work, made)],
    "pages.language": bare,
    "pages.language:POST": lambda work, made: [post(lang="km", shows=False)],
    "pages.provision": lambda work, made: [
        get(beside="all"),
        get(q=WORDS["en"]),
        get(path={"eid": "chp_1__art_2"}, beside="none"),
    ],
    "pages.search": searches,
    "pages.work": lambda work, made: [get(), get(lang="km"), get(lang="zh")],
    "pages.works": lambda work, made: [get(), get(type="treaty"), get(party="quaggaland")],
    "parallel.choose": lambda work, made: [get(shows=False)],
    "parallel.page": lambda work, made: [get(), get(edit=1), get(path={"languages": "zh-en-km"})],
    "parallel.rows": the_address,
    "results.batch_form": bare,
    "results.batch:POST": lambda work, made: batch(work),
    "results.batch_for_programs:POST": lambda work, made: batch(work, body=True),
    "results.export": downloads,
    "results.export_for_programs": downloads,
    "term_reports.candidates": lambda work, made: few(paired(work, made)),
    "term_reports.candidates_as_json": lambda work, made: few(paired(work, made)),
    "term_reports.export_candidates": lambda work, made: few(paired(work, made)),
    "term_reports.export_inconsistencies": lambda work, made: few(paired(work, made)),
    "term_reports.inconsistencies": lambda work, made: few(paired(work, made)),
    "term_reports.inconsistencies_json": lambda work, made: few(paired(work, made)),
    "terms.concept": lambda work, made: [get(path={"concept": made["concept"]}, shows=False)],
    "terms.export": lambda work, made: [
        get(path={"format_name": name}, q="extradition", shows=False)
        for name in ("tbx", "tsv", "csv")
    ],
    "terms.page": lambda work, made: [get(q="extradition", shows=False)],
    "terms.term": lambda work, made: [get(path={"concept": made["concept"]}, shows=False)],
    "terms.terms": lambda work, made: [get(q="extradition", shows=False)],
}

#: Routes that have nothing to do with works, by the beginning of their endpoints, and why.
APART: Mapping[str, str] = {
    "static": "files of the program",
    "sign_in.": "logging in and out",
    "account.": "one's own password, sessions and tokens",
    "accounts.": "the accounts, for admins",
}

#: What is in a path unless a request says otherwise.
USUAL = {"language": "en", "languages": "en-zh", "eid": EID}


# --------------------------------------------------------------------------- made beforehand


def _beads(client):
    """A correction of each hidden work; the row of it, as its page has it."""
    beads = {}
    for work in HIDDEN:
        address = f"/api/v1/works/{work}/parallel/en-zh"
        rows = client.get(address).get_json()["rows"]
        bead = next(row["bead"] for row in rows if WORD["en"] in str(row["cells"]))
        made = client.post(f"{address}/corrections", data={"action": "confirm", "bead": bead})
        assert made.status_code == 200, made.get_data(as_text=True)
        beads[work] = bead
    return beads


def _concept(client):
    return client.get("/api/v1/terms?q=extradition").get_json()["concepts"][0]["concept"]


def _saved(client, identity, **more):
    """A saved query of somebody, shared with all who ask, and run once with what they may see."""
    site = client.application
    query = QueryModel(text=WORDS["en"], filters={}, group="provision")
    store = SavedStore(site.extensions["database"])
    saved = store.add(identity, "walk", query, shared_with=GROUP)
    if more:
        store.change(saved.id, identity, Change(**more))
    made = client.post(f"/api/v1/saved/{saved.id}/runs")
    assert made.status_code == 201, made.get_data(as_text=True)
    return saved.id


def _wide(client):
    return _saved(client, replace(owner("sok"), groups=frozenset({GROUP})))


def _narrow(client):
    reader = Identity(account=READER, name="Reader", role="reader", groups=frozenset({GROUP}))
    return _saved(client, reader, feed_token=_FEED)


#: The secret of the feed of the reader's query.
_FEED = "f" * 43

#: By name in ``made``: a function of a client of who sees everything.
MAKERS: dict[str, Callable[[object], object]] = {
    "bead": _beads,
    "concept": _concept,
    "wide": _wide,
    "narrow": _narrow,
    "feed": lambda client: _FEED,
}
