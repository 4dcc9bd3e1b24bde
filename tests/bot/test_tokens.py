"""Tokens at rest: each bound to its workspace, opened by any of our keys, closed by the newest."""

from __future__ import annotations

import pytest

from bot.tokens import CannotOpen, KeyWrong, Sealed, Vault, key_name, new_key, read_keys

TOKEN = "xoxb-1234-abcd"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # workers of a parallel run name the same cases
OLD, NEW = read_keys(new_key())[0], read_keys(new_key())[0]


def test_what_is_sealed_opens_again_and_looks_different_each_time() -> None:
    vault = Vault([NEW])
    first, second = vault.seal(TOKEN, "T1"), vault.seal(TOKEN, "T1")
    assert vault.open(first, "T1") == vault.open(second, "T1") == TOKEN
    assert first.content != second.content
    assert TOKEN.encode() not in first.content
    assert first.key == key_name(NEW)


def test_a_token_in_another_workspaces_row_does_not_open() -> None:
    vault = Vault([NEW])
    with pytest.raises(CannotOpen, match="another workspace"):
        vault.open(vault.seal(TOKEN, "T1"), "T2")


@pytest.mark.parametrize("at", [0, 11, 12, 20, -1])
def test_a_token_with_a_changed_byte_does_not_open(at: int) -> None:
    vault = Vault([NEW])
    sealed = vault.seal(TOKEN, "T1")
    changed = bytearray(sealed.content)
    changed[at] ^= 1
    with pytest.raises(CannotOpen, match="damaged"):
        vault.open(Sealed(bytes(changed), sealed.key), "T1")


@pytest.mark.parametrize("left", [0, 5, 12, 27])
def test_a_token_that_was_cut_off_does_not_open(left: int) -> None:
    vault = Vault([NEW])
    sealed = vault.seal(TOKEN, "T1")
    with pytest.raises(CannotOpen):
        vault.open(Sealed(sealed.content[:left], sealed.key), "T1")


def test_an_older_key_still_opens_and_the_newest_closes() -> None:
    before = Vault([OLD]).seal(TOKEN, "T1")
    both = Vault([NEW, OLD])
    assert both.open(before, "T1") == TOKEN
    assert both.seal(TOKEN, "T1").key == key_name(NEW)
    with pytest.raises(CannotOpen, match="does not hold"):
        Vault([NEW]).open(before, "T1")


def test_the_stamps_key_is_not_the_key_that_encrypts() -> None:
    assert Vault([NEW]).stamp_key() != NEW
    assert Vault([NEW, OLD]).stamp_keys() == [Vault([NEW]).stamp_key(), Vault([OLD]).stamp_key()]


def test_keys_are_read_newest_first_in_either_alphabet() -> None:
    first, second = new_key(), new_key()
    keys = read_keys(f"{first} , {second.replace('+', '-').replace('/', '_')}")
    assert keys == (read_keys(first)[0], read_keys(second)[0])


@pytest.mark.parametrize("wrong", ["", "abc", "not base64 at all!", "QUJD", KEY + ",", KEY[:-4], "é" * 44])
def test_a_key_that_is_none_is_refused_without_being_repeated(wrong: str) -> None:
    with pytest.raises(KeyWrong, match="samepage key") as refused:
        read_keys(wrong)
    assert not wrong or wrong not in str(refused.value)


def test_the_same_key_twice_is_refused() -> None:
    key = new_key()
    with pytest.raises(KeyWrong, match="twice"):
        read_keys(f"{key},{key}")


def test_neither_keys_nor_tokens_show() -> None:
    assert "content" not in repr(Vault([NEW]).seal(TOKEN, "T1"))
