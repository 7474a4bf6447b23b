"""The access label that each work was last seen with in the index."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "work_labels",
        sa.Column("work", sa.Text, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
