"""This shop and its centre: how it is let in, with its password in the keyring and the centre's certificate here; and the thread
that tells the centre while the program runs."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from app.core.agents.queries import bag_holder
from app.core.jobs.queries import sync_state
from app.kernel.certificates import certificates_in
from app.kernel.context import By
from app.kernel.errors import AppError, EnvironmentFailed, RuleBroken
from app.kernel.log import get_logger
from app.kernel.paths import centre_certificate
from app.ports import CentreNow, SecretStore
from app.shop import Shop
from sync.outbox import connect_to

if TYPE_CHECKING:
    from app.core.sales.views import SoldSale
    from app.core.setup.joining import Ticket
    from sync.centre import Centre
    from sync.thread import SyncThread

Keyring = Callable[[], SecretStore | None]
PASSWORD_BYTES = 32
AGAIN_S = 60
QUICK_S = 8
CentreTold = Callable[[CentreNow], None]
"""Hears how telling goes, on the thread that tells."""
"""So often a keyring that refuses is asked again."""
log = get_logger("sync")


class LetIn(NamedTuple):
    """The login of this till at the centre, and the address by which it comes in; no secret is in it."""

    role: str
    address: str


def let_in(shop: Shop, dsn: str, *, keyring: Keyring, certificate: Path | None = None, kind: str | None = None) -> LetIn:
    """Give this shop's till a login with a password of its own, and connect it. `dsn` is the owner's; `certificate` is the
    authority's that vouches for the centre: from then on nobody else is spoken to. Who is in already gets another password.

    Refused: `centre.no_tls` (a centre elsewhere needs a certificate), `centre.bad_certificate`, `secret.no_keyring`, and what
    `sync.keeping.enrol` refuses. Then what was before still holds.
    """
    from sync.address import for_login, is_local, must_be_guarded, verified  # late: who tells nobody needs no PostgreSQL
    from sync.keeping import enrol

    if certificate is not None:
        pem = _read(certificate)
        dsn = verified(dsn, certificate)
    must_be_guarded(dsn)
    place, store = shop.place, keyring()
    if store is None and not is_local(dsn):
        raise EnvironmentFailed("secret.no_keyring")
    name, password = password_name(place.till_id), None if store is None else secrets.token_urlsafe(PASSWORD_BYTES)
    before = None if store is None else store.read(name)
    try:
        if store is not None and password is not None:
            store.write(name, password)
        role = enrol(
            dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id, kind=kind, password=password
        )
    except BaseException:
        if store is not None and before is not None:
            store.write(name, before)
        raise
    if certificate is not None:
        dsn = verified(dsn, _keep(shop.path, pem))
    address = for_login(dsn, user=role)
    shop.do(connect_to, address=address)
    return LetIn(role, address)


def owner_address(shop: Shop, dsn: str, *, certificate: Path | None = None) -> str:
    """The owner's address of this shop's centre, as it may be used: where it leads over a network, verified by `certificate`, by
    the one that it names, or else by the one that this shop was given. Refused: `centre.not_connected`, `centre.no_tls`,
    `centre.bad_address`, `centre.bad_certificate`."""
    from sync.address import authority, is_local, is_verified, must_be_guarded, verified

    state = shop.ask(sync_state, most=0)
    if state is None:
        raise RuleBroken("centre.not_connected")
    if certificate is None and authority(dsn) is None and (is_verified(dsn) or not is_local(dsn)):
        certificate = authority(state.address)
    if certificate is not None:
        _read(certificate)
        dsn = verified(dsn, certificate)
    must_be_guarded(dsn)
    return dsn


def let_another_in(shop: Shop, dsn: str, ticket: Ticket, *, keyring: Keyring) -> tuple[Ticket, str | None]:
    """Give a till that was added here its login at the centre; answers its ticket with the address and the authority's
    certificate, and the password that is said once and kept nowhere (none where the centre is on this machine). What this shop
    has not told yet is told before: the new till loads its own card from there.

    Refused: as `owner_address`, and what `sync.keeping.enrol` and a round refuse.
    """
    from sync.address import authority, for_login, is_verified
    from sync.centre import Centre
    from sync.keeping import enrol
    from sync.rounds import one_round

    dsn = owner_address(shop, dsn)
    place, vouching = ticket.place, authority(dsn) if is_verified(dsn) else None
    pem = "" if vouching is None else _certificates_in(vouching)
    password = secrets.token_urlsafe(PASSWORD_BYTES) if is_verified(dsn) else None
    role = enrol(
        dsn, company_id=place.company_id, branch_id=place.branch_id, till_id=place.till_id, kind=ticket.kind, password=password
    )
    state = shop.ask(sync_state, most=0)
    assert state is not None, "it was asked for the address"
    centre = Centre(state.address, password=password_of(shop, keyring))
    try:
        one_round(shop, centre)
    finally:
        centre.close()
    return replace(ticket, address=for_login(dsn, user=role), certificate=pem), password


def connect_joined(shop: Shop, ticket: Ticket) -> str:
    """A shop that has joined by this ticket tells its centre from now on; the certificate that came with it is kept beside the
    database. Answers the address by which it comes in: what has led to the centre before stays. Refused: `centre.bad_address`,
    `database.cannot_open`."""
    from sync.address import storable, verified

    state = shop.ask(sync_state, most=0)
    if state is not None and state.succeeded_at is not None:
        return str(state.address)
    address = storable(ticket.address)
    if ticket.certificate:
        address = verified(address, _keep(shop.path, ticket.certificate.encode()))
    shop.do(connect_to, address=address)
    return address


@contextmanager
def centre_of(shop: Shop, *, keyring: Keyring) -> Iterator[Centre]:
    """A line to the centre for one question of a person, who does not wait long. Refused: `centre.not_connected`,
    `secret.no_keyring`."""
    from sync.centre import Centre
    from sync.line import Limits

    state = shop.ask(sync_state, most=0)
    if state is None:
        raise RuleBroken("centre.not_connected")
    quick = Limits(connect_s=QUICK_S, statement_s=QUICK_S, answer_s=QUICK_S, ping_s=QUICK_S)
    centre = Centre(state.address, password=password_of(shop, keyring), limits=quick)
    try:
        yield centre
    finally:
        centre.close()


def claim_first(shop: Shop, *, agent_id: UUID, by: By, keyring: Keyring) -> None:
    """Before this till sells out of a bag that is not its own yet: the centre says who gets it. Without a centre, or where it
    does not answer within a few seconds, the sale goes on as it would alone. Refused: `agents.bag_elsewhere`, with the till
    that has it."""
    if shop.ask(bag_holder, agent_id=agent_id) == shop.place.till_id or shop.ask(sync_state, most=0) is None:
        return
    from sync.bags import claim_bag

    try:
        with centre_of(shop, keyring=keyring) as centre:
            claim_bag(shop, centre, agent_id=agent_id, by=by)
    except AppError as error:
        if error.code == "agents.bag_elsewhere":
            raise
        log.info("bag_not_claimed", reason=error.code)


def password_name(till_id: UUID) -> str:
    """The name of a till's password in the keyring."""
    return f"centre/{till_id}"


