"""What the owner of a centre does: install it, bring it up to date, look whether it is sound, let a till in or out.

Tills and offices never come here; they call `sync_*` functions by their own login (`sync/centre.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from app.kernel.errors import RuleBroken
from sync.address import parts
from sync.central_schema import Step, steps
from sync.conflicts import POLICY
from sync.errors import explained

OWNER = "duken_owner"
CONNECT_S = 10
LEAST_VERSION = 150_000
"""PostgreSQL 15."""
CALLED_BY_TILLS = (
    "sync_accounts", "sync_answers", "sync_columns", "sync_conflicts", "sync_find_receipt", "sync_first", "sync_hello",
    "sync_holes", "sync_levels", "sync_mark", "sync_pull", "sync_push", "sync_round_over", "sync_rows", "sync_sums",
    "sync_take_bag", "sync_texts", "sync_try_again",
)
_LOCK = 7_305_120
"""Two that install at once would both create the schema: an advisory lock of this number keeps them apart."""


@dataclass(frozen=True, slots=True)
class CentreState:
    """How a centre stands: its steps, how many tills may speak, what it has."""

    server: str
    installed: int
    newest: int
    enrolled: int
    documents: int
    unguarded: tuple[str, ...]
    """Tables without forced row-level security; a sound centre has none."""

    @property
    def is_sound(self) -> bool:
        """Up to date, and no table stands open."""
        return self.installed == self.newest and not self.unguarded


def install(dsn: str) -> CentreState:
    """Make the schema, or bring it up to date. The login of `dsn` must be able to create roles and schemas. What is there
    already stays. Refused: `centre.too_old`, `centre.no_right`, `centre.newer`, and what `connected` refuses."""
    with connected(dsn) as connection:
        if connection.info.server_version < LEAST_VERSION:
            raise RuleBroken("centre.too_old", version=connection.info.parameter_status("server_version") or "?")
        with explained(), connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            _make_owner(connection)
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
            done = _done(connection)
            todo = [step for step in steps() if step.number > done]
            if done > steps()[-1].number:
                raise RuleBroken("centre.newer", installed=done)
            for step in todo:
                _run(connection, step)
            _grant(connection)
            _put_policy(connection)
            for (role,) in connection.execute("SELECT role_name FROM duken.enrolment WHERE revoked_at IS NULL").fetchall():
                _let_call(connection, role)  # a step may have brought functions that are new to it
        return _state(connection)


def check(dsn: str) -> CentreState:
    """How the centre stands; it changes nothing. Refused: `centre.missing` and what `connected` refuses."""
    with connected(dsn) as connection, explained():
        if not _done(connection):
            raise RuleBroken("centre.missing")
        return _state(connection)


def enrol(
    dsn: str, *, company_id: UUID, branch_id: UUID, till_id: UUID, kind: str | None = None, password: str | None = None
) -> str:
    """Give a till or an office a login of its own, which may call the functions of tills and nothing else. Answers its name.

    Who is enrolled already keeps the name and what it is (`kind`: till or office; a till where nothing is said), and gets the
    new password. Refused: `centre.missing`, `centre.no_right`, `centre.other_kind` (it reads other documents then, behind which
    its cursor may be) and what `connected` refuses.
    """
    role = _role_of(till_id)
    with connected(dsn) as connection, explained():
        if not _done(connection):
            raise RuleBroken("centre.missing")
        with connection.transaction():
            name = sql.Identifier(role)
            known = connection.execute("SELECT kind FROM duken.enrolment WHERE role_name = %s", (role,)).fetchone()
            if known is not None and kind not in (None, known[0]):
                raise RuleBroken("centre.other_kind", role=role)
            logs_in = connection.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
            if logs_in != (True,):  # there is none, or it was taken altogether
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN" if logs_in is None else "ALTER ROLE {} LOGIN").format(name))
            if password is not None:  # the centre gets what it checks a password by, and never sees the password
                check = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(check)))
            _let_call(connection, role)
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
            connection.execute(
                "INSERT INTO duken.enrolment (role_name, company_id, branch_id, till_id, kind) VALUES (%s, %s, %s, %s, %s) "
                "ON CONFLICT (role_name) DO UPDATE SET revoked_at = NULL",
                (role, company_id, branch_id, till_id, kind or "till"),
            )
    return role


def revoke(dsn: str, *, till_id: UUID) -> str:
    """A till may no longer speak; what it has said stays, and `enrol` lets it in again. Answers the name of its login.

    Refused: `centre.missing`, `centre.not_enrolled`, `centre.no_right` and what `connected` refuses.
    """
    role = _role_of(till_id)
    with connected(dsn) as connection, explained():
        if not _done(connection):
            raise RuleBroken("centre.missing")
        with connection.transaction():
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
            done = connection.execute(
                "UPDATE duken.enrolment SET revoked_at = now() WHERE role_name = %s AND revoked_at IS NULL", (role,)
            )
            if not done.rowcount:
                raise RuleBroken("centre.not_enrolled")
    return role


def connected(dsn: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the owner, by itself in each statement. Refused: `centre.bad_address`, `centre.unreachable`,
    `centre.untrusted`, `centre.no_tls`, `centre.wrong_password`."""
    told = {"connect_timeout": CONNECT_S, **parts(dsn)}
    with explained():
        return psycopg.connect(make_conninfo("", **told), autocommit=True)


