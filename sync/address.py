"""Where the centre is, as an address says it: never with a secret, and over a network only by TLS that is verified."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from itertools import zip_longest
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.kernel.errors import RuleBroken

KEPT = ("host", "hostaddr", "port", "dbname", "user", "sslmode", "sslrootcert", "connect_timeout")
"""What of an address may be stored: none of it is a secret, or leads to one."""


def storable(address: str) -> str:
    """The same address without a password, or anything else that is nobody's business. Refused: `centre.bad_address`."""
    return make_conninfo(**{name: value for name, value in parts(address).items() if name in KEPT})


def for_login(address: str, *, user: str) -> str:
    """By which that login comes in, where another leads; storable. Refused: `centre.bad_address`."""
    return make_conninfo(storable(address), user=user)


def verified(address: str, certificate: Path) -> str:
    """By TLS only, to a server of that name that shows a certificate which this authority has signed. Refused:
    `centre.bad_address`."""
    parts(address)
    return make_conninfo(address, sslmode="verify-full", sslrootcert=str(certificate))


def is_verified(address: str) -> bool:
    """Whether only the centre itself is spoken to, by TLS. Refused: `centre.bad_address`."""
    return parts(address).get("sslmode") == "verify-full"


def authority(address: str) -> Path | None:
    """The certificate that it names of who vouches for the centre; None where it names none, or leaves that to the system.
    Refused: `centre.bad_address`."""
    named = parts(address).get("sslrootcert")
    return None if named in (None, "", "system") else Path(str(named))


def is_local(address: str) -> bool:
    """Whether it never leaves this machine: each of its places is a Unix socket, or a network address of its own. Where a place
    has a number (`hostaddr`), its name says nothing. Refused: `centre.bad_address`."""
    told = parts(address)
    if "service" in told:
        return False  # that file may say anything
    hosts, numbers = _listed(told, "host"), _listed(told, "hostaddr")
    return all(_is_here(number or host) for host, number in zip_longest(hosts, numbers, fillvalue=""))


def must_be_guarded(address: str) -> None:
    """Refused: `centre.no_tls`, where others could read along or answer in the centre's place; `centre.bad_address`."""
    if not is_verified(address) and not is_local(address):
        raise RuleBroken("centre.no_tls")


def parts(address: str) -> dict[str, Any]:
    """What it says, by PostgreSQL's names. Refused: `centre.bad_address`."""
    try:
        return conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise RuleBroken("centre.bad_address", detail=str(error).strip()[:200]) from error


def _listed(told: Mapping[str, Any], name: str) -> list[str]:
    found = str(told.get(name) or os.environ.get(f"PG{name.upper()}") or "")
    return found.split(",") if found or name == "host" else []


def _is_here(place: str) -> bool:
    if not place or place.startswith(("/", "@")) or place == "localhost":
        return True
    try:
        return ip_address(place).is_loopback
    except ValueError:
        return False
