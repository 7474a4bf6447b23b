"""Characters that no XML file, spreadsheet or UTF-8 file can hold."""

import re

#: Controls that part words, as Word's line break (U+000B) and a page break do.
_PARTING = re.compile("[\x0b\x0c\x1c-\x1f]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text without what XML 1.0 forbids: controls that part words become spaces, others and
    lone surrogates go. Everything else stays as it is."""
    return _FORBIDDEN.sub("", _PARTING.sub(" ", text))
