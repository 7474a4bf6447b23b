"""The table of corrected clause types. ``migrations`` makes it; nothing is ever deleted from it."""

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from search_app.database_schema import Base


class ClauseCorrectionRow(Base):
    """What an editor said a provision is about, as ``corrections.ClauseCorrection`` has it."""

    __tablename__ = "clause_corrections"
    __table_args__ = (Index("clause_corrections_of_a_provision", "key"),)

    #: The same in every database it is copied to.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    clauses: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    #: Id of each version → the hash of the text that the editor had before them.
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    withdrawn_at: Mapped[str] = mapped_column(Text)
    withdrawn_by: Mapped[str] = mapped_column(Text)
