"""Texts open only with their key, at their place, and their length says little."""

import uuid

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from alongside.vault import cipher

KEY, KEY_ID = bytes(range(32)), uuid.UUID(int=7)


@given(st.binary(max_size=10_000))
def test_what_is_sealed_opens(plain: bytes) -> None:
    assert cipher.unseal(KEY, cipher.seal(KEY, KEY_ID, plain, b"here"), b"here") == plain


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_lengths_come_in_few_sizes(one: bytes, other: bytes) -> None:
    sizes = {len(cipher.pad(one)), len(cipher.pad(other))}
    assert sizes <= {64, 128, 256, 512}


def test_a_text_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        cipher.unseal(KEY, cipher.seal(KEY, KEY_ID, b"words", b"row 1"), b"row 2")


def test_a_changed_text_does_not_open() -> None:
    sealed = bytearray(cipher.seal(KEY, KEY_ID, b"words", b"here"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        cipher.unseal(KEY, bytes(sealed), b"here")


def test_the_key_id_is_readable_and_versions_are_checked() -> None:
    sealed = cipher.seal(KEY, KEY_ID, b"words", b"here")
    assert cipher.key_id_of(sealed) == KEY_ID
    with pytest.raises(ValueError, match="unknown version"):
        cipher.key_id_of(b"\x09" + sealed[1:])


def test_a_wrapped_key_opens_only_as_itself() -> None:
    wrapped = cipher.wrap(KEY, KEY_ID, b"k" * 32)
    assert cipher.unwrap(KEY, KEY_ID, wrapped) == b"k" * 32
    with pytest.raises(InvalidTag):
        cipher.unwrap(KEY, uuid.UUID(int=8), wrapped)
