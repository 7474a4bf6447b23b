"""What is new, changed and gone between two lists of hits."""

from hypothesis import given
from hypothesis import strategies as st

from search_app.access import PUBLIC, RESTRICTED, Access
from search_app.saved.kept_hits import KeptHit, Version, pack, seen_hits, unpack
from search_app.saved.run_diff import diff
from search_app.work_labels import WorkLabels


def hit(name, text="a", **more):
    return KeptHit(id=name, hash=text, work=name.split("/")[0], **more)


def ids(found):
    return (
        [one.id for one in found.new],
        [one.now.id for one in found.changed],
        [one.hit.id for one in found.gone],
    )


A, B, C = "treaty-1/en/art_1", "treaty-1/zh/art_1", "treaty-2/km/art_3"


def test_the_same_hits_in_another_order_are_no_difference():
    assert not diff([hit(A), hit(B)], [hit(B), hit(A)])


def test_what_came_what_went_and_what_has_another_text_is_told():
    found = diff([hit(A), hit(B)], [hit(C), hit(B, "b")], {A: "removed"})
    assert ids(found) == ([C], [B], [A])
    assert found.gone[0].why == "removed"
    assert found.changed[0].texts == ((B, "a", "b"),)
    assert found


def test_every_hit_of_a_first_run_is_new():
    assert ids(diff([], [hit(A), hit(B)])) == ([A, B], [], [])


def test_another_version_shown_of_the_same_provision_is_no_difference():
    english = hit(A, "a", versions=(Version(id=B, hash="b"),))
    chinese = hit(B, "b", versions=(Version(id=A, hash="a"),))
    assert not diff([english], [chinese], grouped=True)
    assert diff([english], [chinese])


def test_a_version_that_changed_or_came_changes_its_provision():
    before = hit(A, "a", versions=(Version(id=B, hash="b"),))
    changed = hit(A, "a", versions=(Version(id=B, hash="other"),))
    assert diff([before], [changed], grouped=True).changed[0].texts == ((B, "b", "other"),)
    assert diff([hit(A)], [before], grouped=True).changed[0].texts == ((B, "", "b"),)


def test_versions_that_were_hits_apart_are_one_where_they_are_compared_as_one():
    together = hit(A, "a", versions=(Version(id=B, hash="b"),))
    assert not diff([hit(A, "a"), hit(B, "b")], [together], grouped=True)


NAMES = [f"treaty-{n}/{lang}/art_{m}" for n in (1, 2) for lang in ("en", "km") for m in (1, 2)]
HITS = st.lists(
    st.builds(
        hit,
        st.sampled_from(NAMES),
        st.sampled_from("abc"),
        title=st.text(max_size=5),
        label=st.sampled_from(["", "មាត្រា ១", "第一条"]),
        lang=st.sampled_from(["en", "km"]),
        script=st.sampled_from(["Latn", "Khmr"]),
        signed=st.sampled_from(["", "2001", "2001-02-03"]),
        access=st.sampled_from([PUBLIC, RESTRICTED]),
    ),
    unique_by=lambda one: one.id,
)


@given(HITS, HITS)
def test_the_difference_makes_the_one_list_into_the_other(before, now):
    found = diff(before, now)
    kept = {one.id: one.hash for one in before}
    for one in found.gone:
        del kept[one.hit.id]
    kept |= {one.now.id: one.now.hash for one in found.changed}
    assert not kept.keys() & {one.id for one in found.new}
    kept |= {one.id: one.hash for one in found.new}
    assert kept == {one.id: one.hash for one in now}


@given(HITS)
def test_packed_hits_are_the_same_again(hits):
    made = pack(hits)
    assert list(unpack(made.packed)) == hits
    assert pack(unpack(made.packed)) == made


@given(HITS, HITS)
def test_equal_hits_in_equal_order_are_one_set(one, other):
    assert (pack(one).sha256 == pack(other).sha256) == (one == other)


def test_versions_are_packed_too():
    made = [hit(A, versions=(Version(id=B, hash="b"),))]
    assert list(unpack(pack(made).packed)) == made
    assert made[0].versions[0].lang == "zh"


def test_what_was_closed_since_is_not_seen():
    opened, closed = hit(A), hit(C, access=RESTRICTED)
    public = Access(frozenset({PUBLIC}))
    assert seen_hits([opened, closed], public) == (opened,)
    assert seen_hits([opened], public, WorkLabels({"treaty-1": RESTRICTED})) == ()
    assert seen_hits([closed], public, WorkLabels({"treaty-2": PUBLIC})) == ()
    gone = WorkLabels({"treaty-2": PUBLIC})  # the index has no treaty-1 any more
    assert seen_hits([opened], public, gone) == ()
    open_till_it_went = WorkLabels({}, {"treaty-1": PUBLIC})
    assert seen_hits([opened], public, open_till_it_went) == (opened,)
    closed_when_it_went = WorkLabels({}, {"treaty-1": RESTRICTED})
    assert seen_hits([opened], public, closed_when_it_went) == ()
    by_rule = Access(frozenset({PUBLIC}), opened=frozenset({"treaty-1"}))
    assert seen_hits([opened], by_rule, gone) == (opened,)
    assert seen_hits([opened], Access(), gone) == (opened,)
    assert seen_hits([opened], Access(frozenset({PUBLIC}), closed=frozenset({"treaty-1"}))) == ()
    assert seen_hits([closed, opened], Access()) == (closed, opened)


def test_the_year_of_signature_is_known_or_not():
    assert [hit(A, signed=one).year for one in ("2001-02-03", "2001", "")] == [2001, 2001, None]
