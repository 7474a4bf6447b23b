"""What a provision is about: text, heading and kind in one or several languages → labels.

A provision has one main subject, or ``other``, and may deal with further ones. Its versions are
judged together, so that its labels are the same in every language. By rules alone: words of
headings and sentences in each language, and names of concepts of the termbase. Each label comes
with a confidence and with what spoke for it. How well this works is in docs/clauses.md.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzers.clause_types_list import OTHER
from analyzers.clause_types_table import Pattern, Rules, rules, sentences_of

#: Kinds of provisions that are of one type by being one.
KINDS = {"preamble": "preamble", "testimonium": "final-clauses"}
#: The reason for it, where a provision's kind says it.
BY_KIND = "kind"
#: Characters of a text that are read: what a provision is about is said by then.
MOST = 20_000
#: Reasons kept for a label, the weightiest first.
REASONS = 5


@dataclass(frozen=True, kw_only=True)
class Version:
    """A provision in one language. ``text`` is without the heading; ``context`` is the heading of
    what it is a part of, where it is judged alone, and counts less than a heading."""

    language: str
    text: str
    heading: str = ""
    kind: str = ""
    context: str = ""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that speaks for a label. ``place``: heading, text, or ``kind`` for what the
    provision is; ``found``: the words, folded; ``concept``: the termbase's concept that they name,
    or ""; ``weight``: how much it counts."""

    language: str
    place: str
    found: str
    concept: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class ClauseLabel:
    """A subject of a provision. ``confidence`` is 0..1: about as often it is right."""

    clause: str
    confidence: float
    reasons: Sequence[Reason]


def label(versions: Iterable[Version]) -> tuple[ClauseLabel, ...]:
    """The labels of a provision, the main one first, the rest by confidence. Never empty: what is
    about nothing known is ``other``."""
    table = rules()
    judged = [_Judged(version, table) for version in versions]
    strengths = _together([one.strengths for one in judged], table)
    further = _together([one.texts for one in judged], table)
    ranked = sorted(strengths, key=lambda clause: -strengths[clause])
    least = table.weights["least"]
    main = ranked[0] if ranked and strengths[ranked[0]] >= least["main"] else OTHER
    found = [_main(main, ranked, strengths, table)]
    found += [
        _label(clause, _confidence(further[clause], table.weights["confidence"]["further"]))
        for clause in sorted(further, key=lambda clause: -further[clause])
        if further[clause] >= least["further"]
        and _goes_with(main, clause, table)
        and any(one.says(clause, table.types[clause].sentences) for one in judged)
    ]
    return tuple(_with_reasons(one, judged) for one in found)


def _goes_with(main: str, clause: str, table: Rules) -> bool:
    """Whether a type can be a further label of what has another for its main one."""
    kind = table.types[main]
    whole = kind.whole or table.types[clause].whole
    return not whole and clause not in {main, OTHER, *kind.covers} and main != OTHER


