"""Certificates of authorities as text: what of it may be handed on, and whether it is one at all."""

from __future__ import annotations

import re

_ONE = re.compile(r"-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


def certificates_in(text: str) -> str:
    """The certificates of a PEM text, and nothing else that lies beside them: a key that was put into the same file stays where
    it is. Raises `ValueError` with the reason where there is none, or one is damaged."""
    import ssl  # late: who starts a till needs none

    found = "".join(each.group().replace("\r", "") + "\n" for each in _ONE.finditer(text))
    if not found:
        raise ValueError("no certificate")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=found)
    except ssl.SSLError as error:
        raise ValueError(error.reason or str(error)) from error
    return found
