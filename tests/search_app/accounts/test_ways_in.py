"""Sessions, tokens, links and logging in, in SQLite and PostgreSQL."""

import contextlib
import heapq
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import argon2
import pytest
from sqlalchemy import text

from search_app.accounts.devices import Devices
from search_app.accounts.errors import (
    AccountError,
    BadLink,
    BadName,
    LoginRefused,
    NoSuchName,
    TooManyAttempts,
    WeakPassword,
)
from search_app.accounts.throttle import (
    OF_ADDRESS,
    OF_NAME,
    OF_PAIR,
    UNHINDERED,
    Throttle,
    address_id,
)

GOOD = "ជំនួយទៅវិញទៅមក"
HERE = "192.0.2.7"


def refusal(registry, name, password, address=HERE):
    with pytest.raises((LoginRefused, TooManyAttempts)) as told:
        registry.desk.admit(name, password, address)
    return told.value


# --------------------------------------------------------------------------- sessions


def test_a_session_is_its_accounts_until_it_is_ended(registry, sokha):
    secret = registry.sessions.begin(sokha.id, HERE, "Firefox\n on a  desk")
    account, session = registry.sessions.find(secret)
    assert account == sokha
    (shown,) = registry.sessions.of(sokha.id)
    assert (shown.id, shown.address, shown.agent) == (session, HERE, "Firefox on a desk")
    assert shown.id != secret
    registry.sessions.end(sokha.id, session)
    assert registry.sessions.find(secret) is None
    assert registry.sessions.of(sokha.id) == []


def test_an_account_ends_no_session_of_another(registry, sokha):
    other = registry.accounts.add("李明")
    secret = registry.sessions.begin(sokha.id)
    registry.sessions.end(other.id, registry.sessions.of(sokha.id)[0].id)
    registry.sessions.end_all(other.id)
    assert registry.sessions.find(secret)


def test_a_session_that_is_not_used_ends(registry, clock, sokha):
    secret = registry.sessions.begin(sokha.id)
    for _ in range(5):
        clock.pass_by(minutes=29)
        assert registry.sessions.find(secret)
    clock.pass_by(minutes=30)
    assert registry.sessions.find(secret) is None
    assert registry.sessions.of(sokha.id) == []


def test_a_session_ends_however_much_it_is_used(registry, clock, sokha):
    secret = registry.sessions.begin(sokha.id)
    for _ in range(23):
        clock.pass_by(minutes=20)
        assert registry.sessions.find(secret)
    clock.pass_by(minutes=20)
    assert registry.sessions.find(secret) is None


def test_sessions_that_have_ended_are_swept_away(registry, clock, sokha, new_database):
    registry.sessions.begin(sokha.id)
    clock.pass_by(hours=9)
    registry.sessions.begin(sokha.id)
    with new_database().reading() as session:
        assert session.scalar(text("SELECT count(*) FROM account_sessions")) == 1


def test_looking_at_a_session_writes_once_a_minute_at_most(registry, clock, sokha):
    secret = registry.sessions.begin(sokha.id)
    begun = registry.sessions.of(sokha.id)[0].seen_at
    clock.pass_by(seconds=59)
    registry.sessions.find(secret)
    assert registry.sessions.of(sokha.id)[0].seen_at == begun
    clock.pass_by(seconds=1)
    registry.sessions.find(secret)
    assert registry.sessions.of(sokha.id)[0].seen_at > begun


def test_who_is_disabled_is_logged_out_and_their_tokens_do_not_revive(registry, sokha):
    reader = registry.accounts.add("李明", password=GOOD)
    session = registry.sessions.begin(reader.id)
    _, token = registry.tokens.make(reader.id, "script", ["read"])
    link, _ = registry.links.make(reader.id)
    registry.accounts.change(reader.id, disabled=True)
    assert registry.sessions.find(session) is None
    assert registry.tokens.find(token) is None
    with pytest.raises(BadLink):
        registry.links.owner(link)
    assert "do not belong together" in str(refusal(registry, "李明", GOOD))
    registry.accounts.change(reader.id, disabled=False)
    assert registry.sessions.find(session) is None
    assert registry.tokens.find(token) is None
    assert registry.desk.admit("李明", GOOD, HERE)


