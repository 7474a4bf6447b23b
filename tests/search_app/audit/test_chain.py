"""What is hashed of an entry says everything it holds, once and in one way."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from search_app.audit.chain import (
    NOTHING_BEFORE,
    AuditEntry,
    canonical,
    subject_text,
    verify,
)

#: Anything that may be sent: Khmer, Chinese, lone surrogates, control characters.
texts = st.text(st.characters(), max_size=30)
facts = st.dictionaries(
    texts,
    texts | st.integers() | st.booleans() | st.none() | st.lists(texts, max_size=3),
    max_size=4,
)
entries = st.builds(
    AuditEntry,
    number=st.integers(1, 2**40),
    at=texts,
    account=texts,
    name=texts,
    address=texts,
    action=texts,
    subject=facts.map(subject_text),
    previous=texts,
)


def chained(*subjects):
    """A log of so many entries in order."""
    log = []
    for number, subject in enumerate(subjects, 1):
        entry = AuditEntry(
            number=number,
            at="2026-05-31T08:00:00.000+00:00",
            account="a1",
            name="អ្នកអាន 读者",
            address="127.0.0.1",
            action="search",
            subject=subject_text({"q": subject}),
            previous=log[-1].sha256 if log else NOTHING_BEFORE,
        )
        log.append(replace(entry, sha256=entry.digest()))
    return log


@given(facts)
def test_a_subject_reads_back_as_it_was(found):
    assert json.loads(subject_text(found)) == found


@given(facts, facts)
def test_equal_subjects_have_one_text_and_different_ones_two(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (subject_text(one) == subject_text(other)) == same


@given(facts)
def test_the_order_in_which_facts_come_makes_no_difference(found):
    assert subject_text(dict(reversed(found.items()))) == subject_text(found)


@given(entries, entries)
def test_two_entries_that_differ_anywhere_are_hashed_from_different_texts(one, other):
    assert (canonical(one) == canonical(other)) == (one == other)


@given(entries)
def test_what_is_hashed_is_ascii_and_the_hash_has_64_digits(entry):
    assert canonical(entry).isascii()
    assert len(entry.digest()) == 64


@given(entries, st.sampled_from(["at", "account", "name", "address", "action", "subject"]), texts)
def test_a_change_of_any_part_shows_in_the_hash(entry, part, text):
    changed = replace(entry, **{part: getattr(entry, part) + "x" + text})
    assert changed.digest() != entry.digest()


@given(st.lists(texts, max_size=8))
def test_a_log_as_it_was_written_is_whole(subjects):
    log = chained(*subjects)
    verdict = verify(log)
    assert verdict.whole
    assert verdict.entries == len(log)
    assert verdict.head == (log[-1].sha256 if log else NOTHING_BEFORE)


@given(st.lists(texts, min_size=2, max_size=8, unique=True), st.data())
def test_any_other_order_or_number_of_entries_is_no_whole_log(subjects, data):
    log = chained(*subjects)
    other = data.draw(st.permutations(log) | st.lists(st.sampled_from(log), max_size=9))
    cut_at_the_end = other == log[: len(other)]
    assert verify(other).whole == cut_at_the_end
    assert verify(other, log[-1].sha256).whole == (other == log)


def test_the_first_wrong_entry_is_named_with_what_is_wrong():
    log = chained("សំណើ", "请求", "request", "refusal", "costs")
    renumbered = replace(log[1], number=3)
    rehashed = replace(log[1], action="open")
    rehashed = replace(rehashed, sha256=rehashed.digest())
    for tampered, number, reason in (
        ([log[0], replace(log[1], name="another"), *log[2:]], 2, "it was changed"),
        ([log[0], *log[2:]], 3, "entry 2 before it is missing"),
        ([log[0], log[4]], 5, "entry 2 to 4 before it is missing"),
        ([log[0], log[0], *log[1:]], 1, "entry 2 is to be"),
        ([log[0], log[2], log[1], *log[3:]], 3, "entry 2 before it is missing"),
        ([*log[:2], renumbered, *log[2:]], 3, "it was changed"),
        ([log[0], rehashed, *log[2:]], 3, "follows another entry"),
        ([*log[1:]], 2, "entry 1 before it is missing"),
    ):
        verdict = verify(tampered)
        assert not verdict.whole
        assert verdict.fault.number == number
        assert reason in verdict.fault.reason


def test_a_log_whose_end_was_cut_off_is_told_by_its_former_head_alone():
    log = chained("សំណើ", "请求", "request")
    assert verify(log[:2]).whole
    assert not verify(log[:2], log[2].sha256).whole
    assert verify(log, log[1].sha256).whole
