"""The names of accounts that were removed, which nobody can have again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "removed_account_names",
        sa.Column("name_key", sa.Text, primary_key=True),
        sa.Column("removed_at", sa.Text, nullable=False),
    )