@pytest.mark.parametrize("how", ["admin", "link", "own"])
def test_another_password_ends_every_session_token_and_link(registry, sokha, how):
    session = registry.sessions.begin(sokha.id)
    _, token = registry.tokens.make(sokha.id, "script", ["admin"])
    link, _ = registry.links.make(sokha.id)
    new = "引渡条约 extradition"
    if how == "admin":
        registry.accounts.set_password(sokha.id, new)
    elif how == "link":
        assert registry.links.use(link, new).id == sokha.id
    else:
        registry.desk.change_password(sokha, GOOD, new, HERE)
    assert registry.sessions.find(session) is None
    assert registry.tokens.find(token) is None
    with pytest.raises(BadLink):
        registry.links.owner(link)
    refusal(registry, "សុខា", GOOD)
    assert registry.desk.admit("សុខា", new, HERE) == sokha


# --------------------------------------------------------------------------- tokens


def test_a_token_has_the_scopes_it_was_made_with(registry, clock, sokha):
    token, secret = registry.tokens.make(sokha.id, "nightly run", ["save", "read"], days=30)
    assert secret.startswith("tl_")
    assert (token.name, token.scopes, token.used_at) == ("nightly run", ("read", "save"), "")
    account, scopes, *which = registry.tokens.find(secret)
    assert (account, scopes) == (sokha, {"read", "save"})
    assert which == [token.id, "nightly run"]
    assert registry.tokens.of(sokha.id)[0].used_at
    identity = account.identity(scopes)
    assert identity.may("save")
    assert not identity.may("admin")
    clock.pass_by(days=30)
    assert registry.tokens.find(secret) is None
    assert len(registry.tokens.of(sokha.id)) == 1


def test_a_token_without_an_end_lasts_until_it_is_revoked(registry, clock, sokha):
    token, secret = registry.tokens.make(sokha.id, "script", ["read"])
    clock.pass_by(days=4000)
    assert registry.tokens.find(secret)
    other = registry.accounts.add("李明")
    with pytest.raises(NoSuchName):
        registry.tokens.revoke(token.id, other.id)
    registry.tokens.revoke(token.id, sokha.id)
    assert registry.tokens.find(secret) is None
    with pytest.raises(NoSuchName):
        registry.tokens.revoke(token.id)


@pytest.mark.parametrize(
    ("scopes", "days", "said"),
    [
        ([], 30, "at least one thing"),
        (["edit"], 30, "read, save"),
        (["read", "fly"], 30, "fly"),
        (["read"], -1, "1 to 3650"),
        (["read"], 4000, "1 to 3650"),
    ],
)
def test_no_token_may_more_than_its_account(registry, scopes, days, said):
    reader = registry.accounts.add("李明")
    with pytest.raises(AccountError, match=said):
        registry.tokens.make(reader.id, "script", scopes, days)
    assert registry.tokens.of(reader.id) == []


def test_a_token_may_less_when_its_account_does(registry, sokha):
    editor = registry.accounts.add("李明", role="editor")
    _, secret = registry.tokens.make(editor.id, "script", ["read", "edit"])
    registry.accounts.change(editor.id, role="reader")
    account, scopes, *_ = registry.tokens.find(secret)
    assert not account.identity(scopes).may("edit")


def test_a_token_needs_a_name(registry, sokha):
    with pytest.raises(BadName):
        registry.tokens.make(sokha.id, " ", ["read"])


@pytest.mark.parametrize("secret", ["", "tl_", "tl_x", "Bearer", "\udcff", "tl_" + "ក" * 300])
def test_what_is_no_token_is_nobodys(registry, sokha, secret):
    assert registry.tokens.find(secret) is None
    assert registry.sessions.find(secret) is None


# --------------------------------------------------------------------------- links


def test_a_link_sets_the_password_once(registry, sokha):
    reader = registry.accounts.add("李明")
    refusal(registry, "李明", "")
    secret, _ = registry.links.make(reader.id)
    with pytest.raises(WeakPassword):
        registry.links.use(secret, "short")
    assert registry.links.owner(secret).name == "李明"
    registry.links.use(secret, GOOD)
    assert registry.desk.admit("李明", GOOD, HERE).has_password
    with pytest.raises(BadLink):
        registry.links.use(secret, "another good password")


def test_a_link_ends_by_itself_and_when_another_is_made(registry, clock, sokha):
    first, _ = registry.links.make(sokha.id)
    second, ends = registry.links.make(sokha.id)
    assert ends.startswith("2026-03-07T05:06:07")
    with pytest.raises(BadLink):
        registry.links.owner(first)
    clock.pass_by(days=3)
    with pytest.raises(BadLink):
        registry.links.use(second, "another good password")
    with pytest.raises(NoSuchName):
        registry.links.make("nobody")


