"""A hit → the row that stands for it in a file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from analyzers.languages import LANGUAGES
from search_app.catalogue import Catalogue
from search_app.messages import Message, msg
from search_app.searcher import Hit


@dataclass(frozen=True, kw_only=True)
class HitRow:
    """A hit as every format lists it. ``rank`` counts from 1; ``id`` is ``WORK/LANG/EID`` and
    ``address`` the page of it; ``language`` is a BCP 47 tag; ``number`` and ``heading`` are as
    printed; ``page`` is None where the source has none; ``signed`` is ISO 8601 or ""; ``parties``
    are named in the hit's language; a rank in a leg is None where that did not list the hit;
    ``text`` is whole, with the heading; ``other_languages`` are ids of the other versions."""

    rank: int
    id: str
    work: str
    title: str
    language: str
    number: str
    heading: str
    page: int | None
    type: str
    signed: str
    parties: tuple[str, ...]
    score: float
    keyword_rank: int | None
    semantic_rank: int | None
    text: str
    text_sha256: str
    address: str
    source_file: str
    source_sha256: str
    other_languages: tuple[str, ...]

    def cells(self) -> dict[str, str | int | float | None]:
        """The row by the names of ``COLUMNS`` for tables, several values in one text."""
        return {
            name: "; ".join(value) if isinstance(value, tuple) else value
            for name, value in self.__dict__.items()
        }

    def as_json(self) -> dict[str, Any]:
        """The row by the names of ``COLUMNS``, several values as a list."""
        return asdict(self)


#: The columns in order, by the names of ``HitRow``, and what they are called.
COLUMNS: dict[str, Message] = {
    "rank": msg("Rank"),
    "id": msg("Provision"),
    "work": msg("Work"),
    "title": msg("Title"),
    "language": msg("Language"),
    "number": msg("Number"),
    "heading": msg("Heading"),
    "page": msg("Page"),
    "type": msg("Type"),
    "signed": msg("Signed"),
    "parties": msg("Parties"),
    "score": msg("Score"),
    "keyword_rank": msg("Rank by words"),
    "semantic_rank": msg("Rank by meaning"),
    "text": msg("Text"),
    "text_sha256": msg("SHA-256 of the text"),
    "address": msg("Permanent address"),
    "source_file": msg("Source file"),
    "source_sha256": msg("SHA-256 of the source file"),
    "other_languages": msg("Other languages"),
}


def rows_of(
    hits: Iterable[Hit], catalogue: Catalogue, address: Callable[[str], str]
) -> Iterator[HitRow]:
    """The rows of a result in its order. ``address`` gives the page of an id."""
    for rank, hit in enumerate(hits, 1):
        yield _row(rank, hit, catalogue, address)


def _row(rank: int, hit: Hit, catalogue: Catalogue, address: Callable[[str], str]) -> HitRow:
    stored, source = hit.stored, hit.stored["source"]
    work = catalogue.by_id.get(stored["work"])
    return HitRow(
        rank=rank,
        id=hit.id,
        work=stored["work"],
        title=stored["title"],
        language=LANGUAGES[stored["lang"]].tag(stored["script"]),
        number=stored["num"],
        heading=stored["heading"],
        page=source.get("page"),
        type=work.type if work else "",
        signed=work.signed if work else "",
        parties=tuple(
            party.names.get(stored["lang"]) or next(iter(party.names.values()), party.key)
            for party in (work.parties if work else ())
        ),
        score=hit.score,
        keyword_rank=hit.legs.get("keyword"),
        semantic_rank=hit.legs.get("semantic"),
        text=stored["text"],
        text_sha256=stored["hash"],
        address=address(hit.id),
        # Where a file lies on the server is nobody's business.
        source_file=PurePosixPath(str(source.get("path", "")).replace("\\", "/")).name,
        source_sha256=str(source.get("sha256") or ""),
        other_languages=tuple(stored.get("versions", ())),
    )
