"""Sealed values: opened only where they were sealed, under a key of the ring, unchanged to the last bit."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.kernel.encryption import KeyRing, Unreadable, new_key, ring

OLD, NEW = new_key("k1"), new_key("k2")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_comes_back(text: str) -> None:
    keys = KeyRing(NEW)
    assert keys.decrypt(keys.encrypt(text, "here"), "here") == text


def test_every_flipped_bit_is_noticed() -> None:
    keys = KeyRing(NEW)
    head, _, encoded = keys.encrypt("A short note", "mfa.data").rpartition(":")
    raw = base64.b64decode(encoded)
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            keys.decrypt(f"{head}:{base64.b64encode(bytes(changed)).decode()}", "mfa.data")


def test_a_value_cannot_be_read_from_another_place() -> None:
    keys = KeyRing(NEW)
    sealed = keys.encrypt("of row 1", "notes.text.1")
    with pytest.raises(Unreadable):
        keys.decrypt(sealed, "notes.text.2")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    keys = KeyRing(NEW)
    assert keys.encrypt("x", "here") != keys.encrypt("x", "here")


def test_old_keys_open_and_the_first_one_seals() -> None:
    sealed_before = KeyRing(OLD).encrypt("long ago", "here")
    turned = KeyRing(f"{NEW}, {OLD}")
    assert turned.decrypt(sealed_before, "here") == "long ago"
    assert turned.encrypt("today", "here").startswith("v1:k2:")
    with pytest.raises(Unreadable):
        KeyRing(NEW).decrypt(sealed_before, "here")


def test_a_key_of_the_same_name_with_other_bytes_opens_nothing() -> None:
    sealed = KeyRing(new_key("k1")).encrypt("x", "here")
    with pytest.raises(Unreadable):
        KeyRing(new_key("k1")).decrypt(sealed, "here")


@pytest.mark.parametrize(
    "stored", ["", "clear text", "v1:k2", "v2:k2:AAAA", "v1:k2:no base64!", "v1:k2:", "v1:k2:AAAA", "v1::"]
)
def test_what_was_never_sealed_is_not_given_back(stored: str) -> None:
    with pytest.raises(Unreadable):
        KeyRing(NEW).decrypt(stored, "here")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "empty"),
        (" , ", "empty"),
        ("k1:short", "base64"),
        ("k1:QUJD", "32 bytes"),
        (":" + NEW.partition(":")[2], "32 bytes and an id"),
        ("no-dash:" + NEW.partition(":")[2], "letters and digits"),
    ],
    ids=["empty", "commas", "not base64", "short", "nameless", "dash"],
)
def test_a_ring_that_cannot_be_used_says_why(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        KeyRing(written)


def test_the_installations_ring_comes_from_the_settings(settings: Any) -> None:
    settings.DUEREGARD_KEYS = NEW
    assert ring().first == "k2"
    settings.DUEREGARD_KEYS = OLD
    assert ring().first == "k1"
    assert ring() is ring()