# --------------------------------------------------------------------------- logging in


def test_the_same_is_said_of_an_unknown_name_and_a_wrong_password(registry, sokha):
    registry.accounts.add("李明")  # without a password
    said = {
        str(refusal(registry, name, password))
        for name, password in [("សុខា", "wrong"), ("nobody", GOOD), ("李明", ""), ("", "")]
    }
    assert said == {"Name and password do not belong together. Try again."}


def test_a_login_with_old_parameters_renews_the_hash(registry, sokha, new_database):
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    database = new_database()
    with database.writing() as session:
        session.execute(text("UPDATE accounts SET password_hash = :h"), {"h": weak})
    secret = registry.sessions.begin(sokha.id)
    assert registry.desk.admit("សុខា", GOOD, HERE) == sokha
    with database.reading() as session:
        assert "m=64," in session.scalar(text("SELECT password_hash FROM accounts"))
    assert registry.sessions.find(secret)  # the same password: nobody is logged out


def waits(registry, clock, count, name="សុខា", address=HERE):
    """The seconds to wait before each of so many attempts."""
    found = []
    for _ in range(count):
        told = refusal(registry, name, "wrong password", address)
        found.append(told.seconds if isinstance(told, TooManyAttempts) else 0)
        if found[-1]:
            clock.pass_by(seconds=found[-1])
            assert isinstance(refusal(registry, name, "wrong password", address), LoginRefused)
    return found


def test_each_failure_after_the_fifth_costs_twice_the_wait(registry, clock, sokha):
    found = waits(registry, clock, 15)
    assert found == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]


def test_an_attempt_made_too_early_is_not_looked_at_even_if_right(registry, clock, sokha):
    waits(registry, clock, 5)
    told = refusal(registry, "សុខា", GOOD)
    assert isinstance(told, TooManyAttempts)
    assert "2 seconds" in str(told)
    assert isinstance(refusal(registry, "សុខា", GOOD), TooManyAttempts)
    clock.pass_by(seconds=2)
    assert registry.desk.admit("សុខា", GOOD, HERE) == sokha
    assert waits(registry, clock, 5) == [0] * 5


def test_nobody_is_locked_out_for_ever(registry, clock, sokha):
    waits(registry, clock, 15)
    clock.pass_by(seconds=900)
    assert registry.desk.admit("សុខា", GOOD, HERE) == sokha


def test_failures_are_forgotten_after_a_day(registry, clock, sokha):
    waits(registry, clock, 7)
    clock.pass_by(days=1, seconds=1)
    assert waits(registry, clock, 5) == [0] * 5


def test_a_name_is_counted_however_it_is_spelled_and_whether_anybody_has_it(registry, clock):
    for name in ("José", "JOSÉ", "Jose\u0301", "jos\u200bé", "josé"):
        assert isinstance(refusal(registry, name, "wrong"), LoginRefused)
    assert isinstance(refusal(registry, "josé", "wrong"), TooManyAttempts)


def test_an_address_is_counted_over_all_names_and_longer(registry, clock, sokha):
    for number in range(OF_ADDRESS.free):
        assert isinstance(refusal(registry, f"name {number}", "wrong"), LoginRefused)
    assert isinstance(refusal(registry, "សុខា", GOOD), TooManyAttempts)
    assert registry.desk.admit("សុខា", GOOD, "192.0.2.8") == sokha


def test_whoever_has_an_account_cannot_try_those_of_others_from_one_address(registry, clock, sokha):
    for number in range(OF_ADDRESS.free):
        refusal(registry, f"name {number}", "wrong")
        if number % 7 == 0:
            registry.desk.admit("សុខា", GOOD, HERE)
    assert isinstance(refusal(registry, "one more", "wrong"), TooManyAttempts)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "unix:", False),
    ],
)
def test_a_customer_has_a_whole_64_of_addresses(one, other, same):
    assert (address_id(one) == address_id(other)) is same


def test_attempts_at_once_are_no_more_than_one_after_the_other(
    new_database, clock, registry, sokha
):
    throttles = [Throttle(new_database(), clock) for _ in range(8)]

    def attempt(number):
        try:
            throttles[number % 8].attempt("សុខា", "192.0.2.7")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == OF_PAIR.free


