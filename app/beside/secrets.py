"""Where the secrets of devices are kept: in the system's keyring, by device and option, never in the store."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.kernel.errors import EnvironmentFailed
from app.ports import SecretStore


def secret_name(device_id: UUID, option: str) -> str:
    """The name of a device's secret in the keyring."""
    return f"device/{device_id}/{option}"


Keyring = Callable[[], SecretStore | None]
"""The system's keyring, looked for when it is wanted: that takes a moment, and it may want a person to unlock it first."""


def secrets_of(keyring: Keyring, device_id: UUID | None) -> Callable[[str], str]:
    """Gives the secret options of a device by name; nothing where none is kept. Refused when asked: `secret.no_keyring`."""

    def secret(option: str) -> str:
        store = keyring() if device_id is not None else None
        if store is None or device_id is None:
            return ""
        return store.read(secret_name(device_id, option)) or ""

    return secret


def keep_secret(keyring: Keyring, device_id: UUID, option: str, value: str) -> None:
    """Keep it; nothing forgets it. Refused: `secret.no_keyring`."""
    store = keyring()
    if store is None:
        raise EnvironmentFailed("secret.no_keyring")
    store.write(secret_name(device_id, option), value)