def password_of(shop: Shop, keyring: Keyring) -> str | None:
    """This till's password; None where none is kept, or there is no keyring. Refused: `secret.no_keyring`."""
    store = keyring()
    return None if store is None else store.read(password_name(shop.place.till_id))


def no_one(_now: CentreNow) -> None:
    """Hears of it where no window does."""


class Telling:
    """The thread that tells the centre: it begins with the program where one is connected, or as soon as one is. Stop it before
    the shop is closed; that takes no time, also where the centre hangs."""

    def __init__(self, shop: Shop, *, keyring: Keyring, told: CentreTold = no_one) -> None:
        self._shop, self._keyring, self._told = shop, keyring, told
        self._lock, self._is_over, self._woken = threading.Lock(), threading.Event(), threading.Event()
        self._begins = self._is_news = False
        self.thread: SyncThread | None = None
        shop.listeners.append(self._on_commit)
        self._begin_beside()

    def stop(self) -> None:
        """End it."""
        self._shop.listeners.remove(self._on_commit)
        with self._lock:
            self._is_over.set()
            self._woken.set()
        if self.thread is not None:
            self.thread.stop()

    def hurry(self) -> None:
        """A person wants it now: whatever is waited for, also a keyring. It never waits."""
        if self.thread is not None:
            self.thread.hurry()
        else:
            self._woken.set()

    def fetch_receipt(self, *, number: str | None, sale_id: UUID | None) -> SoldSale:
        """A receipt of any branch, from the centre, on a line of its own; it waits a few seconds for it at most. Refused:
        `centre.not_connected`, and what `sync.receipts.fetch_receipt` refuses."""
        from sync.receipts import fetch_receipt

        with centre_of(self._shop, keyring=self._keyring) as centre:
            return fetch_receipt(self._shop, centre, number=number, sale_id=sale_id)

    def claim_bag(self, *, agent_id: UUID, by: By) -> None:
        """As `claim_first`."""
        claim_first(self._shop, agent_id=agent_id, by=by, keyring=self._keyring)

    def _on_commit(self, topics: frozenset[str]) -> None:
        if "sync" in topics:
            self._begin_beside()

    def _begin_beside(self) -> None:
        """On a thread: loading the driver takes a moment, and the keyring may want a person to unlock it."""
        with self._lock:
            self._is_news = True
            if self._begins or self.thread is not None:
                return
            self._begins = True
        threading.Thread(target=self._begin, name="telling", daemon=True).start()

    def _begin(self) -> None:
        while not self._is_over.is_set():
            self._is_news = False
            made = self._made()
            with self._lock:
                if made is None:
                    if self._is_news:  # one was connected while we looked
                        continue
                    self._begins = False
                    return
                if not isinstance(made, AppError) and not self._is_over.is_set():
                    self.thread = made
                    made.subscribe(self._told)
                    made.start()
                    return
                if isinstance(made, AppError) and not self._is_over.is_set():
                    self._tell_refusal(made)
            self._woken.wait(AGAIN_S)
            if not self._is_over.is_set():
                self._woken.clear()

    def _tell_refusal(self, error: AppError) -> None:
        from sync.thread import SyncNow

        until = self._shop.clock() + timedelta(seconds=AGAIN_S)
        self._told(SyncNow("waiting", until, failed=error.code, detail=str(error.facts.get("detail", "")), failures=1))

    def _made(self) -> SyncThread | AppError | None:
        """None where no centre is connected; the refusal of a keyring that somebody may unlock yet."""
        try:
            state = self._shop.ask(sync_state, most=0)
            if state is None:
                return None
            return _thread_of(self._shop, state.address, password_of(self._shop, self._keyring))
        except AppError as error:
            log.error("cannot_tell", reason=error.code)
            return error
        except Exception:
            if not self._is_over.is_set():  # else the shop was closed meanwhile
                log.exception("cannot_tell")
            return None


def _thread_of(shop: Shop, address: str, password: str | None) -> SyncThread:
    from sync.centre import Centre
    from sync.ear import Ear
    from sync.thread import SyncThread

    ear = partial(Ear, address, company_id=shop.place.company_id, password=password)
    return SyncThread(shop, Centre(address, password=password), ear=lambda heard: ear(heard=heard))


def _read(certificate: Path) -> bytes:
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(str(certificate))
        return certificate.read_bytes()
    except (OSError, ssl.SSLError) as error:
        said = getattr(error, "reason", None) or error.strerror or ""
        raise RuleBroken("centre.bad_certificate", path=str(certificate), detail=said) from error


def _certificates_in(source: Path) -> str:
    try:
        return certificates_in(_read(source).decode("ascii", "replace"))
    except ValueError as error:
        raise RuleBroken("centre.bad_certificate", path=str(source), detail=str(error)) from error


def _keep(database: Path, pem: bytes) -> Path:
    kept = centre_certificate(database)
    fresh = kept.with_name(kept.name + ".new")
    try:
        fresh.write_bytes(pem)
        os.replace(fresh, kept)
    except OSError as error:
        raise EnvironmentFailed("database.cannot_open", path=str(kept), detail=error.strerror or "") from error
    return kept
