"""Sentences to be shown in the reader's language: an English sentence and what stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analyzers.query import FIELDS, MAX_DEPTH, MAX_QUERY, MAX_SLOP, Fault
from analyzers.query_fields import known_values


@dataclass(frozen=True)
class Message:
    """``msgid`` is the English sentence, a key of the translations, with ``%(name)s`` for
    ``values``; without values it is taken as it stands."""

    msgid: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def english(self) -> str:
        """The sentence in English."""
        return self.msgid % self.values if self.values else self.msgid


def msg(msgid: str, **values: str | int) -> Message:
    """A message; the name is what marks ``msgid`` for translation."""
    return Message(msgid, values)


def _faults(subject: str) -> Mapping[str, Message]:
    """What each code of a syntax fault says of ``subject``."""
    return {
        "empty": msg("The query holds no word to search for."),
        "too_long": msg(
            "The query is too long; %(most)s characters are read at most.", most=MAX_QUERY
        ),
        "star": msg(
            "A star stands at the end of a word and needs the beginning of the word "
            "before it: extradit*"
        ),
        "slop": msg(
            'After ~ stands how far apart the words may be, 0 to %(most)s: "refuse request"~3',
            most=MAX_SLOP,
        ),
        "too_loose": msg(
            "These words may stand in too many ways at most %(moves)s apart; use fewer words, a "
            "smaller distance, or AND.",
            moves=subject,
        ),
        "too_costly": msg("Too many words begin so; type more of the word before the star."),
        "unclosed_quote": msg("A quotation mark opens here and never closes."),
        "unclosed_paren": msg("A parenthesis opens here and never closes."),
        "unopened_paren": msg("A parenthesis closes here that was never opened."),
        "too_deep": msg("Parentheses are nested more than %(most)s deep.", most=MAX_DEPTH),
        "field_group": msg("%(name)s: takes one word, or a phrase in quotes.", name=subject),
        "field_star": msg("%(name)s: takes whole words, no star.", name=subject),
        "no_value": msg("%(name)s: has nothing after it.", name=subject),
        "type_value": msg(
            "“%(value)s” is not a type; use one of %(known)s.",
            value=subject,
            known=known_values("type"),
        ),
        "status_value": msg(
            "“%(value)s” is not a status; use one of %(known)s.",
            value=subject,
            known=known_values("status"),
        ),
        "clause_value": msg(
            "“%(value)s” is not a subject of provisions; the page of subjects and `treatylens "
            "clauses` list all there are.",
            value=subject,
        ),
        "lang_value": msg(
            "“%(value)s” is not a language here; use one of %(known)s.",
            value=subject,
            known=known_values("lang"),
        ),
        "year_value": msg(
            "“%(value)s” is not a year or years; write 2010, 2010..2025, 2010.. or ..2025.",
            value=subject,
        ),
        "year_order": msg("In “%(value)s” the later year comes first.", value=subject),
        "unknown_field": msg(
            "There is no field “%(name)s”; the fields are %(known)s. To search "
            "for the words, put a space after the colon.",
            name=subject,
            known=", ".join(FIELDS),
        ),
        "operand": msg("%(name)s needs something on both sides.", name=subject),
        "not_operand": msg("NOT needs something after it to leave out."),
    }


#: Every code of a syntax fault that has a sentence of its own.
FAULT_CODES = frozenset(_faults(""))


def fault_message(fault: Fault) -> Message:
    """What a syntax fault says, to be translated; in English alone for a code not known here."""
    return _faults(fault.subject).get(fault.code) or Message(fault.message)