def _role_of(till_id: UUID) -> str:
    return f"duken_{till_id.hex}"


def _make_owner(connection: psycopg.Connection[Any]) -> None:
    """A role that nobody logs in by: it owns everything, and row-level security is forced for it too."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER)))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, sql.Identifier(OWNER)))


def _run(connection: psycopg.Connection[Any], step: Step) -> None:
    if step.number == 1:
        connection.execute("CREATE SCHEMA duken")
    connection.execute(step.sql.encode())
    connection.execute("INSERT INTO duken.schema_step (number, name) VALUES (%s, %s)", (step.number, step.name))


def _put_policy(connection: psycopg.Connection[Any]) -> None:
    """Who is right where two have changed the same field, as this program says."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO duken.policy (table_name, field, rule) VALUES (%s, %s, %s) "
            "ON CONFLICT (table_name, field) DO UPDATE SET rule = excluded.rule",
            [(*where, rule) for where, rule in POLICY.items()],
        )


def _grant(connection: psycopg.Connection[Any]) -> None:
    """No function can be called by everybody, as PostgreSQL lets them when they are made."""
    connection.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA duken FROM PUBLIC")
    connection.execute("GRANT EXECUTE ON FUNCTION duken.own_company(), duken.is_keeper() TO PUBLIC")


def _let_call(connection: psycopg.Connection[Any], role: str) -> None:
    """A till's login may call the functions of tills, and nothing else."""
    name = sql.Identifier(role)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA duken TO {}").format(name))
    for function in CALLED_BY_TILLS:
        connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.Identifier("duken", function), name))


def _done(connection: psycopg.Connection[Any]) -> int:
    if connection.execute("SELECT to_regclass('duken.schema_step')").fetchone() == (None,):
        return 0
    row = connection.execute("SELECT coalesce(max(number), 0) FROM duken.schema_step").fetchone()
    return int(row[0]) if row else 0


def _state(connection: psycopg.Connection[Any]) -> CentreState:
    open_tables = connection.execute(
        "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'duken'::regnamespace AND c.relkind = 'r' "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) "
        "AND EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'company_id') ORDER BY 1"
    ).fetchall()
    counted = connection.execute(
        "SELECT (SELECT count(*) FROM duken.enrolment WHERE revoked_at IS NULL), (SELECT count(*) FROM duken.document)"
    ).fetchone()
    enrolled, documents = counted or (0, 0)
    version = connection.info.parameter_status("server_version") or "?"
    unguarded = tuple(name for (name,) in open_tables)
    return CentreState(version, _done(connection), steps()[-1].number, enrolled, documents, unguarded)
