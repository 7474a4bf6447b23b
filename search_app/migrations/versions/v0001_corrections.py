"""Corrections of beads."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of corrections."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("version_a", sa.Text, nullable=False),
        sa.Column("version_b", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("beads", sa.JSON, nullable=False),
        sa.Column("withdrawn_at", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
    )
    op.create_index("corrections_of_a_work", "corrections", ["work"])
