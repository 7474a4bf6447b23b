"""The parties of a work are put together from what its versions name, and nothing is guessed."""

import pytest

from indexer.parties import parties
from indexer.states import state_of, states
from indexer.work_parties import given, merged


def names_of(found):
    return [dict(party.names) for party in found]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("the Kingdom of Cambodia", "cambodia"),
        ("KINGDOM OF CAMBODIA", "cambodia"),
        ("People’s Republic of China", "china"),
        ("中华人民共和国", "china"),
        ("中華人民共和國", "china"),
        ("中国", "china"),
        ("泰王国", "thailand"),
        ("ប្រទេសកម្ពុជា", "cambodia"),
        ("សាធារណរដ្ឋ ប្រជាមានិត ចិន", "china"),
        ("Vietnam", "viet-nam"),
    ],
)
def test_a_state_is_known_by_every_name_it_goes_by(name, key):
    assert state_of(name).key == key


@pytest.mark.parametrize("name", ["", "Republic of Aravan", "阿拉万共和国", "Chinatown"])
def test_any_other_name_is_no_known_state(name):
    assert state_of(name) is None


def test_every_known_state_has_names_in_all_three_languages_and_none_is_anothers():
    for state in states():
        assert set(state.names) == {"en", "zh", "km"}, state.key
        for name in state.every_name():
            assert state_of(name) == state, name


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (
            "en",
            "Treaty between the Kingdom of Cambodia and the People's Republic of China on Trade",
        ),
        ("zh", "柬埔寨王国和中华人民共和国引渡条约"),
        ("km", "សន្ធិសញ្ញារវាងព្រះរាជាណាចក្រកម្ពុជានិងសាធារណរដ្ឋប្រជាមានិតចិនស្តីពីបត្យាប័ន"),
    ],
)
def test_a_title_in_each_language_names_the_same_two_states(language, title):
    assert [state_of(name).key for name in parties(title, "", [], language)] == [
        "cambodia",
        "china",
    ]


def test_known_states_are_one_party_whichever_a_version_names_first():
    found = merged([
        ("en", ("Kingdom of Cambodia", "People's Republic of China")),
        ("zh", ("中华人民共和国", "柬埔寨王国")),
        ("km", ("ព្រះរាជាណាចក្រកម្ពុជា", "សាធារណរដ្ឋប្រជាមានិតចិន")),
    ])  # fmt: skip
    assert [party.key for party in found] == ["cambodia", "china"]
    assert names_of(found) == [
        {"en": "Kingdom of Cambodia", "zh": "柬埔寨王国", "km": "ព្រះរាជាណាចក្រកម្ពុជា"},
        {"en": "People's Republic of China", "zh": "中华人民共和国", "km": "សាធារណរដ្ឋប្រជាមានិតចិន"},
    ]
    assert {"China", "中国", "ចិន"} <= set(found[1].also)


def test_names_that_are_not_known_are_paired_by_their_order():
    found = merged([("en", ("Northland", "Southland")), ("zh", ("北国", "南国"))])
    assert names_of(found) == [
        {"en": "Northland", "zh": "北国"},
        {"en": "Southland", "zh": "南国"},
    ]


def test_the_form_of_a_state_tells_more_than_the_order():
    found = merged([
        ("en", ("Republic of Aravan", "Kingdom of Serethia")),
        ("zh", ("塞雷西亚王国", "阿拉万共和国")),
    ])  # fmt: skip
    assert names_of(found) == [
        {"en": "Republic of Aravan", "zh": "阿拉万共和国"},
        {"en": "Kingdom of Serethia", "zh": "塞雷西亚王国"},
    ]


def test_what_is_left_beside_a_known_state_is_the_other_party():
    found = merged([
        ("en", ("Republic of Aravan", "People's Republic of China")),
        ("zh", ("中华人民共和国", "阿拉万共和国")),
    ])  # fmt: skip
    assert names_of(found)[0] == {"en": "Republic of Aravan", "zh": "阿拉万共和国"}


@pytest.mark.parametrize(
    "second",
    [("北国", "南国", "东国"), ("北国",)],
    ids=["more", "fewer"],
)
def test_where_the_counts_differ_the_parties_stay_apart(second):
    found = merged([("en", ("Northland", "Southland")), ("zh", second)])
    assert names_of(found) == [
        {"en": "Northland"},
        {"en": "Southland"},
        *({"zh": name} for name in second),
    ]


def test_forms_that_cannot_be_one_party_are_never_paired():
    found = merged([
        ("en", ("Kingdom of Serethia", "Kingdom of Belmar")),
        ("zh", ("阿拉万共和国", "塔莫林共和国")),
    ])  # fmt: skip
    assert len(found) == 4


def test_a_known_state_is_never_paired_with_another():
    found = merged([
        ("en", ("Kingdom of Cambodia", "People's Republic of China")),
        ("zh", ("越南社会主义共和国", "中华人民共和国")),
    ])  # fmt: skip
    assert [party.key for party in found] == ["cambodia", "china", "viet-nam"]


def test_both_chinese_scripts_are_one_name():
    found = merged(
        [("zh", ("阿拉万共和国", "兰海人民共和国")), ("zh", ("蘭海人民共和國", "阿拉萬共和國"))]
    )
    assert [party.names["zh"] for party in found] == ["阿拉万共和国", "兰海人民共和国"]
    assert found[0].also == ("阿拉萬共和國",)


def test_what_work_toml_lists_is_kept_and_a_known_state_is_found_by_its_other_names():
    (party,) = given([{"key": "kh", "names": {"en": "Kingdom of Cambodia"}}])
    assert (party.key, dict(party.names)) == ("kh", {"en": "Kingdom of Cambodia"})
    assert "កម្ពុជា" in party.also


def test_versions_that_name_nobody_give_no_party():
    assert merged([("en", ()), ("zh", ())]) == ()
