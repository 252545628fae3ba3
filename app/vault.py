"""Seals what must not lie open in the database: AES-256-GCM, key ids, tenant and column as associated data.

A sealed value is `b"1" + len(key id) + key id + nonce(12) + ciphertext`. Moved to another row or column it does not
open, because the associated data differs.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"1"


class CannotUnseal(Exception):
    """The value was sealed with a key we do not have, for another place, or was changed."""


class Vault:
    """Seals and unseals with the keys of `Settings.secret_keys`."""

    def __init__(self, keys: tuple[tuple[str, bytes], ...]) -> None:
        self._first = keys[0][0]
        self._keys = {key_id: AESGCM(key) for key_id, key in keys}
        self._root = keys[0][1]

    def seal(self, secret: str, place: str) -> bytes:
        """Seal `secret` for `place` (for example "grant:17:access_token") with the first key."""
        key_id, nonce = self._first.encode(), os.urandom(12)
        ciphertext = self._keys[self._first].encrypt(nonce, secret.encode(), place.encode())
        return _VERSION + bytes([len(key_id)]) + key_id + nonce + ciphertext

    def unseal(self, sealed: bytes, place: str) -> str:
        """Open a value sealed for `place`; raises CannotUnseal."""
        if not sealed.startswith(_VERSION) or len(sealed) < 2:
            raise CannotUnseal("unknown format")
        end = 2 + sealed[1]
        key = self._keys.get(sealed[2:end].decode(errors="replace"))
        if key is None:
            raise CannotUnseal("unknown key id")
        try:
            return key.decrypt(sealed[end : end + 12], sealed[end + 12 :], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal("wrong key or place") from error

    def derive(self, purpose: str) -> bytes:
        """32 bytes for another purpose (signing cookies, say), bound to the first key by HKDF-SHA256."""
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"weft:{purpose}".encode()).derive(self._root)
