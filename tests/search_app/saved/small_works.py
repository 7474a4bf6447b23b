"""An index of small works that changes cheaply: written straight to an engine, in three
languages."""

from functools import cache

from indexer.engine import WorkRecord
from indexer.models import Expression, Metadata, Party, Provision
from indexer.records import entries_of, tree, unit_terms, with_passages, with_versions
from search_app.searcher import Searcher
from search_app.work_labels import WorkLabels

LANGUAGES = ("en", "zh", "km")
_SCRIPTS = {"en": "Latn", "zh": "Hans", "km": "Khmr"}
#: What an article may say: heading and text in each language.
TEXTS = {
    "refusal": {
        "en": ("Refusal", "Extradition of nationals may be refused by the Requested Party."),
        "zh": ("拒绝", "被请求方可以拒绝引渡本国国民。"),
        "km": ("ការបដិសេធ", "ភាគីទទួលសំណើអាចបដិសេធបត្យាប័នជនជាតិរបស់ខ្លួន។"),
    },
    "costs": {
        "en": ("Costs", "The Requested Party shall bear the costs of executing a request."),
        "zh": ("费用", "被请求方应当负担执行请求的费用。"),
        "km": ("ការចំណាយ", "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយក្នុងការអនុវត្តសំណើ។"),
    },
    "freezing": {
        "en": ("Freezing", "The freezing of assets shall be ordered within thirty days."),
        "zh": ("冻结", "应当在三十日内下令冻结资产。"),
        "km": ("ការបង្កក", "ការបង្កកទ្រព្យសម្បត្តិត្រូវបញ្ជាក្នុងរយៈពេលសាមសិបថ្ងៃ។"),
    },
    "freezing_later": {
        "en": ("Freezing", "The freezing of assets shall be ordered within ninety days."),
        "zh": ("冻结", "应当在九十日内下令冻结资产。"),
        "km": ("ការបង្កក", "ការបង្កកទ្រព្យសម្បត្តិត្រូវបញ្ជាក្នុងរយៈពេលកៅសិបថ្ងៃ។"),
    },
    "secrecy": {
        "en": ("Secrecy", "Bank secrecy is no ground for refusal."),
        "zh": ("保密", "不得以银行保密为由拒绝。"),
        "km": ("ការសម្ងាត់", "ការសម្ងាត់របស់ធនាគារមិនមែនជាមូលហេតុនៃការបដិសេធឡើយ។"),
    },
}
_TITLES = {
    "en": "Treaty number {number} between Northland and Southland",
    "zh": "北国和南国第{number}号条约",
    "km": "សន្ធិសញ្ញាលេខ {number} រវាងប្រទេសជើង និងប្រទេសត្បូង",
}
_PARTIES = (
    Party(key="northland", names={"en": "Northland", "zh": "北国", "km": "ប្រទេសជើង"}),
    Party(key="southland", names={"en": "Southland", "zh": "南国", "km": "ប្រទេសត្បូង"}),
)


class SmallWorks:
    """An index at the place of an engine, whose works are written and removed by number."""

    def __init__(self, place, encoder, profile=None):
        self.place, self.encoder, self.profile = place, encoder, profile
        self._commit([])
        self._reader = place.reader()

    def searcher(self, _=None):
        """A searcher on it, for every access alike."""
        return Searcher(self._reader, self.encoder, self.profile)

    def labels(self):
        """The label of every work that is there now."""
        return WorkLabels({record.id: record.stored["access"] for record in self._reader.works()})

    def close(self):
        self._reader.close()

    def write(self, *works):
        """Commit works, each ``(number, articles)``, or a mapping of what ``work`` takes."""
        self._commit(
            [
                work(self.encoder, **one) if isinstance(one, dict) else work(self.encoder, *one)
                for one in works
            ]
        )

    def remove(self, *numbers):
        self._commit([], [name_of(number) for number in numbers])

    def clear(self):
        self._commit([], [record.id for record in self._reader.works()])

    def _commit(self, works, gone=()):
        model, size = self.encoder.name, self.encoder.indexed_dimensions
        writer = self.place.writer(model=model, dimensions=size)
        try:
            writer.delete(gone)
            for record, entries in works:
                writer.replace(record, entries)
            writer.commit()
        finally:
            writer.close()


def name_of(number):
    return f"treaty-{number}"


def work(encoder, number, articles, *, signed="2001-02-03", access="public", languages=LANGUAGES):
    """A work whose articles say those ``TEXTS``, with its entries."""
    name, entries = name_of(number), []
    for language in languages:
        expression = _expression(language, number, tuple(articles), signed)
        made = entries_of(
            name,
            expression,
            language,
            expression.metadata,
            _PARTIES,
            {"path": f"{name}/{language}.pdf", "sha256": "5f" * 32, "confidence": 1.0},
            access,
            unit_terms(expression),
        )
        entries += with_passages(made, _encoded(encoder, language, tuple(articles)))
    return _record(name, number, articles, signed, access, languages, len(entries)), with_versions(
        entries
    )


@cache
def _encoded(encoder, language, articles):
    expression = _expression(language, 1, articles, "")
    return encoder.index_passages([unit.shown for unit in expression.citable()])


@cache
def _expression(language, number, articles, signed):
    return Expression(
        language=language,
        script=_SCRIPTS[language],
        metadata=Metadata(
            title=_TITLES[language].format(number=number),
            type="treaty",
            status="in_force",
            signed=signed,
            parties=("Northland", "Southland"),
        ),
        provisions=tuple(
            Provision(
                eid=f"art_{place}",
                kind="art",
                num=f"Article {place}",
                heading=TEXTS[name][language][0],
                text=TEXTS[name][language][1],
                page=1,
            )
            for place, name in enumerate(articles, 1)
        ),
    )


def _record(name, number, articles, signed, access, languages, entries):
    return WorkRecord(
        id=name,
        entries=entries,
        stored={
            "id": name,
            "access": access,
            "notice": "",
            "notes": [],
            "parties": [
                {"key": party.key, "names": dict(party.names), "also": []} for party in _PARTIES
            ],
            "files": [],
            "expressions": [
                {
                    "address": language,
                    "lang": language,
                    "script": _SCRIPTS[language],
                    "title": _TITLES[language].format(number=number),
                    "type": "treaty",
                    "status": "in_force",
                    "signed": signed,
                    "in_force": "",
                    "place": "",
                    "authentic": list(languages),
                    "prevailing": "en",
                    "origin": "official",
                    "file": f"{language}.pdf",
                    "provisions": tree(
                        _expression(language, number, tuple(articles), signed).provisions
                    ),
                }
                for language in languages
            ],
            "alignments": [],
        },
    )
