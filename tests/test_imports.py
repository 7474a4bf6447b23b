"""Imports go one way, `analyzers ← indexer ← search_app`, and every library has one door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["analyzers", "indexer", "search_app"]
#: A library and the modules that may import it.
DOORS = {
    "elasticsearch": {"indexer/engine/elastic.py"},
    "pdfminer": {"indexer/extract/pdf.py", "indexer/extract/pdf_device.py"},
    "tantivy": {"indexer/engine"},
    "numkong": {"indexer/engine"},
    "opencc": {"analyzers/chinese_script.py"},
    "rjieba": {"analyzers/segmenters/chinese.py"},
    "khmercut": {"analyzers/segmenters/khmer.py", "analyzers/segmenters/khmer_model.py"},
    "Stemmer": {"analyzers/segmenters/english.py"},
    "langdetect": {"analyzers/detect.py"},
    "selectolax": {"indexer/extract/html.py"},
    "charset_normalizer": {"indexer/extract/text.py"},
    "ir_measures": {"search_app/measures.py"},
    "sqlalchemy": {
        "search_app/access_rules.py",
        "search_app/correction_store.py",
        "search_app/database.py",
        "search_app/database_schema.py",
        "search_app/kept_corrections.py",
        "search_app/migrations/",
        "search_app/work_labels.py",
        "search_app/accounts/",
        "search_app/audit/",
        "search_app/clauses/",
        "search_app/notices/",
        "search_app/saved/",
    },
    "alembic": {"search_app/migrations/"},
    "argon2": {"search_app/accounts/passwords.py"},
    "authlib": {"search_app/accounts/openid.py"},
    "joserfc": {"search_app/accounts/openid.py"},
    "requests": {"search_app/accounts/openid.py"},
    "flask_limiter": {"search_app/views/limits.py"},
    "limits": {"search_app/views/limits.py"},
    "flask_wtf": {"search_app/views/forgery.py"},
    "docx": {"search_app/exchange/word_parts.py"},
    "xlsxwriter": {"search_app/exchange/sheet_parts.py"},
    "rapidfuzz": {"search_app/likeness.py"},
    "waitress": {"search_app/serving.py"},
    "weasyprint": {"search_app/citing/sheet_pdf.py"},
    "pypdfium2": {"indexer/page_images.py"},
    "model2vec": {"indexer/static_encoder.py", "indexer/training/"},
    "sentence_transformers": {"indexer/transformer_encoder.py", "indexer/training/"},
    "torch": {"indexer/transformer_encoder.py", "indexer/training/"},
    "transformers": {"indexer/transformer_encoder.py", "indexer/training/"},
    "huggingface_hub": {"indexer/transformer_encoder.py"},
    "datasets": {"indexer/training/"},
    "tokenizers": {"indexer/training/"},
    "sentencepiece": {"indexer/training/"},
}
#: What the running site may use of the indexer.
AT_REQUEST_TIME = (
    "indexer.engine",
    "indexer.encoder",
    "indexer.models",
    "indexer.page_images",
    "indexer.part_spans",
)
COMMANDS = {
    "aligning.py",
    "cli.py",
    "engines.py",
    "indexing.py",
    "inspection.py",
    "memory_index.py",
    "memory_commands.py",
    "evaluation.py",
    "presenters.py",
    "training.py",
}


def modules(package):
    return sorted((ROOT / package).rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_imports_only_those_below_it(layer):
    above = LAYERS[LAYERS.index(layer) + 1 :]
    for path in modules(layer):
        wrong = [name for name in imported(path) if name.split(".")[0] in above]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_the_engine_imports_no_other_part_of_the_project():
    for path in modules("indexer/engine"):
        own = [name for name in imported(path) if name.split(".")[0] in LAYERS]
        assert all(name.startswith("indexer.engine") for name in own), f"{path}: {own}"


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library):
    for layer in LAYERS:
        for path in modules(layer):
            if library in {name.split(".")[0] for name in imported(path)}:
                place = path.relative_to(ROOT).as_posix()
                assert any(place.startswith(door) for door in DOORS[library]), place


def test_the_site_uses_only_engine_encoder_and_models_of_the_indexer():
    for path in modules("search_app"):
        if path.name in COMMANDS:
            continue
        wrong = [
            name
            for name in imported(path)
            if name.startswith("indexer") and not name.startswith(AT_REQUEST_TIME)
        ]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_modules_stay_short_enough_to_read():
    for layer in LAYERS:
        for path in modules(layer):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 420, f"{path.relative_to(ROOT)} has {lines} lines"
