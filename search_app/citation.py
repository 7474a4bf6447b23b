"""A provision → the line by which it is cited, as lawyers write it in the version's language.

Only what is known of the instrument is in it; what is not known leaves no gap. No Flask.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analyzers.normalize import fold_text
from indexer.models import GROUPING, Party, Provision
from search_app.work_tree import Place

#: Parties named beside a title that does not name them; of a convention of many, none is.
MOST_PARTIES = 3

_KHMER_LETTER = re.compile("[\u1780-\u17ff]")
_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_KHMER_MONTHS = (
    "មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា",
    "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ",
)  # fmt: skip
#: What surrounds a number or letter as printed: ``1.``, ``(a)``, ``一、``, ``（一）``, ``១-``.
_AROUND = re.compile(r"^[\s(（\[]+|[\s.．、,:：;)）\]\-–—]+$")


@dataclass(frozen=True, kw_only=True)
class Cited:
    """What a citation is made of, each as the version has it; "" where it is not known.

    ``event`` is ``signed``, ``adopted`` or "". ``day`` is ISO 8601, or the year or month of one.
    ``parties`` are those to name beside the title.
    """

    title: str
    parties: Sequence[str]
    event: str
    place: str
    day: str
    provision: str
    page: str
    file: str
    sha256: str
    address: str


def citation(place: Place, file: str, address: str) -> str:
    """The citation of a provision in its version; ``file`` is its file's name, ``address`` where
    the provision is read."""
    version, metadata = place.version, place.version.expression.metadata
    language = version.expression.language
    title = metadata.title or place.work
    cited = Cited(
        title=title,
        parties=_parties_beside(title, place.view.summary.parties, language),
        event=_event(metadata.type, metadata.status),
        place=metadata.place,
        day=metadata.signed,
        provision=_PROVISIONS[version.tag](_cited_path(place)),
        page=str(place.provision.page or place.unit.page or ""),
        file=file,
        sha256=str(version.source.get("sha256", "")),
        address=address,
    )
    return _LINES[version.tag](cited)


def _event(kind: str, status: str) -> str:
    if status == "adopted" or kind in {"joint_statement", "declaration"}:
        return "adopted"
    return "signed" if kind == "treaty" else ""


def _parties_beside(title: str, parties: Sequence[Party], language: str) -> list[str]:
    """The parties to name beside a title, none where it names those that its language can name."""
    if len(parties) > MOST_PARTIES:
        return []
    own = [party.names[language] for party in parties if party.names.get(language)]
    folded = fold_text(title)
    if all(fold_text(name) in folded for name in own):
        return []
    return [
        party.names.get(language) or next(iter(party.names.values()), party.key)
        for party in parties
    ]


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


def bare_number(num: str) -> str:
    """A number or letter without what is printed around it."""
    return _AROUND.sub("", num)


# --------------------------------------------------------------------------- English

#: ``ARTICLE 7`` is how a heading is printed, ``Article 7`` how it is cited. Roman numerals stay.
_CAPITALS = re.compile(r"^[A-Z]{4,}(?=\s)")


def _english_provision(path: Sequence[Provision]) -> str:
    named = {"preamble": "preamble", "testimonium": "closing clause", "annex": "annex"}
    found: list[str] = []
    for node in path:
        number = bare_number(node.num)
        if node.kind in {"para", "point", "subpoint"} and number:
            if found:
                found[-1] += f"({number})"
            else:
                found.append(f"paragraph {number}")
        elif node.num or node.kind in named:
            found.append(
                _CAPITALS.sub(lambda word: word[0].capitalize(), node.num or named[node.kind])
            )
    return ", ".join(found)


def _english_day(day: str) -> str:
    when = _date(day)
    if when is None or len(day) == len("2011"):
        return day
    month = when.strftime("%B")  # the site never sets the process's locale: English
    if len(day) == len("2011-03"):
        return f"{month} {when.year}"
    return f"{when.day} {month} {when.year}"


def _english(cited: Cited) -> str:
    day = _english_day(cited.day)
    whole = len(cited.day) == len("2011-03-04")
    when = f"{'on' if whole else 'in'} {day}" if cited.event and day else day
    where = f"at {cited.place}" if cited.event and cited.place else cited.place
    between = " " if cited.event else ", "
    done = between.join(part for part in (cited.event, where, when) if part)
    parties = f" ({', '.join(cited.parties)})" if cited.parties else ""
    page = f"p. {cited.page}" if cited.page else ""
    legal = _joined(", ", cited.title + parties, _said(cited, done), cited.provision, page)
    digest = f" (SHA-256: {cited.sha256})" if cited.sha256 else ""
    return f"{legal}. File: {cited.file}{digest}. {cited.address}"


# --------------------------------------------------------------------------- Chinese


@dataclass(frozen=True)
class _Script:
    """The words of a Chinese citation in one of the scripts."""

    ordinal: str = "第"
    paragraph: str = "款"
    passage: str = "段"
    point: str = "项"
    subpoint: str = "目"
    preamble: str = "序言"
    testimonium: str = "结尾条款"
    annex: str = "附件"
    page: str = "页"
    signed_at: str = "签于"
    signed: str = "签署"
    adopted_at: str = "在"
    adopted: str = "通过"
    file: str = "文件"


_HANS = _Script()
_HANT = _Script(
    point="項", testimonium="結尾條款", page="頁", signed_at="簽於", signed="簽署", adopted="通過",
    file="檔案",
)  # fmt: skip


def _chinese_provision(script: _Script) -> Callable[[Sequence[Provision]], str]:
    def provision(path: Sequence[Provision]) -> str:
        found = ""
        for node in path:
            number = bare_number(node.num)
            if node.kind == "para" and number:
                unit = script.paragraph if found else script.passage
                found += f"{script.ordinal}{number}{unit}"
            elif node.kind == "point" and number:
                found += f"{script.ordinal}（{number}）{script.point}"
            elif node.kind == "subpoint" and number:
                found += f"{script.ordinal}{number}{script.subpoint}"
            elif node.kind in GROUPING:
                found += bare_number(node.num)
            else:
                found += "".join(node.num.split()) or str(getattr(script, node.kind, ""))
        return found

    return provision


def _chinese_day(day: str) -> str:
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=False) if part
    )


def _chinese(script: _Script) -> Callable[[Cited], str]:
    def line(cited: Cited) -> str:
        day = _chinese_day(cited.day) if _date(cited.day) else cited.day
        if cited.event == "signed":
            done = f"{day}{script.signed_at}{cited.place}" if cited.place else day + script.signed
        elif cited.event == "adopted":
            at = f"{script.adopted_at}{cited.place}" if cited.place else ""
            done = f"{day}{at}{script.adopted}"
        else:
            done = _joined("，", day, cited.place)
        within = _joined("，", "、".join(cited.parties), _said(cited, done))
        title = f"《{cited.title}》" + (f"（{within}）" if within else "")
        page = f"{script.ordinal}{cited.page}{script.page}" if cited.page else ""
        legal = _joined("，", title, cited.provision, page)
        digest = f"，SHA-256：{cited.sha256}" if cited.sha256 else ""
        return f"{legal}。{script.file}：{cited.file}{digest}。{cited.address}"

    return line


# --------------------------------------------------------------------------- Khmer


def _khmer_provision(path: Sequence[Provision]) -> str:
    named = {"preamble": "បុព្វកថា", "testimonium": "ឃ្លាបញ្ចប់", "annex": "ឧបសម្ព័ន្ធ"}
    found: list[str] = []
    for node in path:
        number = bare_number(node.num).translate(_KHMER_DIGITS)
        if node.kind == "para" and number:
            found.append(f"កថាខណ្ឌទី{number}")
        elif node.kind in {"point", "subpoint"} and number:
            found.append(f"ចំណុច {number}")
        elif node.num or node.kind in named:
            found.append(node.num or named[node.kind])
    return " ".join(found)


def _khmer_day(day: str) -> str:
    when = _date(day)
    if when is None:
        return day
    parts = (f"ថ្ងៃទី{when.day}", f"ខែ{_KHMER_MONTHS[when.month - 1]}", f"ឆ្នាំ{when.year}")
    known = day.count("-") + 1
    return " ".join(parts[len(parts) - known :]).translate(_KHMER_DIGITS)


def _khmer(cited: Cited) -> str:
    event = {"signed": "ចុះហត្ថលេខា", "adopted": "អនុម័ត"}.get(cited.event, "")
    at = "នៅ" if _KHMER_LETTER.match(cited.place) else "នៅ "  # a space before other scripts alone
    where = (at if event else "") + cited.place if cited.place else ""
    done = _joined(" ", event + where, _khmer_day(cited.day))
    parties = f" ({', '.join(cited.parties)})" if cited.parties else ""
    page = f"ទំព័រ {cited.page}".translate(_KHMER_DIGITS) if cited.page else ""
    legal = _joined(", ", cited.title + parties, _said(cited, done), cited.provision, page)
    digest = f" (SHA-256៖ {cited.sha256})" if cited.sha256 else ""
    return f"{legal}។ ឯកសារ៖ {cited.file}{digest}។ {cited.address}"


# --------------------------------------------------------------------------- both


def _said(cited: Cited, done: str) -> str:
    """When and where; nothing where neither is known, since the event alone says nothing."""
    return done if cited.day or cited.place else ""


def _joined(mark: str, *parts: str) -> str:
    return mark.join(part for part in parts if part)


def _date(day: str) -> date | None:
    """The first day of a date, month or year, None for anything else."""
    try:
        return date.fromisoformat(day + "-01-01"[len(day) - len("2011") :])
    except ValueError:
        return None


_PROVISIONS: Mapping[str, Callable[[Sequence[Provision]], str]] = {
    "en": _english_provision,
    "zh-Hans": _chinese_provision(_HANS),
    "zh-Hant": _chinese_provision(_HANT),
    "km": _khmer_provision,
}
_LINES: Mapping[str, Callable[[Cited], str]] = {
    "en": _english,
    "zh-Hans": _chinese(_HANS),
    "zh-Hant": _chinese(_HANT),
    "km": _khmer,
}
