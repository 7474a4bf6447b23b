"""The clause types of a work's provisions in its entries."""

from indexer.clauses import FOUND, version_of, with_clauses
from tests.indexer.engine_cases import provision

TEXTS = {
    "en": ("Costs", "The Requested Party shall bear the costs of executing a request."),
    "zh": ("费用", "被请求方应当承担执行请求的费用。"),
    "km": ("សោហ៊ុយ", "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកសោហ៊ុយនៃការអនុវត្តសំណើ។"),
}


def entry(language, eid="art_3", kind="art", heading=None, text=None):
    own_heading, own_text = TEXTS[language]
    heading = own_heading if heading is None else heading
    text = own_text if text is None else text
    return provision(
        f"northland-2011/{language}/{eid}",
        "words",
        stored={
            "lang": language,
            "kind": kind,
            "heading": heading,
            "text": "\n".join(part for part in (heading, text) if part),
        },
    )


def test_every_version_of_a_provision_has_the_same_labels():
    found = with_clauses([entry(language) for language in TEXTS])
    assert {tuple(one.keywords["clause"]) for one in found} == {("costs",)}
    (kept,) = {str(one.stored["clauses"]) for one in found}
    (label,) = found[0].stored["clauses"]
    assert label["clause"] == "costs"
    assert 0 < label["confidence"] <= 1
    assert {reason["lang"] for reason in label["reasons"]} == set(TEXTS)
    assert "សោហ៊ុយ" in kept


def test_a_version_that_says_little_is_labelled_by_the_others():
    versions = [entry("en"), entry("zh", heading="", text="见上一条。")]
    assert [one.keywords["clause"] for one in with_clauses(versions)] == [["costs"], ["costs"]]


def test_what_an_entry_had_stays():
    (found,) = with_clauses([entry("en")])
    assert found.keywords["lang"] == ["en"]
    assert found.stored["heading"] == "Costs"


def test_the_heading_is_not_judged_again_as_text():
    assert version_of(entry("zh").stored).text == TEXTS["zh"][1]
    assert version_of(entry("zh", heading="").stored).text == TEXTS["zh"][1]


def test_long_words_found_are_kept_in_part():
    text = "A person who appears shall not be prosecuted for any act " + "or omission " * 15
    text += "preceding his or her departure from the Requested Party."
    (found,) = with_clauses([entry("en", heading="", text=text)])
    reasons = [reason for one in found.stored["clauses"] for reason in one["reasons"]]
    assert max(len(reason["found"]) for reason in reasons) == FOUND
