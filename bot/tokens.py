"""Slack's tokens at rest: AES-256-GCM, each with a nonce of its own and bound to the workspace it belongs to.

A token copied into another workspace's row does not open. Keys are a list, newest first: any of them opens, the newest
closes. https://cryptography.io/en/latest/hazmat/primitives/aead/
"""

from __future__ import annotations

import binascii
import hashlib
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BYTES = 32
_NONCE = 12  # bytes, as the standard has it; random, and a workspace's token is written a few times in its life


class KeyWrong(Exception):
    """Why a list of keys cannot be used, without repeating any of it."""


class CannotOpen(Exception):
    """None of our keys opens this, or it belongs to somebody else."""


@dataclass(frozen=True)
class Sealed:
    """An encrypted token: nonce and ciphertext, and the name of the key that closed it."""

    content: bytes = field(repr=False)
    key: str


def new_key() -> str:
    """A key as it stands in SAMEPAGE_SECRET_KEY: base64 of 32 random bytes."""
    return b64encode(secrets.token_bytes(_BYTES)).decode()


def read_keys(text: str) -> tuple[bytes, ...]:
    """The keys in a list separated by commas, newest first; KeyWrong where one of them is none."""
    keys = tuple(_read_key(each.strip()) for each in text.split(","))
    if len(set(keys)) < len(keys):
        raise KeyWrong("names a key twice")
    return keys


def _read_key(text: str) -> bytes:
    try:
        key = b64decode(text.translate(_URL_SAFE), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise KeyWrong("must be base64 of 32 bytes, or several separated by commas; `samepage key` prints a new one")
    return key


_URL_SAFE = str.maketrans("-_", "+/")


def key_name(key: bytes) -> str:
    """What a key is called where it was used: it says nothing of the key."""
    return hashlib.sha256(b"samepage key name\x00" + key).hexdigest()[:12]


class Vault:
    """Seals with the newest key, opens with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {key_name(key): key for key in keys}
        self.newest = key_name(keys[0])

    def seal(self, token: str, owner: str) -> Sealed:
        """`owner` is the workspace, or the enterprise of an installation for all of it."""
        nonce = secrets.token_bytes(_NONCE)
        closed = AESGCM(self._keys[self.newest]).encrypt(nonce, token.encode(), _bound(owner))
        return Sealed(nonce + closed, self.newest)

    def open(self, sealed: Sealed, owner: str) -> str:
        key = self._keys.get(sealed.key)
        if key is None:
            raise CannotOpen("it was encrypted with a key that SAMEPAGE_SECRET_KEY does not hold")
        try:
            nonce, closed = sealed.content[:_NONCE], sealed.content[_NONCE:]
            return AESGCM(key).decrypt(nonce, closed, _bound(owner)).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen("it is damaged, or belongs to another workspace") from None

    def knows(self, key: str) -> bool:
        """Whether we hold the key of that name."""
        return key in self._keys

    def stamp_key(self) -> bytes:
        """For signing what leaves us for a few minutes: not the key that encrypts."""
        return _stamp(self._keys[self.newest])

    def stamp_keys(self) -> list[bytes]:
        """As `stamp_key`, of every key: a replica may have been given a newer one already."""
        return [_stamp(key) for key in self._keys.values()]


def _bound(owner: str) -> bytes:
    return b"samepage token\x00" + owner.encode()


def _stamp(key: bytes) -> bytes:
    return hashlib.sha256(b"samepage stamp\x00" + key).digest()
