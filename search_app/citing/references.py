"""A provision or a work → what programs that keep references are told of it. No Flask."""

from collections.abc import Sequence
from dataclasses import dataclass

from search_app.citing.citation import (
    Cited,
    done,
    legal_citation,
    party_names,
    pinpoint,
)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One reference. ``title``, ``pinpoint``, ``event`` and the names of ``parties`` are in the
    language of the citation where they can be; ``language`` is the tag of the version cited.
    ``day`` is ISO 8601, or the year or month of one; ``accessed`` a day. ``kind`` is the work's
    type and ``work`` its id. What is not known is "", and ``page`` None."""

    id: str
    work: str
    kind: str
    title: str
    language: str
    parties: Sequence[str]
    event: str
    place: str
    day: str
    pinpoint: str
    page: int | None
    address: str
    accessed: str
    file: str
    sha256: str
    text_hash: str
    notice: str
    citation: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What no field of a format is made for, a sentence each: the file, the hash of the text
        and what is to be known before it is cited."""
        digest = f" (SHA-256: {self.sha256})" if self.sha256 else ""
        return tuple(
            part
            for part in (
                f"File: {self.file}{digest}" if self.file else "",
                f"Text hash: {self.text_hash}" if self.text_hash else "",
                self.notice,
            )
            if part
        )


def reference(cited: Cited, tag: str, *, accessed: str, text_hash: str = "") -> Reference:
    """The reference in the language ``tag``; ``accessed`` is the day it was read, ISO 8601."""
    metadata = cited.metadata(tag)
    place = cited.place
    whole = f"{cited.view.id}/{cited.version.address}"
    return Reference(
        id=place.id if place else whole,
        work=cited.view.id,
        kind=metadata.type,
        title=cited.title(tag)[0],
        language=cited.version.tag,
        parties=party_names(cited.view.summary.parties, tag),
        event=done(cited, tag),
        place=metadata.place,
        day=metadata.signed,
        pinpoint=pinpoint(cited, tag),
        page=(place.provision.page or place.unit.page) if place else None,
        address=cited.address,
        accessed=accessed,
        file=cited.file,
        sha256=str(cited.version.source.get("sha256", "")),
        text_hash=text_hash,
        notice=cited.view.notice,
        citation=legal_citation(cited, tag),
    )
