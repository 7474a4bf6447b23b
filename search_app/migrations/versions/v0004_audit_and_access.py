"""The audit log, to which the database itself lets nothing be done but adding at the end; and the
labels of works that admins set."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: What is said to whoever tries.
_REFUSED = "the audit log is only ever added to, at its end"
#: Whether a new row is not the next: also what keeps INSERT OR REPLACE of SQLite, which deletes
#: without a trigger, from putting another in the place of an entry.
_NOT_NEXT = """NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_entries)
    OR NEW.previous <> coalesce(
        (SELECT sha256 FROM audit_entries ORDER BY number DESC LIMIT 1), '{zeros}'
    )""".format(zeros="0" * 64)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "audit_entries",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        _text("at"),
        _text("account"),
        _text("name"),
        _text("address"),
        _text("action"),
        _text("subject"),
        _text("previous"),
        _text("sha256"),
    )
    op.create_index("audit_entries_of_an_action", "audit_entries", ["action", "number"])
    op.create_index("audit_entries_of_an_account", "audit_entries", ["account", "number"])
    op.create_index("audit_entries_by_time", "audit_entries", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()
    op.create_table(
        "access_rules",
        sa.Column("work", sa.Text, primary_key=True),
        _text("label"),
        _text("set_by"),
        _text("set_at"),
    )


def _guard_sqlite() -> None:
    for name, on in (
        ("changed", "BEFORE UPDATE ON audit_entries"),
        ("deleted", "BEFORE DELETE ON audit_entries"),
        ("put_in", f"BEFORE INSERT ON audit_entries WHEN {_NOT_NEXT}"),
    ):
        op.execute(
            f"CREATE TRIGGER audit_entries_not_{name} {on} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION audit_entries_next() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_NOT_NEXT} THEN RAISE EXCEPTION '{_REFUSED}'; END IF; RETURN NEW; END $$"
    )
    for name, on, does in (
        ("changed", "BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW", "refuse"),
        ("emptied", "BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT", "refuse"),
        ("put_in", "BEFORE INSERT ON audit_entries FOR EACH ROW", "next"),
    ):
        op.execute(
            f"CREATE TRIGGER audit_entries_not_{name} {on} EXECUTE FUNCTION audit_entries_{does}()"
        )
