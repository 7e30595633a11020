"""An address never holds a secret, and leads over a network only where the centre proves who it is."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.kernel.errors import RuleBroken
from sync.address import for_login, is_local, must_be_guarded, storable, verified
from sync.centre import Centre
from sync.outbox import connect_to
from tests.shop_floor import ShopFloor

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=8)


@given(password=WORDS)
def test_no_password_is_stored_however_it_is_written(password: str):
    for address in (
        make_conninfo(host="/run/pg", user="till", password=password),
        make_conninfo(host="/run/pg", sslpassword=password, passfile=password, options=password, sslkey=password),
    ):
        told = conninfo_to_dict(for_login(address, user="duken_1"))
        assert told == {"host": "/run/pg", "user": "duken_1"}


def test_an_address_that_somebody_typed_is_stored_without_its_password(shop: ShopFloor):
    shop.do(connect_to, address="postgresql://boss:s3cret@127.0.0.1:5433/duken?sslmode=prefer")
    stored = shop.value("SELECT address FROM sync_target")
    assert "s3cret" not in stored
    assert conninfo_to_dict(stored) == {
        "host": "127.0.0.1", "port": "5433", "dbname": "duken", "user": "boss", "sslmode": "prefer",
    }


@pytest.mark.parametrize(
    "address",
    ["host=/run/pg", "dbname=x", "host=127.0.0.1", "host=127.9.9.9", "host=::1", "host=localhost", "host=@abstract",
     "host=centre hostaddr=127.0.0.1", "hostaddr=127.0.0.1,::1", "host=/run/pg,127.0.0.1", "postgresql://postgres:@/postgres?host=/run/pg"],
)
def test_what_never_leaves_this_machine_needs_no_tls(address: str):
    assert is_local(address)
    must_be_guarded(address)


@pytest.mark.parametrize(
    "address",
    ["host=centre.example", "host=10.0.0.5", "host=localhost,centre.example", "host=127.0.0.1 hostaddr=10.0.0.5",
     "hostaddr=127.0.0.1,10.0.0.5 host=a,b", "hostaddr=127.0.0.1,8.8.8.8", "host=127.0.0.1,127.0.0.2,10.0.0.5",
     "host=centre,centre.example hostaddr=127.0.0.1", "hostaddr=127.0.0.1,10.0.0.5 host=localhost",
     "service=shop", "host=127.0.0.1.example", "hostaddr=10.0.0.5"],
)
def test_what_leaves_this_machine_needs_tls_that_is_verified(address: str):
    for told in (address, f"{address} sslmode=require", f"{address} sslmode=verify-ca", f"{address} sslmode=disable"):
        with pytest.raises(RuleBroken) as refused:
            must_be_guarded(told)
        assert refused.value.code == "centre.no_tls"
    must_be_guarded(verified(address, Path("ca.crt")))


def test_an_address_of_the_surroundings_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PGHOST", "centre.example")
    assert not is_local("dbname=x")
    monkeypatch.setenv("PGHOST", "localhost")
    monkeypatch.setenv("PGHOSTADDR", "10.0.0.5")
    assert not is_local("dbname=x")


def test_what_is_no_address_is_refused():
    for act in (storable, is_local, must_be_guarded):
        with pytest.raises(RuleBroken) as refused:
            act("what is this")
        assert refused.value.code == "centre.bad_address"


@pytest.mark.parametrize(
    "address",
    ["host=127.0.0.1 port=1,2", "host=127.0.0.1,127.0.0.2 hostaddr=127.0.0.1", "hostaddr=nonsense sslmode=verify-full",
     "host=127.0.0.1 port=99999999", "host=127.0.0.1 sslmode=perhaps", "host=127.0.0.1 sslrootcert=system sslmode=require",
     "host=127.0.0.1 connect_timeout=soon"],
)
def test_an_address_that_makes_no_sense_is_not_called_a_centre_that_is_away(address: str):
    with closing(Centre(address)) as centre, pytest.raises(RuleBroken) as refused:
        centre.mark()
    assert refused.value.code == "centre.bad_address"
    assert refused.value.facts["detail"]
