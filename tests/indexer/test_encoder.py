"""The bundled encoder: three libraries load its directory and agree, and torch stays away."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model2vec import StaticModel
from tokenizers import Tokenizer, models, pre_tokenizers

from indexer.background import background_sentences
from indexer.encoder import BUNDLED, EncoderError, open_encoder
from indexer.late_interaction import LENGTH
from indexer.static_encoder import WHOLE

ENGLISH = "Extradition shall not be granted for political offences."
KHMER = "ការធ្វើបត្យាប័នមិនត្រូវបានអនុញ្ញាតចំពោះបទល្មើសនយោបាយឡើយ។"
SIMPLIFIED = "对于政治犯罪，不得准予引渡。"
TRADITIONAL = "對於政治犯罪，不得准予引渡。"


def long_text(sentences):
    """The first 10,000 characters of sentences, said again and again where there are fewer."""
    text = "\n".join(sentences)
    return (text * (10_000 // len(text) + 1))[:10_000]


TEXTS = {
    "english": ENGLISH,
    "khmer": KHMER,
    "simplified": SIMPLIFIED,
    "traditional": TRADITIONAL,
    "mixed": f"Article 7 / 第七条 / មាត្រា ៧: {ENGLISH} {KHMER}",
    "emoji": f"🕊️ {ENGLISH} 🤝",
    "thai": f"สนธิสัญญาส่งผู้ร้ายข้ามแดน {KHMER}",
    "only unknown": "🕊️สนธิสัญญา",
    "invisible": "ការ\u200bធ្វើ\u200bបត្យាប័ន\u2060 引\u200d渡\ufeff",
    "only invisible": "\u200b\u200d\ufeff",
    **{f"long {code}": long_text(own) for code, own in background_sentences().items()},
    "numbers": "១៩៩៧ 1997 一九九七 12(3)(a)",
    "spaces": " \n\t\u3000",
    "empty": "",
}


#: How near vectors must be; those of thousands of tokens are rounded more by the other libraries.
NEAR = np.array([2e-6 if name.startswith("long") else 1e-6 for name in TEXTS])


@pytest.fixture(scope="module")
def ours(encoder):
    return encoder.encode_passages(list(TEXTS.values()))


def test_model2vec_gives_the_same_vectors(ours):
    model = StaticModel.from_pretrained(BUNDLED)
    theirs = model.encode(list(TEXTS.values()), max_length=None)
    assert np.all(np.abs(theirs - ours).max(axis=1) <= NEAR)


def test_sentence_transformers_gives_the_same_vectors(ours, sentence_transformers):
    model = sentence_transformers.SentenceTransformer(str(BUNDLED), device="cpu")
    theirs = model.encode(list(TEXTS.values()), show_progress_bar=False)
    assert theirs.dtype == np.float32
    assert np.all(np.abs(theirs - ours).max(axis=1) <= NEAR)


def test_queries_and_passages_have_the_same_vectors(encoder, ours):
    assert np.array_equal(encoder.encode_queries(list(TEXTS.values())), ours)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_a_unit_row_unless_there_is_nothing_in_it(ours, name):
    row = ours[list(TEXTS).index(name)]
    assert row.dtype == np.float32
    assert np.linalg.norm(row) == pytest.approx(float(row.any()), abs=1e-6)
    assert row.any() == (name not in {"only invisible", "spaces", "empty", "only unknown"})


#: Any characters, and those of the three languages with what is invisible among them.
SCRIPTS = st.text(
    st.characters(min_codepoint=0x1780, max_codepoint=0x17F9)
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
    | st.sampled_from("abcdefgh 0123456789.,។៕，。\u200b\u200d\u2060\ufeff\u00ad"),
    max_size=60,
)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60) | SCRIPTS, max_size=6))
def test_any_text_has_a_unit_or_a_zero_row_the_same_alone_as_among_others(texts):
    encoder = open_encoder()
    together = encoder.encode_passages(texts)
    assert together.shape == (len(texts), encoder.dimensions)
    lengths = np.linalg.norm(together, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    for text, row in zip(texts, together, strict=True):
        assert encoder.encode_passages([text])[0] == pytest.approx(row, abs=1e-6)


def test_the_bundled_encoder_runs_without_torch():
    script = (
        "import json, sys\n"
        "from indexer.encoder import open_encoder\n"
        "from search_app import cli, encoding, searching\n"
        "open_encoder().index_passages(['Extradition', '引渡', 'បត្យាប័ន'])\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    heavy = {"datasets", "sentence_transformers", "torch", "transformers"}
    assert not heavy & set(json.loads(done.stdout))


def test_a_model_of_more_tokens_than_two_bytes_tell_apart_finds_its_passages(tmp_path):
    words = ["[UNK]", *(f"w{number}" for number in range(70_000))]
    tokenizer = Tokenizer(
        models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    rows = np.random.default_rng(0).normal(size=(len(words), 4)).astype(np.float32)
    config = {"model_type": "model2vec"}
    StaticModel(rows, tokenizer, config=config, normalize=True).save_pretrained(tmp_path / "large")
    encoder = open_encoder(str(tmp_path / "large"))
    passages = encoder.index_passages(["w69999 w3", "w4463 w3"])
    found = encoder.ask("w69999 w3", "en").rescored([0.0, 0.0], passages.packed)
    assert found[0] == pytest.approx((1 - WHOLE) * (1 - LENGTH * np.log(2)), abs=1e-5)
    assert found[0] > found[1]


@pytest.mark.parametrize("scanned", [0, 5, 2.0, "2", True])
def test_a_model_that_would_have_more_numbers_scanned_than_it_has_is_refused(tmp_path, scanned):
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "law": 1}, unk_token="[UNK]"))
    rows = np.ones((2, 4), np.float32)
    config = {"model_type": "model2vec", "scanned_dimensions": scanned}
    StaticModel(rows, tokenizer, config=config, normalize=True).save_pretrained(tmp_path)
    with pytest.raises(EncoderError, match="a whole number from 1 to 4"):
        open_encoder(str(tmp_path))


@pytest.fixture
def small_model(tmp_path):
    """A model of two tokens, to be damaged."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "law": 1}, unk_token="[UNK]"))
    config = {"model_type": "model2vec"}
    StaticModel(np.ones((2, 4), np.float32), tokenizer, config=config).save_pretrained(tmp_path)
    return tmp_path


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_a_folder_whose_configuration_is_damaged_is_no_other_kind_of_model(small_model, content):
    (small_model / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(EncoderError, match="damaged"):
        open_encoder(str(small_model))


@pytest.mark.parametrize("damage", ["no archive", "no language", "no such token"])
def test_damaged_background_sentences_are_told(small_model, damage):
    path = small_model / "background.npz"
    if damage == "no archive":
        path.write_bytes(b"PK broken")
    else:
        codes = ["en"] if damage == "no language" else ["en", "km", "zh"]
        arrays = {code: np.array([1, 700], np.uint16) for code in codes}
        arrays |= {f"{code}.counts": np.array([1, 1], np.uint16) for code in codes}
        np.savez_compressed(path, **arrays)
    with pytest.raises(EncoderError, match="damaged"):
        open_encoder(str(small_model)).index_passages(["law"])


@pytest.mark.parametrize("name", TEXTS)
def test_the_rows_of_a_texts_tokens_add_up_to_its_vector(encoder, name):
    rows = encoder.token_rows([TEXTS[name], KHMER])
    assert rows.sizes.sum() == len(rows.tokens)
    own = rows.rows[rows.tokens[: rows.sizes[0]]].sum(axis=0)
    vector = encoder.encode_passages([TEXTS[name]])[0]
    np.testing.assert_allclose(own / max(np.linalg.norm(own), 1e-9), vector, atol=1e-5)


def test_a_text_without_a_token_has_one_that_weighs_nothing(encoder):
    rows = encoder.token_rows(["", SIMPLIFIED])
    assert rows.sizes[0] == 1
    assert not rows.rows[rows.tokens[0]].any()
