"""The table of corrected clause types."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "clause_corrections",
        sa.Column("id", sa.Text, primary_key=True),
        _text("key"),
        sa.Column("clauses", sa.JSON, nullable=False),
        _text("note"),
        _text("author"),
        _text("at"),
        sa.Column("texts", sa.JSON, nullable=False),
        _text("withdrawn_at"),
        _text("withdrawn_by"),
    )
    op.create_index("clause_corrections_of_a_provision", "clause_corrections", ["key"])