class _Judged:
    """One version with what speaks in it for each type."""

    def __init__(self, version: Version, table: Rules) -> None:
        self.version = version
        self.weights = table.weights
        self.reasons: dict[str, list[Reason]] = {}
        self.lines: dict[str, set[int]] = {}
        self.headings = self._headings(table, version.heading, 1.0)
        beside = self.weights["beside_heading"] if self.headings else 1.0
        if version.context:
            for clause, weight in self._headings(
                table, version.context, self.weights["context"]
            ).items():
                self.headings[clause] = max(self.headings.get(clause, 0.0), weight)
        self.texts = self._texts(table)
        self.strengths = dict(self.headings)
        for clause, weight in self.texts.items():
            self.strengths[clause] = self.strengths.get(clause, 0.0) + beside * weight
        own = KINDS.get(version.kind)
        if own:
            self.strengths[own] = self.strengths.get(own, 0.0) + self.weights["kind"]
            self._because(own, BY_KIND, version.kind, None, self.weights["kind"])

    def says(self, clause: str, sentences: int) -> bool:
        """Whether a heading, or as many sentences, speak for a type: one may only mention it."""
        return clause in self.headings or len(self.lines.get(clause, ())) >= sentences

    def _because(
        self, clause: str, place: str, found: str, pattern: Pattern | None, weight: float
    ) -> None:
        self.reasons.setdefault(clause, []).append(
            Reason(
                language=self.version.language,
                place=place,
                found=found,
                concept=pattern.concept if pattern else "",
                weight=round(weight, 3),
            )
        )

    def _headings(self, table: Rules, heading: str, share: float) -> dict[str, float]:
        """The weightiest thing a heading says for each type; what it names first counts in full."""
        text = sentences_of(heading, self.version.language).replace("\n", " ")
        best: dict[str, tuple[float, int]] = {}
        for pattern in table.patterns.get(("heading", self.version.language), ()):
            match = pattern.regex.search(text)
            if match is None:
                continue
            weight, at = best.get(pattern.clause, (0.0, match.start()))
            best[pattern.clause] = max(weight, pattern.weight), min(at, match.start())
            self._because(pattern.clause, "heading", match[0], pattern, share * pattern.weight)
        first = min((at for _, at in best.values()), default=0)
        later = self.weights["later_in_heading"]
        return {
            clause: share * weight * (1.0 if at == first else later)
            for clause, (weight, at) in best.items()
        }

    def _texts(self, table: Rules) -> dict[str, float]:
        """What the sentences say for each type, each pattern by how many of them it is found in."""
        text = sentences_of(self.version.text[:MOST], self.version.language)
        first = text.find("\n") % (len(text) + 1)
        alone = not self.headings
        sums: dict[str, float] = {}
        for pattern in table.patterns.get(("text", self.version.language), ()):
            matches = list(pattern.regex.finditer(text))
            if not matches:
                continue
            lines = {text.count("\n", 0, match.start()) for match in matches}
            self.lines.setdefault(pattern.clause, set()).update(lines)
            weight = pattern.weight * (1 + self.weights["repeated"] * math.log2(len(lines)))
            if alone and matches[0].start() < first:
                weight += self.weights["opening"] * pattern.weight
            sums[pattern.clause] = sums.get(pattern.clause, 0.0) + weight
            self._because(pattern.clause, "text", matches[0][0], pattern, weight)
        cap = self.weights["text_cap"]
        return {clause: cap * (1 - math.exp(-total / cap)) for clause, total in sums.items()}


def _together(versions: Sequence[Mapping[str, float]], table: Rules) -> dict[str, float]:
    """What versions say together: the mean over them, and in part the best of them."""
    share = table.weights["best_share"]
    together = {}
    for clause in dict.fromkeys(clause for version in versions for clause in version):
        said = [version.get(clause, 0.0) for version in versions]
        together[clause] = share * max(said) + (1 - share) * sum(said) / len(said)
    return together


def _main(
    clause: str, ranked: Sequence[str], strengths: Mapping[str, float], table: Rules
) -> ClauseLabel:
    """The main label, by its lead over the next; a fixed confidence where nothing speaks for it."""
    fits = table.weights["confidence"]
    strength = strengths.get(clause, 0.0)
    lead = strength - max((strengths[other] for other in ranked if other != clause), default=0.0)
    sure = fits["nothing"] if lead <= 0 else _confidence(lead, fits["main"])
    return _label(clause, sure)


def _confidence(value: float, fit: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(-(fit["base"] + fit["slope"] * math.log1p(value))))


def _label(clause: str, confidence: float) -> ClauseLabel:
    return ClauseLabel(clause=clause, confidence=round(confidence, 3), reasons=())


def _with_reasons(found: ClauseLabel, judged: Sequence[_Judged]) -> ClauseLabel:
    """A label with what spoke most for it: the same words once, though a concept is named too, and
    something of every language that says it."""
    best: dict[tuple[str, str, str], Reason] = {}
    for reason in (reason for one in judged for reason in one.reasons.get(found.clause, ())):
        said = reason.language, reason.place, reason.found
        if said not in best or best[said].weight < reason.weight:
            best[said] = reason
    reasons = sorted(best.values(), key=lambda reason: -reason.weight)
    first = {reason.language: reason for reason in reversed(reasons)}.values()
    rest = [reason for reason in reasons if reason not in first]
    kept = sorted([*first, *rest][:REASONS], key=lambda reason: -reason.weight)
    return replace(found, reasons=tuple(kept))
