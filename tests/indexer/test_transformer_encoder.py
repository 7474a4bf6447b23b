"""The adapter for transformers, on a tiny one that is made here."""

import importlib
import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from click.testing import CliRunner

from analyzers.query import analyse_query
from indexer.background import background_sentences
from indexer.encoder import EncoderError, EncoderOptions, open_encoder
from indexer.hubness import COLUMNS
from search_app.cli import main
from tests.factories import write_treaty
from tests.indexer.tiny_transformer import LONGEST, make_transformer

ENGLISH = "Extradition shall not be granted for political offences."
KHMER = "ការធ្វើបត្យាប័នមិនត្រូវបានអនុញ្ញាតចំពោះបទល្មើសនយោបាយឡើយ។"
CHINESE = "对于政治犯罪，不得准予引渡。"
REVISION = "0123456789abcdef0123456789abcdef01234567"

pytestmark = pytest.mark.usefixtures("sentence_transformers")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, sentence_transformers):
    return make_transformer(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def tiny(folder):
    return open_encoder(str(folder))


@pytest.fixture(scope="module")
def sentences():
    """Short ones and long ones by turns, in three languages."""
    return [text for texts in zip(*background_sentences().values(), strict=True) for text in texts]


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """An empty cache of the hub, which is out of reach."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


def with_prompts(folder, **prompts):
    """The model again, with prompts in its configuration."""
    path = folder / "config_sentence_transformers.json"
    config = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(config | {"prompts": prompts}), "utf-8")
    return folder


def copy_of(folder, place):
    return shutil.copytree(folder, place)


def test_vectors_are_float32_of_unit_length(tiny, sentences):
    vectors = tiny.encode_passages([ENGLISH, KHMER, CHINESE])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, tiny.dimensions) == (3, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert np.abs(vectors @ vectors.T - 1).max() > 0.01


@pytest.mark.parametrize("batch_size", [1, 7, 500])
def test_order_is_kept_and_the_size_of_batches_changes_nothing(tiny, folder, sentences, batch_size):
    texts = sentences[:60]
    other = open_encoder(str(folder), EncoderOptions(batch_size=batch_size))
    one_by_one = np.vstack([tiny.encode_passages([text]) for text in texts])
    assert other.encode_passages(texts) == pytest.approx(one_by_one, abs=1e-5)


def test_threads_may_ask_at_once(tiny, sentences):
    texts = sentences[:40]
    with ThreadPoolExecutor(8) as threads:
        rows = np.vstack(list(threads.map(lambda text: tiny.encode_queries([text]), texts)))
    assert rows == pytest.approx(tiny.encode_queries(texts), abs=1e-5)


@pytest.mark.parametrize("nothing", ["", " \n\t", "\u3000", "\u200b\u2060\ufeff"])
def test_a_text_with_nothing_in_it_has_zeros(tiny, nothing):
    vectors = tiny.encode_passages([nothing, KHMER, nothing])
    assert not vectors[[0, 2]].any()
    assert np.linalg.norm(vectors[1]) == pytest.approx(1)
    assert not tiny.ask(nothing, "km").vector.any()


def test_no_texts_have_no_vectors(tiny):
    assert tiny.encode_passages([]).shape == (0, 32)
    assert tiny.index_passages([]).vectors.shape == (0, tiny.indexed_dimensions)


def test_a_lone_surrogate_is_no_reason_to_fail(tiny):
    assert tiny.encode_queries(["treaty \udcff"]).any()


def test_no_more_tokens_are_read_than_the_options_say(folder, sentences):
    short = open_encoder(str(folder), EncoderOptions(max_length=8))
    whole, begun = short.encode_passages([KHMER * 9, KHMER * 10])
    assert whole == pytest.approx(begun, abs=1e-6)
    longer = open_encoder(str(folder), EncoderOptions(max_length=16))
    assert np.abs(longer.encode_passages([KHMER * 9])[0] - whole).max() > 0.01


def test_no_more_tokens_are_read_than_the_model_takes(tiny, folder):
    text = "treaty " * 10 * LONGEST
    asked = open_encoder(str(folder), EncoderOptions(max_length=100 * LONGEST))
    assert np.array_equal(asked.encode_passages([text]), tiny.encode_passages([text]))


@pytest.mark.parametrize("name", ["document", "passage", "corpus"])
def test_the_prompts_of_a_model_come_before_queries_and_passages(tiny, folder, tmp_path, name):
    copy = with_prompts(copy_of(folder, tmp_path / "m"), **{"query": "ask: ", name: "read: "})
    prompted = open_encoder(str(copy))
    for own, plain in (
        (prompted.encode_queries([KHMER]), tiny.encode_queries([f"ask: {KHMER}"])),
        (prompted.encode_passages([KHMER]), tiny.encode_passages([f"read: {KHMER}"])),
    ):
        assert own == pytest.approx(plain, abs=1e-6)
    assert not prompted.encode_passages(["", " "]).any()


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("multilingual-e5-small", "query: ", "passage: "),
        ("e5-large-v2", "query: ", "passage: "),
        ("models--intfloat--multilingual-e5-base/snapshots/ab12", "query: ", "passage: "),
        (
            "multilingual-e5-large-instruct",
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
            "Query: ",
            "",
        ),
        ("bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("bge-m3", "", ""),
        ("cafe5-large", "", ""),
    ],
)
def test_a_model_without_prompts_gets_those_its_name_calls_for(
    tiny, folder, tmp_path, name, query, passage
):
    encoder = open_encoder(str(copy_of(folder, tmp_path / name)))
    for own, plain in (
        (encoder.encode_queries([CHINESE]), tiny.encode_queries([query + CHINESE])),
        (encoder.encode_passages([CHINESE]), tiny.encode_passages([passage + CHINESE])),
    ):
        assert own == pytest.approx(plain, abs=1e-6)


def test_what_a_model_says_of_prompts_goes_before_its_name(tiny, folder, tmp_path):
    copy = with_prompts(copy_of(folder, tmp_path / "multilingual-e5-small"), query="ask: ")
    encoder = open_encoder(str(copy))
    assert encoder.encode_passages([ENGLISH]) == pytest.approx(tiny.encode_passages([ENGLISH]))


def test_the_name_is_the_folders_and_tells_models_apart(tiny, folder, tmp_path):
    assert tiny.name.startswith("tiny@")
    assert open_encoder(str(copy_of(folder, tmp_path / "same/tiny"))).name == tiny.name
    others = [
        make_transformer(tmp_path / "retrained/tiny", seed=1),
        with_prompts(copy_of(folder, tmp_path / "prompted/tiny"), query="ask: "),
    ]
    names = {tiny.name, *(open_encoder(str(other)).name for other in others)}
    assert len(names) == 3
    assert all(name.startswith("tiny@") for name in names)


def test_a_card_or_a_hidden_file_does_not_change_the_name(tiny, folder, tmp_path):
    copy = copy_of(folder, tmp_path / "tiny")
    (copy / "README.md").write_text("# Tiny\n")
    (copy / ".cache").mkdir()
    (copy / ".cache/fetched.json").write_text("{}")
    assert open_encoder(str(copy)).name == tiny.name


def test_a_model_of_the_hub_is_called_by_its_name_and_revision(tiny, folder, hub):
    kept = hub / "models--office--treaties"
    copy_of(folder, kept / "snapshots" / REVISION)
    (kept / "refs").mkdir()
    (kept / "refs/main").write_text(REVISION)
    encoder = open_encoder("office/treaties")
    assert encoder.name == "office/treaties@01234567"
    assert np.array_equal(encoder.encode_passages([KHMER]), tiny.encode_passages([KHMER]))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("BAAI/bge-m3", "the hub cannot be reached"),
        ("no-such-model", "the hub cannot be reached"),
        ("/no/such/folder", "no model on the hub can be called so"),
        ("~/គំរូ", "no model on the hub can be called so"),
    ],
)
def test_a_model_that_is_not_there_is_said(hub, name, said):
    with pytest.raises(EncoderError, match=rf"{said}.*setting `model`"):
        open_encoder(name)


def test_a_folder_without_a_model_is_said(tmp_path):
    with pytest.raises(EncoderError, match=r"cannot be loaded.*setting `model`"):
        open_encoder(str(tmp_path))


def test_damaged_weights_are_said(folder, tmp_path):
    copy = copy_of(folder, tmp_path / "tiny")
    (copy / "model.safetensors").write_bytes(b"\0" * 100)
    with pytest.raises(EncoderError, match=r"cannot be loaded.*setting `model`"):
        open_encoder(str(copy))


def test_a_device_that_is_not_there_is_said(folder):
    with pytest.raises(EncoderError, match=r"'abacus' cannot be used.*encoder_device"):
        open_encoder(str(folder), EncoderOptions(device="abacus"))


def test_memory_that_is_too_short_is_said(folder, monkeypatch):
    encoder = open_encoder(str(folder), EncoderOptions(batch_size=3))
    monkeypatch.setattr(encoder._model, "encode_document", out_of_memory)
    with pytest.raises(EncoderError, match=r"out of memory.*encoder_batch_size"):
        encoder.encode_passages([ENGLISH])


def out_of_memory(*_, **__):
    raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB.\nSee the manual")


def test_vectors_that_are_no_numbers_are_said(folder, monkeypatch):
    encoder = open_encoder(str(folder), EncoderOptions(batch_size=5))
    nan = np.full((1, 32), np.nan, np.float32)
    monkeypatch.setattr(encoder._model, "encode_document", lambda *_, **__: nan)
    with pytest.raises(EncoderError, match=r"no numbers.*encoder_device"):
        encoder.encode_passages([ENGLISH])


def test_without_the_extra_it_is_said_what_to_install(monkeypatch, folder):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.delitem(sys.modules, "indexer.transformer_encoder", raising=False)
    with pytest.raises(EncoderError, match=r"pip install 'treatylens\[transformers\]'"):
        importlib.import_module("indexer.transformer_encoder")


def test_an_index_keeps_corrected_vectors_and_nothing_packed(tiny):
    texts = [ENGLISH, "", KHMER]
    kept = tiny.index_passages(texts)
    assert list(kept.packed) == [b""] * 3
    assert kept.vectors.dtype == np.float32
    assert kept.vectors.shape == (3, tiny.indexed_dimensions) == (3, COLUMNS + 32)
    assert np.array_equal(kept.vectors[:, COLUMNS:], tiny.encode_passages(texts))
    assert kept.vectors[[0, 2], :COLUMNS].any(axis=1).all()
    assert not kept.vectors[1].any()


def test_the_background_is_encoded_once_and_not_to_ask(folder, monkeypatch):
    from indexer import transformer_encoder

    times = []

    def few():
        times.append(1)
        return {code: own[:12] for code, own in background_sentences().items()}

    monkeypatch.setattr(transformer_encoder, "background_sentences", few)
    encoder = open_encoder(str(folder), EncoderOptions(batch_size=9))
    encoder.ask(KHMER, "km")
    assert not times
    encoder.index_passages([KHMER])
    encoder.index_passages([CHINESE])
    assert len(times) == 1


def test_a_question_ranks_by_its_vector_alone(tiny):
    question = tiny.ask(CHINESE, "zh")
    assert question.vector.shape == (tiny.indexed_dimensions,)
    assert np.array_equal(question.vector[COLUMNS:], tiny.encode_queries([CHINESE])[0])
    assert not question.aligned
    scores = question.rescored([0.5, 0.25], [b"", b""])
    assert (scores.dtype, list(scores)) == (np.float64, [0.5, 0.25])
    assert question.best_window(CHINESE * 20) is None
    assert not tiny.portable


def call(*arguments, **environment):
    return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)


@pytest.fixture(scope="module")
def treaty(tmp_path_factory, folder):
    """A folder with an index of the small treaty, made with the tiny model."""
    place = tmp_path_factory.mktemp("indexed")
    (place / "files").mkdir()
    write_treaty(place / "files")
    done = call(
        *("index", place / "files", "--index", place / "index", "--json"),
        TREATYLENS_MODEL=str(folder),
    )
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["expressions"] == 3
    return place


@pytest.mark.parametrize("query", ["grounds for refusal", "ជំនួយទៅវិញទៅមក", "银行保密"])
def test_an_index_made_with_it_is_searched_with_it(treaty, folder, tiny, query):
    done = call(
        *("search", query, "--index", treaty / "index", "--mode", "semantic", "--size", 50),
        "--json",
        TREATYLENS_MODEL=str(folder),
    )
    assert done.exit_code == 0, done.stderr
    texts = [hit["text"] for hit in json.loads(done.stdout)["hits"]]
    analysis = analyse_query(query)
    question = tiny.ask(analysis.plain, analysis.language)
    scores = tiny.index_passages(texts).vectors @ question.vector
    assert len(texts) == 12
    assert scores[0] - scores[-1] > 0.1
    assert np.diff(scores).max() < 0.02  # an index rounds vectors


@pytest.mark.parametrize("command", ["search", "index"])
def test_an_index_of_another_model_is_refused_in_a_sentence(treaty, command):
    what = "x" if command == "search" else treaty / "files"
    done = call(command, what, "--index", treaty / "index")
    assert done.exit_code == 1
    assert "'tiny@" in done.stderr
    assert "index again" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_encodes_with_it_and_the_settings(tiny, folder, tmp_path):
    lines = tmp_path / "lines.txt"
    lines.write_text(f"{ENGLISH}\n{KHMER * 9}\n\n{CHINESE}\n", "utf-8")
    done = call(
        *("encode", lines, "--prefix", "query", "--json"),
        TREATYLENS_MODEL=str(folder),
        TREATYLENS_ENCODER_DEVICE="cpu",
        TREATYLENS_ENCODER_MAX_LENGTH="8",
    )
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["model"] == tiny.name
    short = open_encoder(str(folder), EncoderOptions(device="cpu", max_length=8))
    expected = short.encode_queries([ENGLISH, KHMER * 9, "", CHINESE])
    assert np.load(tmp_path / "lines.npy") == pytest.approx(expected, abs=1e-6)
