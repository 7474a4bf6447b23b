"""What a password must be, and how it is kept."""

import argon2
import pytest

from search_app.accounts import passwords
from search_app.accounts.errors import WeakPassword

GOOD = "ជំនួយទៅវិញទៅមក 引渡 2026"


def test_a_password_in_any_script_is_kept_as_argon2id_with_a_salt_of_its_own():
    one, other = passwords.hashed(GOOD), passwords.hashed(GOOD)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert passwords.check(one, GOOD) == (True, "")
    assert not passwords.check(one, GOOD + " ").right


def test_however_a_keyboard_composes_a_password_it_is_the_same():
    kept = passwords.hashed("contraseña larga")
    assert passwords.check(kept, "contrasen\u0303a larga").right


@pytest.mark.parametrize("password", ["", GOOD, "x" * 5000])
def test_nothing_is_right_for_a_name_that_nobody_has(password):
    assert passwords.check("", password) == (False, "")


def test_as_much_is_hashed_for_an_unknown_name_as_for_a_known_one(monkeypatch):
    kept, asked = passwords.hashed(GOOD), []

    class Counting:
        check_needs_rehash = passwords._HASHER.check_needs_rehash
        hash = passwords._HASHER.hash

        @staticmethod
        def verify(hashed, password):
            asked.append(argon2.extract_parameters(hashed))
            raise argon2.exceptions.VerifyMismatchError

    monkeypatch.setattr(passwords, "_HASHER", Counting)
    passwords.check(kept, "another password")
    passwords.check("", "another password")
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_a_hash_with_other_parameters_is_made_anew():
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
    right, new = passwords.check(weak.hash(GOOD), GOOD)
    assert right
    assert new.startswith("$argon2id$v=19$m=65536")
    assert passwords.check(new, GOOD) == (True, "")


def test_a_hash_that_is_none_is_right_for_nobody():
    assert not passwords.check("no hash", GOOD).right


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("eleven char", "at least 12"),
        ("សន្ធិសញ្ញា", "at least 12"),
        ("x" * 1001, "at most 1000"),
        ("Sok Sopheap-2026", "not be the name"),
        ("SOK SOPHEAP-2026", "not be the name"),
        ("sok@ministry.example", "not be the name"),
        ("Password12345", "first that are guessed"),
        ("TreatyLens2026", "first that are guessed"),
        ("法法法法法法法法法法法法", "first that are guessed"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_a_sentence(password, said):
    with pytest.raises(WeakPassword, match=said):
        passwords.check_new(password, ("Sok Sopheap-2026", "", "sok@ministry.example"))


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct horse battery", "引渡条约与司法协助条约文本全集", " " * 4 + "spaces, too "],
)
def test_every_character_may_be_used(password):
    passwords.check_new(password, ("sokha",))


def test_those_refused_are_long_enough_to_be_tried_at_all():
    assert all(
        len(one) >= passwords.SHORTEST and one == one.casefold() for one in passwords.COMMONEST
    )
