"""What the columns of the termbase are called in the languages of the interface."""

from flask_babel import lazy_gettext

LABELS = {
    "domain": {
        "cooperation": lazy_gettext("Cooperation between States"),
        "extradition": lazy_gettext("Extradition and transfer"),
        "procedure": lazy_gettext("Procedure"),
        "evidence": lazy_gettext("Evidence"),
        "offences": lazy_gettext("Offences"),
        "sentencing": lazy_gettext("Sentences"),
        "assets": lazy_gettext("Assets and money laundering"),
        "digital": lazy_gettext("Computers and data"),
        "persons": lazy_gettext("Persons"),
        "institutions": lazy_gettext("Institutions"),
        "treaty_law": lazy_gettext("Law of treaties"),
        "principles": lazy_gettext("Principles and statutes"),
        "diplomacy": lazy_gettext("Diplomacy"),
        "migration": lazy_gettext("Migration"),
        "civil": lazy_gettext("Civil and commercial law"),
    },
    "pos": {
        "noun": lazy_gettext("noun"),
        "proper noun": lazy_gettext("proper noun"),
        "verb": lazy_gettext("verb"),
        "adjective": lazy_gettext("adjective"),
        "adverb": lazy_gettext("adverb"),
        "phrase": lazy_gettext("phrase"),
        "other": lazy_gettext("other"),
    },
    "status": {
        "reviewed": lazy_gettext("Reviewed"),
        "proposed": lazy_gettext("Proposed"),
    },
    "status_long": {
        "reviewed": lazy_gettext(
            "Reviewed: a second person agrees with its names in every language."
        ),
        "proposed": lazy_gettext(
            "Proposed: its author stands alone, or the second person was unsure of a name."
        ),
    },
}


def term_label(kind: str, value: str) -> str:
    """What a value is called in the reader's language; a field of law of a person's own file as
    it is written there."""
    return str(LABELS[kind].get(value, value))
