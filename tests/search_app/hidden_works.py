"""A site with two works that not everybody may see: one indexed as restricted, one that an admin
closed. What only they hold is ``MARKERS``; they share other words with works that all may see."""

import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from html import unescape

from sqlalchemy import update

from indexer.engine import open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.access import RESTRICTED
from search_app.access_rules import AccessRules
from search_app.accounts.store import AccountStore
from search_app.accounts.tables import AccountRow
from search_app.identity import NOBODY, SCOPES, Identity, owner
from tests.search_app.instruments import (
    TREATY_EN,
    TREATY_KM,
    TREATY_TABLE,
    TREATY_ZH,
    open_instruments,
    write_instruments,
)

#: The works that are hidden, one as it was indexed, one by rule; and an id that no work has.
INDEXED, RULED = "eastland-hidden-1998", "eastland-closed-1999"
HIDDEN = (INDEXED, RULED)
ABSENT = "eastland-absent-1997"
#: A word of each language that stands in the hidden works alone, in every article, title and note.
WORD = {"en": "quagga", "zh": "斑驴", "km": "ក្វាហ្គា"}
#: What every answer is searched for. Those of files are added when they are written.
MARKERS = {*WORD.values(), "Quagga", "QUAGGA", "quaggaland"}


def write_hidden(folder):
    """Write the hidden works, each with its marker wherever a work can have one; the hashes of
    their files."""
    hashes = set()
    for work, year in ((INDEXED, "1998"), (RULED, "1999")):
        (folder / work).mkdir()
        label = f'access = "{RESTRICTED}"\n' if work == INDEXED else ""
        table = label + (
            TREATY_TABLE.replace("2011-03-04", f"{year}-03-04")
            .replace('key = "northland"', 'key = "quaggaland"')
            .replace("Northland", "Quaggaland")
            .replace("北国", "斑驴国")
            .replace("ប្រទេសជើង", "ប្រទេសក្វាហ្គា")
            .replace("Harbour City", "Quagga City")
            .replace("Specimen text.", "Quagga text.")
        )
        texts = {
            "en": TREATY_EN.replace("Northland", f"Quaggaland {year}").replace(
                ".\n", f" of a quagga {year}.\n"
            ),
            "zh": TREATY_ZH.replace("北国", f"斑驴国{year}").replace("。", f"的斑驴{year}。"),
            "km": TREATY_KM.replace("ប្រទេសជើង", f"ប្រទេសក្វាហ្គា{year}").replace(
                "។", f" ក្វាហ្គា{year}។"
            ),
        }
        (folder / work / "work.toml").write_text(table, encoding="utf-8")
        for language, text in texts.items():
            (folder / work / f"{language}.txt").write_text(text, encoding="utf-8")
            hashes.add(sha256(text.encode()).hexdigest())
    return hashes


def index_hidden(folder, encoder):
    """Index the hidden works and the two that all may see; a searcher on everything."""
    sources, index = folder / "sources", folder / "index"
    sources.mkdir()
    write_instruments(sources)
    MARKERS.update(write_hidden(sources))
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    try:
        report = index_paths([sources], writer, None, encoder, limits=ExtractLimits(), jobs=1)
    finally:
        writer.close()
    assert not report.failed, report.failed
    return open_instruments(index, encoder)


def close_by_rule(database):
    """What an admin does before anybody asks."""
    AccessRules(database).set(RULED, RESTRICTED, "សុខា")
    AccountStore(database).add("Reader")
    with database.writing() as session:
        session.execute(update(AccountRow).values(id=READER))


# --------------------------------------------------------------------------- who asks

#: The id of the account of the reader, which the database has, and the group that all are in.
READER, GROUP = "4ead" * 8, "office"


def everybody(rules):
    """Everybody who may ask, by what they are, those who see most first: what is kept of an answer
    to one of them must not be given to the next."""
    reader = Identity(
        account=READER,
        name="Reader",
        role="reader",
        groups=frozenset({GROUP}),
        opened=rules.opened,
        closed=rules.closed,
    )
    trusted = replace(reader, account="r2", name="Trusted", restricted=True)
    editor = replace(reader, account="e1", name="Editor", role="editor")
    trusted_editor = replace(editor, account="e2", name="Trusted editor", restricted=True)
    admin = replace(reader, account="a1", name="Admin", role="admin")
    people = {
        "without accounts": owner("sok"),
        "admin": admin,
        "trusted editor": trusted_editor,
        "trusted reader": trusted,
        "editor": editor,
        "reader": reader,
        "nobody": NOBODY,
    }
    tokens = {
        f"{name}'s token for {scope}": replace(people[name], scopes=frozenset({scope}))
        for name, scopes in (("admin", SCOPES), ("editor", ("edit",)), ("trusted reader", SCOPES))
        for scope in scopes
    }
    return people | tokens


def sees_hidden(asker):
    """Whether somebody may see restricted works."""
    labels = asker.access.labels
    return labels is None or RESTRICTED in labels


# --------------------------------------------------------------------------- what is answered


def said(answer):
    """Everything that an answer says, headers included, as text: what is packed in it unpacked."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return headers + "\n\n" + unescape(_text(answer.get_data()))


def _text(body):
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(_text(packed.read(name)) for name in sorted(packed.namelist()))
    if body.startswith(b"%PDF"):
        from pypdfium2 import PdfDocument

        with PdfDocument(body) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
            return "\n".join([*pages, str(document.get_metadata_dict())])
    return body.decode("utf-8", "replace")


def marked(text):
    """The markers that a text has, however it writes them."""
    written = text.casefold()
    escaped = {one: one.encode("ascii", "backslashreplace").decode() for one in MARKERS}
    return {one for one, other in escaped.items() if one.casefold() in written or other in written}
