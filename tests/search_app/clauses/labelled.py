"""A small index with clause types, for the tests of what corrects them."""

from search_app.clauses.corrections import ClauseCorrection
from tests.indexer.engine_cases import provision

KEY = "northland-2011/art_3"
WORDS = {"en": "costs", "zh": "费用", "km": "សោហ៊ុយ"}


def entries(changed=""):
    """Two articles in three languages: costs, and grounds for refusal. The text in the language
    ``changed`` is another than it was."""
    return [
        provision(
            f"northland-2011/{language}/{eid}",
            f"{word} {eid}",
            keywords={"clause": list(labels), "access": ["public"]},
            stored={
                "id": f"northland-2011/{language}/{eid}",
                "work": "northland-2011",
                "eid": eid,
                "access": "public",
                "hash": f"{language}-{eid}{'-changed' if language == changed else ''}",
                "clauses": [{"clause": one, "confidence": 0.9, "reasons": []} for one in labels],
            },
        )
        for eid, labels in (("art_2", ("refusal",)), ("art_3", ("costs", "execution")))
        for language, word in WORDS.items()
    ]


def texts(eid="art_3"):
    """The hashes of an article's texts, as an editor had them before them."""
    return {f"northland-2011/{language}/{eid}": f"{language}-{eid}" for language in WORDS}


def correction(number=1, *, key=KEY, clauses=("speciality",), **other):
    """A correction made at a fixed time, later ones after it."""
    return ClauseCorrection(
        **{
            "id": f"{number:032x}",
            "key": key,
            "clauses": clauses,
            "note": "",
            "author": "សុខា",
            "at": f"2026-03-0{number}T08:00:00.000000+00:00",
            "texts": texts(),
            **other,
        }
    )
