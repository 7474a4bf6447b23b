"""The table of the audit log. ``migrations`` makes it, with the triggers that refuse any change."""

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from search_app.database_schema import Base


class AuditRow(Base):
    """One entry, as ``chain.AuditEntry`` has it. ``subject`` is the very text that was hashed."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("audit_entries_of_an_action", "action", "number"),
        Index("audit_entries_of_an_account", "account", "number"),
        Index("audit_entries_by_time", "at"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
