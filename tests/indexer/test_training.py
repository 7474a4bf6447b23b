"""Training an encoder: what is read, how it is cut, drawn, trained and saved."""

import gzip
import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from click.testing import CliRunner

from indexer.training.pairs import Pair, TrainingError, read_pairs
from indexer.training.recipe import Recipe

pytest.importorskip("sentence_transformers", reason="needs the extra training")

from model2vec import StaticModel

from indexer.encoder import open_encoder
from indexer.hubness import COLUMNS
from indexer.training import trainer
from indexer.training.batches import draw, tokenized
from indexer.training.export import quantized, shrunk
from indexer.training.letters import letters_of
from indexer.training.run import train_model
from indexer.training.vocabulary import build_tokenizer
from search_app.cli import main

WORDS = [
    ("extradition", "បត្យាប័ន", "引渡"),
    ("the court", "តុលាការ", "法院"),
    ("a witness", "សាក្សី", "证人"),
    ("money laundering", "ការសម្អាតប្រាក់", "洗钱"),
    ("the requesting State", "រដ្ឋស្នើសុំ", "请求国"),
    ("a judgment", "សាលក្រម", "判决"),
    ("search and seizure", "ការឆែកឆេរ និងការរឹបអូស", "搜查和扣押"),
    ("the competent authority", "អាជ្ញាធរមានសមត្ថកិច្ច", "主管机关"),
]
#: Sentences of two words of the list, in one order: a bag of words cannot tell who informs whom.
SENTENCES = [
    (f"{a[0]} shall inform {b[0]}", f"{a[1]}ត្រូវជូនដំណឹងដល់{b[1]}", f"{a[2]}应当通知{b[2]}")
    for a, b in combinations(WORDS, 2)
]
PAIRS = [
    pair
    for en, km, zh in SENTENCES
    for pair in (
        Pair("en", en, "km", km, "made"),
        Pair("en", en, "zh", zh, "made"),
        Pair("km", km, "zh", zh, "made"),
    )
]
SMALL = replace(
    Recipe(),
    dimensions=32,
    prefix=16,
    steps=60,
    near_from=30,
    near_group=4,
    batch=28,
    least_count=1,
    pieces={},
    numbers=10,
    background=20,
)


@pytest.fixture(scope="module")
def tokenizer():
    return build_tokenizer(PAIRS, SMALL)


