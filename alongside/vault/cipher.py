"""AES-256-GCM over padded texts. Pure: bytes in, bytes out.

Format: one byte version, 16 bytes key id, 12 bytes nonce, ciphertext with its tag. The associated data binds a text to
its model, row, field, owner and voice, so that ciphertext moved elsewhere does not open (NIST SP 800-38D).
"""

import os
import struct
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
_HEAD = struct.Struct(">B16s12s")
_LENGTH = struct.Struct(">I")


def pad(plain: bytes) -> bytes:
    """Length, text, zeros up to the next bucket (64, 128, ... 4096, then multiples of 4096), so a size says little."""
    size = _LENGTH.size + len(plain)
    bucket = 64
    while bucket < size and bucket < 4096:
        bucket *= 2
    if bucket < size:
        bucket = -(-size // 4096) * 4096
    return _LENGTH.pack(len(plain)) + plain + bytes(bucket - size)


def unpad(padded: bytes) -> bytes:
    """The text that `pad` padded."""
    (length,) = _LENGTH.unpack_from(padded)
    return padded[_LENGTH.size : _LENGTH.size + length]


def seal(key: bytes, key_id: uuid.UUID, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypt a text under a data key."""
    nonce = os.urandom(12)
    return _HEAD.pack(VERSION, key_id.bytes, nonce) + AESGCM(key).encrypt(nonce, pad(plain), bound_to)


def key_id_of(sealed: bytes) -> uuid.UUID:
    """The id of the data key that opens this."""
    version, key_id, _ = _HEAD.unpack_from(sealed)
    if version != VERSION:
        raise ValueError(f"Sealed text of an unknown version: {version}.")
    return uuid.UUID(bytes=key_id)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Decrypt what `seal` made. Raises cryptography's InvalidTag when it was changed or moved."""
    _, _, nonce = _HEAD.unpack_from(sealed)
    return unpad(AESGCM(key).decrypt(nonce, sealed[_HEAD.size :], bound_to))


def new_key() -> bytes:
    """A fresh data key of 256 random bits."""
    return AESGCM.generate_key(256)


def wrap(master: bytes, key_id: uuid.UUID, key: bytes) -> bytes:
    """Encrypt a data key under the master key, bound to its id."""
    nonce = os.urandom(12)
    return nonce + AESGCM(master).encrypt(nonce, key, key_id.bytes)


def unwrap(master: bytes, key_id: uuid.UUID, wrapped: bytes) -> bytes:
    """The data key that `wrap` wrapped."""
    return AESGCM(master).decrypt(wrapped[:12], wrapped[12:], key_id.bytes)
