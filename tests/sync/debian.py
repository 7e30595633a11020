"""Debian's own PostgreSQL 15 with TLS and passwords, for the tests of both: a server, its CA, and certificates that are wrong."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "of the owner"
OTHER_NAME, OURS = "elsewhere.example", "localhost"
HBA = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
PLAIN_HBA = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody who signs certificates."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """What is handed to a shop."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def server(self, name: str = OURS, *, days: int = 30) -> tuple[bytes, bytes]:
        """A certificate for a server of that name, and its key; `days` below 0: it has ended so long ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        end = datetime.now(UTC) + timedelta(days=days)
        made = (
            _builder(name, self.certificate.subject, key, end=end)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM), _key_bytes(key)


def authority(name: str = "A CA of tests") -> Authority:
    """A new one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(name, subject, key, end=datetime.now(UTC) + timedelta(days=30))
    made = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    return Authority(key, made)


class DebianServer:
    """A server in a folder of its own, run by somebody without rights; `stop` ends it and removes the folder."""

    def __init__(self) -> None:
        self.authority = authority()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.folder = Path(tempfile.mkdtemp(prefix="duken-pg15-"))
        self._data = self.folder / "data"
        self._own(self.folder)
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-N", "-D", str(self._data))
        self._write("postgresql.auto.conf", f"fsync = off\nlisten_addresses = '127.0.0.1'\nport = {self.port}\n"
                    f"unix_socket_directories = '{self.folder}'\n")
        self.certify(*self.authority.server())
        self.start()
        with psycopg.connect(self.inside, autocommit=True) as connection:
            connection.execute(f"ALTER ROLE postgres PASSWORD '{PASSWORD}'".encode())

    @property
    def inside(self) -> str:
        """By its Unix socket, without a password."""
        return f"host={self.folder} port={self.port} user=postgres dbname=postgres"

    def outside(self, host: str = OURS) -> str:
        """Over the network, with the password of its owner; the name is looked up nowhere."""
        return f"host={host} hostaddr=127.0.0.1 port={self.port} user=postgres dbname=postgres password='{PASSWORD}'"

    def certify(self, certificate: bytes, key: bytes) -> None:
        """Show this certificate from the next start on."""
        self._write("server.crt", certificate.decode())
        self._write("server.key", key.decode())

    def start(self, *, with_tls: bool = True) -> None:
        """Run; without TLS it is what somebody in between would offer."""
        self._write("pg_hba.conf", HBA if with_tls else PLAIN_HBA)
        self._run("pg_ctl", "-w", "-D", str(self._data), "-l", str(self.folder / "log"),
                  "-o", f"-c ssl={'on' if with_tls else 'off'}", "start")

    def end(self) -> None:
        """Nobody is there; what it has stays."""
        self._run("pg_ctl", "-w", "-D", str(self._data), "-m", "fast", "stop")

    @contextmanager
    def otherwise(self, *, with_tls: bool = True, certificate: tuple[bytes, bytes] | None = None) -> Iterator[None]:
        """For a while without TLS, or with another certificate."""
        self.end()
        self.certify(*(certificate or self.authority.server()))
        self.start(with_tls=with_tls)
        try:
            yield
        finally:
            self.end()
            self.certify(*self.authority.server())
            self.start()

    def stop(self) -> None:
        """End it for good."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, name: str, text: str) -> None:
        path = self._data / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self._own(path)

    def _own(self, path: Path) -> None:
        who = _nobody()
        if who is not None:
            shutil.chown(path, who)

    def _run(self, program: str, *words: str) -> None:
        """As whoever may: PostgreSQL refuses to be root's."""
        who: dict[str, object] = {} if _nobody() is None else {"user": _nobody(), "extra_groups": ()}
        with (self.folder.parent / f"{self.folder.name}.said").open("w+b") as said:  # no pipe: the server inherits it
            done = subprocess.run([str(PROGRAMS / program), *words], stdout=said, stderr=said, check=False, cwd="/", **who)  # type: ignore[call-overload]
            said.seek(0)
            assert done.returncode == 0, said.read().decode()
        Path(said.name).unlink()


def is_installed() -> bool:
    """Whether this machine has it."""
    return (PROGRAMS / "initdb").exists()


def _nobody() -> str | None:
    """Who runs it where we are root; None where we may run it ourselves."""
    if os.geteuid() != 0:
        return None
    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "nobody"


def _builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=60))
        .not_valid_after(end)
    )


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
