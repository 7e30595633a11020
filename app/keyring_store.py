"""Secrets in the system's keyring; a machine without one says so, and nothing is ever written elsewhere."""

from __future__ import annotations

from app.kernel.errors import EnvironmentFailed

SERVICE = "duken"


class KeyringStore:
    """`SecretStore` over the `keyring` package (Windows Credential Locker, Secret Service, macOS Keychain)."""

    def read(self, name: str) -> str | None:
        """The secret, or None. Refused: `secret.no_keyring`."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, name)
        except KeyringError as error:
            raise EnvironmentFailed("secret.no_keyring", detail=str(error)) from error

    def write(self, name: str, value: str) -> None:
        """Keep it. Refused: `secret.no_keyring`."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, name, value)
        except KeyringError as error:
            raise EnvironmentFailed("secret.no_keyring", detail=str(error)) from error


def usable_keyring() -> KeyringStore | None:
    """The system's keyring, or None on a machine that has none (a bare server): sign-in without names is off there."""
    import keyring
    from keyring.backends import fail, null

    return None if isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring) else KeyringStore()


class MemoryStore:
    """Secrets that live as long as the program: for the demo, the benchmarks and a machine without a keyring."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def read(self, name: str) -> str | None:
        """The secret, or None."""
        return self._values.get(name)

    def write(self, name: str, value: str) -> None:
        """Keep it until the program ends."""
        self._values[name] = value