def write_table(path, header, rows):
    path.write_text("\n".join("\t".join(row) for row in (header, *rows)) + "\n", encoding="utf-8")
    return path


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="en-GB"><seg>the <bpt i="1"/>court<ept i="1"/></seg></tuv>
<tuv xml:lang="KM"><seg>តុលាការ</seg></tuv><tuv xml:lang="zh-CN"><seg>法院</seg></tuv>
<tuv xml:lang="fr"><seg>le tribunal</seg></tuv></tu>
</body></tmx>"""


def test_a_table_is_read_by_its_name_and_by_the_names_of_its_columns(tmp_path):
    write_table(
        tmp_path / "en-km.tsv",
        ["text_a", "text_b", "source", "licence"],
        [["the court", "តុលាការ", "own", "CC0-1.0"]],
    )
    write_table(tmp_path / "memory.tsv", ["zh-Hans", "en"], [["法院", "the court"]])
    assert read_pairs([tmp_path]).pairs == [
        Pair("en", "the court", "km", "តុលាការ", "own"),
        Pair("en", "the court", "zh", "法院", "memory"),
    ]


def test_a_packed_table_is_read(tmp_path):
    with gzip.open(tmp_path / "en-zh-Hant.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("text_a\ttext_b\nthe court\t法院\n")
    assert read_pairs([tmp_path]).pairs == [Pair("en", "the court", "zh", "法院", "en-zh-Hant")]


def test_every_two_languages_of_a_translation_unit_make_a_pair(tmp_path):
    (tmp_path / "office.tmx").write_text(TMX, encoding="utf-8")
    assert set(read_pairs([tmp_path / "office.tmx"]).pairs) == {
        Pair("en", "the court", "km", "តុលាការ", "office"),
        Pair("en", "the court", "zh", "法院", "office"),
        Pair("km", "តុលាការ", "zh", "法院", "office"),
    }


@pytest.mark.parametrize(
    "licence",
    ["LGPL-3.0", "GPL-2.0+", "AGPL-3.0-only", "GPLv3", "GNU Lesser General Public License v3"],
)
def test_texts_under_the_gpl_or_its_kin_are_left_out_and_counted(tmp_path, licence):
    table = write_table(
        tmp_path / "en-km.tsv",
        ["text_a", "text_b", "source", "licence"],
        [["the court", "តុលាការ", "a", licence], ["a witness", "សាក្សី", "b", "MIT"]],
    )
    read = read_pairs([table])
    assert [pair.source for pair in read.pairs] == ["b"]
    assert read.left_out == {licence: 1}


@pytest.mark.parametrize("spelt", ["licence", "license"])
def test_a_licence_is_read_however_it_is_spelt(tmp_path, spelt):
    rows = [["law", "ច្បាប់", "GPL-3.0"], ["the court", "តុលាការ", "MIT"]]
    write_table(tmp_path / "en-km.tsv", ["text_a", "text_b", spelt], rows)
    unit = f'<tu><prop type="{spelt}">GPL-3.0</prop>{TMX.split("<tu>")[1]}'
    (tmp_path / "m.tmx").write_text(f"<tmx><body>{unit}", encoding="utf-8")
    read = read_pairs([tmp_path])
    assert [pair.text_a for pair in read.pairs] == ["the court"]
    assert read.left_out == {"GPL-3.0": 4}


def test_texts_that_are_all_left_out_are_told_with_their_licence(tmp_path):
    columns = ["text_a", "text_b", "licence"]
    write_table(tmp_path / "en-km.tsv", columns, [["law", "ច្បាប់", "GPL-3.0"]])
    with pytest.raises(TrainingError, match=r"every pair was left out.*GPL-3\.0"):
        read_pairs([tmp_path])


def test_a_table_of_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "own.tsv").write_text("\ufeffen\tkm\nlaw\tច្បាប់\n", encoding="utf-8")
    assert read_pairs([tmp_path]).pairs == [Pair("en", "law", "km", "ច្បាប់", "own")]


def test_a_source_is_left_out_by_name(tmp_path):
    table = write_table(
        tmp_path / "en-km.tsv",
        ["text_a", "text_b", "source"],
        [["the court", "តុលាការ", "news"], ["a witness", "សាក្សី", "law"]],
    )
    assert [pair.source for pair in read_pairs([table], leave_out=["news"]).pairs] == ["law"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("en-km.tsv", "a\tb\nx\ty\n", "first line must name"),
        ("en-km.tsv", "text_a\ttext_b\n", "holds no pair"),
        ("broken.tmx", "<tmx><body><tu>", "cannot be read as TMX"),
        ("notes.txt", "x", "neither a table"),
        ("en-km.tsv.gz", "not packed", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, name, content, said):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(TrainingError, match=said):
        read_pairs([tmp_path / name])


def test_a_path_that_is_not_there_and_a_folder_of_nothing_are_named(tmp_path):
    with pytest.raises(TrainingError, match="is not there"):
        read_pairs([tmp_path / "nowhere.tsv"])
    with pytest.raises(TrainingError, match=r"holds no \.tsv"):
        read_pairs([tmp_path])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("請求國", "请求国"),
        ("មាត្រា ៧", "មាត្រា 7"),
        ("តុលា\u200bការ", "តុលាការ"),
        ("THE COURT", "the court"),
        ("ｔｈｅ　ｃｏｕｒｔ", "the court"),
    ],
    ids=["traditional", "digits", "zero width", "case", "full width"],
)
def test_spellings_of_one_text_are_the_same_tokens(tokenizer, text, other):
    assert tokenizer.encode(text).tokens == tokenizer.encode(other).tokens


def test_frequent_words_are_tokens_whole(tokenizer):
    assert tokenizer.encode("extradition 引渡").tokens == ["extradition", "引渡"]
    assert "តុលាការ" in tokenizer.encode("តុលាការ").tokens


def test_marks_are_tokens_since_they_tell_texts_apart():
    pairs = [
        Pair("en", "the court?", "km", "តុលាការ។", "made"),
        Pair("en", "a judge?", "zh", "法官。", "made"),
        Pair("km", "ចៅក្រម។", "zh", "法官是谁。", "made"),
    ]
    tokenizer = build_tokenizer(pairs, replace(SMALL, least_count=2))
    for text, mark in (("what?", "?"), ("អ្វី។", "។"), ("什么。", "。")):
        assert tokenizer.encode(text).tokens[-1] == mark


def test_a_word_never_seen_is_cut_into_what_is_known(tokenizer):
    assert len(tokenizer.encode("courthouse").tokens) > 1


def test_tokens_share_the_letters_they_are_written_with():
    letters = letters_of(["extradite", "extradition", "引渡", "渡", "[UNK]"], least=2)
    kept = [
        set(letters.flat[start : start + count].tolist())
        for start, count in zip(letters.starts, letters.counts, strict=True)
    ]
    assert kept[0] & kept[1]
    assert kept[2] & kept[3]
    assert not kept[0] & kept[2]


def test_a_step_draws_the_same_pairs_again_and_no_text_twice(tokenizer):
    pairs = tokenized(PAIRS, tokenizer, SMALL)
    whole = replace(SMALL, span_share=0.0)
    first, again, other = (draw(pairs, whole, 3, step) for step in (5, 5, 6))
    assert all(np.array_equal(a.ids, b.ids) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a.ids, b.ids) for a, b in zip(first, other, strict=True))
    for side in first:
        texts = [tuple(each) for each in np.split(side.ids, side.starts[1:])]
        assert len(set(texts)) == len(texts)


def test_a_part_of_a_step_is_near_to_each_other_once_there_are_vectors(tokenizer):
    pairs = tokenized(PAIRS, tokenizer, SMALL)
    whole = replace(SMALL, span_share=0.0, near_share=1.0, near_group=6, batch=6)
    rows = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 16))
    vectors = pairs.vectors(rows.astype(np.float32))
    assert all(len(own[0]) == len(SENTENCES) for own in vectors.values())

    def nearness(step, vectors):
        texts = [
            np.split(side.ids, side.starts[1:]) for side in draw(pairs, whole, 3, step, vectors)
        ]
        # Six sentences that say nearly the same have words in common on one side at least.
        return max(
            np.mean([len(set(a) & set(b)) for a, b in combinations(own, 2)]) for own in texts
        )

    near = np.mean([nearness(step, vectors) for step in range(20)])
    assert near > np.mean([nearness(step, None) for step in range(20)]) + 0.3


def test_a_span_is_a_part_of_one_side_and_the_same_stretch_of_the_other(tokenizer):
    texts = [f"{' '.join(str(n) for n in range(10))}", "0123456789".replace("", " ")]
    long = [Pair("en", texts[0] * 3, "km", texts[1] * 3, "made")]
    recipe = replace(SMALL, span_share=1.0, batch=1)
    pairs = tokenized(long, build_tokenizer(long, recipe), recipe)
    for step in range(40):
        a, b = draw(pairs, recipe, 0, step)
        whole = pairs.texts.counts.max()
        assert recipe.span_least * whole <= len(a.ids) <= recipe.span_most * whole + 1
        assert len(a.ids) <= len(b.ids) + 1


def test_rows_of_rare_tokens_are_drawn_towards_zero():
    rows = np.ones((3, 2), np.float32)
    assert shrunk(rows, np.array([0, 4, 12]), 4.0)[:, 0].tolist() == [0.0, 0.5, 0.75]


def test_rows_kept_as_int8_are_off_by_half_a_step_at_most():
    rows = np.random.default_rng(0).normal(size=(40, 16)).astype(np.float32)
    rows[3] = 0
    table, weights = quantized(rows)
    assert table.dtype == np.int8
    assert (np.abs(table * weights[:, None] - rows) <= weights[:, None] / 2 + 1e-6).all()


def files_of(tmp_path):
    for languages in ("en-km", "en-zh", "km-zh"):
        rows = [
            [pair.text_a, pair.text_b]
            for pair in PAIRS
            if f"{pair.language_a}-{pair.language_b}" == languages
        ]
        write_table(tmp_path / f"{languages}.tsv", ["text_a", "text_b"], rows)
    return read_pairs([tmp_path])


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    files = files_of(folder)
    made = train_model(
        files, folder / "model", name="small", recipe=SMALL, seed=1, work=folder / "work"
    )
    return folder, made


def test_a_trained_model_finds_translations_it_has_seen(trained):
    encoder = open_encoder(str(trained[0] / "model"))
    english, khmer, chinese = (
        encoder.encode_passages(list(texts)) for texts in zip(*SENTENCES, strict=True)
    )
    for a, b in ((english, khmer), (khmer, chinese), (chinese, english)):
        found = (a @ b.T).argmax(axis=1) == np.arange(len(a))
        assert found.mean() > 0.9


def test_the_first_half_of_its_numbers_finds_them_too_and_is_what_an_index_keeps(trained):
    encoder = open_encoder(str(trained[0] / "model"))
    assert encoder.indexed_dimensions == COLUMNS + SMALL.prefix
    english, khmer = (
        encoder.encode_passages(list(texts))[:, : SMALL.prefix]
        for texts in list(zip(*SENTENCES, strict=True))[:2]
    )
    lengths = np.linalg.norm(khmer, axis=1)
    assert ((english @ (khmer / lengths[:, None]).T).argmax(axis=1) == np.arange(28)).mean() > 0.9
    kept = encoder.index_passages([SENTENCES[0][1]]).vectors[0, COLUMNS:]
    assert kept == pytest.approx(khmer[0] / lengths[0], abs=1e-5)


def test_a_model_may_be_trained_without_a_vector_within_its_vector(tmp_path):
    recipe = replace(SMALL, prefix=32, steps=5)
    train_model(
        files_of(tmp_path), tmp_path / "m", name="whole", recipe=recipe, seed=1, work=tmp_path / "w"
    )
    assert open_encoder(str(tmp_path / "m")).indexed_dimensions == COLUMNS + 32


def test_what_was_made_is_told_and_the_state_of_the_run_is_removed(trained):
    folder, made = trained
    assert made.pairs["en-km"] == {"en-km": len(SENTENCES)}
    assert made.tokens == StaticModel.from_pretrained(folder / "model").embedding.shape[0]
    assert made.size == sum(path.stat().st_size for path in (folder / "model").iterdir())
    assert not (folder / "work").exists()


def test_the_card_names_every_source_with_its_pairs(trained):
    card = (trained[0] / "model" / "README.md").read_text(encoding="utf-8")
    assert f"| en-km | en-km | {len(SENTENCES)} | not stated |" in card
    assert "Seed 1" in card


def test_the_same_seed_gives_the_same_model(trained, tmp_path):
    folder, _ = trained
    train_model(
        files_of(tmp_path), tmp_path / "m", name="small", recipe=SMALL, seed=1, work=tmp_path / "w"
    )
    name = "model.safetensors"
    assert (tmp_path / "m" / name).read_bytes() == (folder / "model" / name).read_bytes()


def test_steps_come_in_their_order_and_near_pairs_only_once_there_is_a_model(tmp_path, monkeypatch):
    drawn = []

    def noted(pairs, recipe, seed, step, vectors):
        drawn.append((step, vectors is not None))
        return draw(pairs, recipe, seed, step, vectors)

    monkeypatch.setattr(trainer, "draw", noted)
    recipe = replace(SMALL, steps=8, near_from=5)
    train_model(
        files_of(tmp_path), tmp_path / "m", name="small", recipe=recipe, seed=1, work=tmp_path / "w"
    )
    assert drawn == [(step, step >= 5) for step in range(8)]


class BrokenOff(Exception):
    """Stands for a machine that was switched off."""


def test_a_run_that_was_broken_off_goes_on_to_the_same_model(trained, tmp_path, monkeypatch):
    monkeypatch.setattr(trainer, "SAVED_EACH", 10)
    files = files_of(tmp_path)
    options = {"name": "small", "recipe": SMALL, "seed": 1, "work": tmp_path / "work"}
    steps = []

    def stop_at_45(done, total, what):
        steps.append(done)
        if done == 45:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        train_model(files, tmp_path / "m", **options, progress=stop_at_45)
    steps.clear()
    train_model(files, tmp_path / "m", **options, progress=lambda done, *_: steps.append(done))
    assert steps[0] == 41
    whole = open_encoder(str(trained[0] / "model")).encode_passages([s[1] for s in SENTENCES])
    again = open_encoder(str(tmp_path / "m")).encode_passages([s[1] for s in SENTENCES])
    assert again == pytest.approx(whole, abs=1e-5)


def test_a_folder_that_holds_something_else_is_neither_used_nor_removed(tmp_path):
    files = files_of(tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    (work / "thesis.txt").write_text("mine", encoding="utf-8")
    options = {"name": "small", "recipe": SMALL, "seed": 1}
    with pytest.raises(TrainingError, match="something else"):
        train_model(files, tmp_path / "m", **options, work=work)
    assert (work / "thesis.txt").read_text(encoding="utf-8") == "mine"
    with pytest.raises(TrainingError, match="removed in the end"):
        train_model(files, tmp_path / "w" / "m", **options, work=tmp_path / "w")


def test_the_state_of_another_run_is_not_taken_over(tmp_path, monkeypatch):
    files = files_of(tmp_path)

    def stop(done, total, what):
        raise BrokenOff

    options = {"name": "small", "recipe": SMALL, "work": tmp_path / "work"}
    with pytest.raises(BrokenOff):
        train_model(files, tmp_path / "m", **options, seed=1, progress=stop)
    with pytest.raises(TrainingError, match="another seed"):
        train_model(files, tmp_path / "m", **options, seed=2)


def test_the_command_trains_on_a_translation_memory(tmp_path):
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{en}</seg></tuv><tuv xml:lang="km"><seg>{km}</seg></tuv>'
        f'<tuv xml:lang="zh"><seg>{zh}</seg></tuv></tu>'
        for en, km, zh in SENTENCES
    )
    memory, output = tmp_path / "office.tmx", tmp_path / "model"
    memory.write_text(f"<tmx><body>{units}</body></tmx>", encoding="utf-8")
    command = ["train-encoder", str(memory), "--output", str(output), "--steps", "3", "--json"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["pairs"]["en-km"] == {"office": len(SENTENCES)}
    assert document["steps"] == 3
    assert StaticModel.from_pretrained(output).dim == Recipe().dimensions
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
