"""A provision or a work → the line by which it is cited, in any language of the interface.

Only what is known of the instrument is in it; what is not known leaves no gap. No Flask.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analyzers.normalize import fold_text
from indexer.models import GROUPING, Metadata, Party, Provision
from search_app.citing.patterns import Patterns, first_known, patterns
from search_app.citing.provision_names import provision_name
from search_app.work_tree import Place, VersionRecord, WorkView

#: Parties named beside a title that does not name them; of a convention of many, none is.
MOST_PARTIES = 3
#: Parts of a date by how many of them are known.
_PRECISIONS = ("year", "month", "day")


@dataclass(frozen=True, kw_only=True)
class Cited:
    """What is cited: a version of a work, ``place`` within it, None for the whole. ``file`` is the
    name of its file, ``address`` where it is read, "" where that is not known."""

    view: WorkView
    version: VersionRecord
    place: Place | None
    file: str
    address: str

    def sibling(self, tag: str) -> VersionRecord | None:
        """The version in the language and script ``tag``, whose title and numbers are used."""
        if self.version.tag == tag:
            return self.version
        return next((one for one in self.view.versions if one.tag == tag), None)

    def metadata(self, tag: str) -> Metadata:
        """What is known of the instrument, as the version in ``tag`` says it where there is one."""
        return (self.sibling(tag) or self.version).expression.metadata

    def title(self, tag: str) -> tuple[str, str]:
        """Its title in ``tag``, else in another script of that language, else the version's own;
        with the tag of its language, "" where it is only the work's id."""
        code = tag.partition("-")[0]
        near = [one for one in self.view.versions if one.expression.language == code]
        for version in (self.sibling(tag), *near, self.version):
            if version and version.expression.metadata.title:
                return version.expression.metadata.title, version.tag
        return self.view.id, ""


def cited_provision(place: Place, file: str, address: str) -> Cited:
    """A provision to be cited."""
    return Cited(view=place.view, version=place.version, place=place, file=file, address=address)


def citation(cited: Cited, tag: str = "") -> str:
    """The citation in the language ``tag``, one of ``patterns()``; in the version's own without."""
    tag = tag or cited.version.tag
    own = patterns()[tag]
    line = {
        "legal": legal_citation(cited, tag),
        "file": cited.file,
        "sha256": str(cited.version.source.get("sha256", "")),
        "address": cited.address,
    }
    return first_known(own.line, line)


def legal_citation(cited: Cited, tag: str) -> str:
    """The citation without the file and the address."""
    own = patterns()[tag]
    title, _ = cited.title(tag)
    values = {
        "parties": own.parties_between.join(_parties_beside(title, cited, tag)),
        "done": done(cited, tag),
        "version": _version(cited, tag),
        "provision": pinpoint(cited, tag),
        "page": page(cited, tag),
    }
    values["title"] = first_known(own.title, {**values, "title": title})
    return own.between.join(filter(None, (first_known([part], values) for part in own.legal)))


def pinpoint(cited: Cited, tag: str) -> str:
    """How the provision is named, as the version in ``tag`` prints its numbers, else as that
    language writes them; "" for a whole work."""
    if cited.place is None:
        return ""
    sibling = cited.sibling(tag)
    there = sibling and cited.view.place(sibling, cited.place.provision.eid)
    return provision_name(
        _cited_path(there or cited.place), patterns()[tag], printed=there is not None
    )


def page(cited: Cited, tag: str) -> str:
    """The page it begins on, as a citation names it; "" where the file has none."""
    own = patterns()[tag]
    if cited.place is None:
        return ""
    number = cited.place.provision.page or cited.place.unit.page
    return own.page.format(page=_digits(str(number), own)) if number else ""


def event_of(metadata: Metadata) -> str:
    """``signed``, ``adopted`` or ""."""
    if metadata.status == "adopted" or metadata.type in {"joint_statement", "declaration"}:
        return "adopted"
    return "signed" if metadata.type == "treaty" else ""


def done(cited: Cited, tag: str) -> str:
    """When and where it was signed or adopted; "" where neither is known."""
    own = patterns()[tag]
    metadata = cited.metadata(tag)
    day = written_day(metadata.signed, own)
    inside = bool(own.own_script and re.match(f"[{own.own_script}]", metadata.place))
    values = {
        "place": metadata.place,
        "day": day,
        "when": own.when[_precision(metadata.signed)].format(day=day) if day else "",
        "gap": "" if inside else own.gap,
    }
    ways = {"signed": own.signed, "adopted": own.adopted}
    return first_known(ways.get(event_of(metadata), own.dated), values)


def written_day(iso: str, own: Patterns) -> str:
    """A date, or the year or month of one, as a language writes it; what is no date as it is."""
    when = date_of(iso)
    if when is None:
        return iso
    values = {
        "d": _digits(str(when.day), own),
        "month": own.date["months"][when.month - 1],
        "y": _digits(str(when.year), own),
    }
    pattern: str = own.date[_precision(iso)]
    return pattern.format_map(values)


def date_of(iso: str) -> date | None:
    """The first day of a date, month or year, None for anything else."""
    try:
        return date.fromisoformat(iso + "-01-01"[len(iso) - len("2011") :])
    except ValueError:
        return None


def _precision(iso: str) -> str:
    return _PRECISIONS[min(iso.count("-"), 2)]


def _digits(number: str, own: Patterns) -> str:
    return number.translate(str.maketrans("0123456789", own.digits))


def _version(cited: Cited, tag: str) -> str:
    """The version that is cited, where the citation is in another language."""
    own, code = patterns()[tag], cited.version.expression.language
    if tag.partition("-")[0] == code:
        return ""
    return own.version.format(language=own.languages[code])


def _parties_beside(title: str, cited: Cited, tag: str) -> list[str]:
    """The parties to name beside a title, none where it names those that its language can name."""
    parties = cited.view.summary.parties
    if len(parties) > MOST_PARTIES:
        return []
    language = tag.partition("-")[0]
    own = [party.names[language] for party in parties if party.names.get(language)]
    folded = fold_text(title)
    if own and all(fold_text(name) in folded for name in own):
        return []
    return party_names(parties, tag)


def party_names(parties: Sequence[Party], tag: str) -> list[str]:
    """The names of parties in a language, else in any."""
    language = tag.partition("-")[0]
    return [_party_name(party.names, language, party.key) for party in parties]


def _party_name(names: Mapping[str, str], language: str, key: str) -> str:
    return names.get(language) or next(iter(names.values()), key)


def _cited_path(place: Place) -> list[Provision]:
    """What leads to the provision, from what is cited whole on. Articles count through a whole
    instrument, paragraphs of a statement may begin again in each section."""
    unit = place.unit
    path = list(place.path[place.path.index(unit) :])
    above = list(place.path[: place.path.index(unit)])
    if unit.kind == "art":
        return [node for node in above if node.kind not in GROUPING] + path
    same = [
        node
        for node in place.version.expression.citable()
        if (node.kind, node.num) == (unit.kind, unit.num)
    ]
    return [node for node in above if node.kind not in GROUPING or len(same) > 1] + path
