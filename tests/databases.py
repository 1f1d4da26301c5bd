"""Databases beside the tests' own: made by copying, for a copy is quicker than the migrations."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection
from psycopg import sql

POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


def asked(address: str, query: str) -> list[tuple[Any, ...]]:
    """What the database answers, past the service's processes."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=20)) as found:
            return found.execute(query).fetchall()
    with psycopg.connect(address, connect_timeout=3) as connection:
        return connection.execute(query).fetchall()


@contextmanager
def on_postgres(template: str = "template1") -> Iterator[str]:
    """A new database beside the tests' own, copied from `template`; gone afterwards. Yields its address."""
    name = f"govcloud_{uuid4().hex[:12]}"
    server = POSTGRES.rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        # Whoever works on it, a process too, need not wait for the disk: no test pulls the plug.
        admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def copy_file(source: str | Path, target: str | Path) -> None:
    """A database of SQLite; not the file alone: what was written last may stand in its log."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as copy:
        there.backup(copy)


@contextmanager
def kept_as_built(folder: Path) -> Iterator[str]:
    """The address of a copy of the tests' own database as it is now, migrated and empty."""
    own = connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies no database on which somebody is connected
    if POSTGRES:
        with on_postgres(template=own) as address:
            yield address
    else:
        copy_file(own, folder / "built.sqlite3")
        yield f"sqlite:///{folder / 'built.sqlite3'}"


def file_or_name(address: str) -> str:
    """What Django's settings call a database: the path of its file, or its name on the server."""
    return address.rsplit("/", 1)[1] if POSTGRES else address.removeprefix("sqlite:///")


@contextmanager
def copied(built: str, folder: Path) -> Iterator[str]:
    if POSTGRES:
        with on_postgres(template=file_or_name(built)) as address:
            yield address
    else:
        file = folder / "govcloud.sqlite3"
        shutil.copy(file_or_name(built), file)
        yield f"sqlite:///{file}"