def guesses(registry, clock, hours, addresses):
    """How many guesses at a name somebody makes from so many addresses, who tries from each of
    them as soon as it may try again; the owner logs in once an hour from elsewhere meanwhile."""
    throttle, made, logins = Throttle(registry.database, clock), 0, 0
    ends = clock.moment + timedelta(hours=hours)
    next_at = [(clock.moment, number) for number in range(addresses)]
    owner_at = clock.moment + timedelta(minutes=29)
    while next_at[0][0] < ends:
        at, number = heapq.heappop(next_at)
        if owner_at <= at:
            clock.moment, owner_at = owner_at, owner_at + timedelta(hours=1)
            registry.desk.admit("សុខា", GOOD, "198.51.100.1")
            logins += 1
        clock.moment = max(at, clock.moment)
        wait = 0
        try:
            throttle.attempt("សុខា", f"2001:db8:{number:x}::1")
            made += 1
        except TooManyAttempts as told:
            wait = told.seconds
        heapq.heappush(next_at, (clock.moment + timedelta(seconds=wait), number))
    return made, logins


@pytest.mark.parametrize(
    ("addresses", "hours", "most"), [(1, 24, 115), (40, 1, 40 * UNHINDERED + 110)]
)
def test_whoever_guesses_all_day_keeps_the_owner_from_nothing_and_makes_few_guesses(
    registry, clock, sokha, addresses, hours, most
):
    made, logins = guesses(registry, clock, hours, addresses)
    assert logins == hours
    assert OF_PAIR.free < made <= most


def test_who_has_many_addresses_is_held_back_by_the_name_but_a_new_address_is_not(
    registry, clock, sokha
):
    throttle = Throttle(registry.database, clock)
    for number in range(OF_NAME.free):
        throttle.attempt("សុខា", f"2001:db8:{number // UNHINDERED:x}::1")
    with pytest.raises(TooManyAttempts):
        throttle.attempt("សុខា", "2001:db8:0::1")
    assert registry.desk.admit("សុខា", GOOD, "198.51.100.1") == sokha


def test_a_known_browser_is_let_in_from_the_very_address_that_somebody_guesses_from(
    registry, clock, sokha
):
    waits(registry, clock, 15)
    for number in range(OF_ADDRESS.free):
        with contextlib.suppress(TooManyAttempts):
            Throttle(registry.database, clock).attempt(f"name {number}", HERE)
    assert isinstance(refusal(registry, "សុខា", GOOD), TooManyAttempts)
    assert registry.desk.admit("សុខា", GOOD, HERE, "browser") == sokha
    for _ in range(OF_PAIR.free):
        with pytest.raises(LoginRefused):
            registry.desk.admit("សុខា", "wrong", HERE, "browser")
    with pytest.raises(TooManyAttempts):
        registry.desk.admit("សុខា", GOOD, HERE, "browser")


def test_the_cookie_of_a_known_browser_is_good_for_its_names_alone_and_signed():
    devices = Devices("k" * 64)
    cookie = devices.with_name("", "សុខា")
    both = devices.with_name(cookie, "Li Ming")
    assert devices.known(both, "សុខា") == devices.known(cookie, "សុខា") != ""
    assert devices.known(both, "LI MING")
    assert devices.known(cookie, "Li Ming") == ""
    for bad in ("", "x", cookie[:-1], "ក" * 3000, Devices("j" * 64).with_name("", "សុខា")):
        assert devices.known(bad, "សុខា") == ""
    for number in range(20):
        cookie = devices.with_name(cookie, f"name {number}")
    assert devices.known(cookie, "name 19")
    assert devices.known(cookie, "សុខា") == ""
    assert len(cookie) < 1000


def test_a_clock_that_was_wrong_locks_nobody_out(registry, clock, sokha):
    moment = clock.moment
    clock.pass_by(days=4000)
    waits(registry, clock, 8)
    clock.moment = moment
    assert registry.desk.admit("សុខា", GOOD, HERE) == sokha


def test_a_new_password_by_an_admin_ends_the_wait(registry, clock, sokha):
    waits(registry, clock, 6)
    registry.accounts.set_password(sokha.id, "引渡条约 extradition")
    assert registry.desk.admit("សុខា", "引渡条约 extradition", HERE) == sokha


def test_changing_ones_own_password_needs_the_one_until_now(registry, sokha):
    with pytest.raises(LoginRefused):
        registry.desk.change_password(sokha, "wrong", "another good password", HERE)
    with pytest.raises(WeakPassword):
        registry.desk.change_password(sokha, GOOD, "short", HERE)
    assert registry.desk.admit("សុខា", GOOD, HERE) == sokha
