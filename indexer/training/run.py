"""One training run, from parallel text to a saved model."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from indexer.training.batches import Pairs, tokenized
from indexer.training.card import model_card
from indexer.training.export import save_model, shrunk
from indexer.training.letters import letters_of
from indexer.training.pairs import PairFiles, TrainingError
from indexer.training.recipe import Recipe
from indexer.training.trainer import Progress, train
from indexer.training.vocabulary import build_tokenizer

#: What a working folder holds: the tokenizer, and what the run was started with.
_TOKENIZER, _STARTED = "tokenizer.json", "started.json"


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a run made: tokens, pairs by language and source, and the size of the folder."""

    tokens: int
    pairs: dict[str, dict[str, int]]
    left_out: dict[str, int]
    size: int


def train_model(
    files: PairFiles,
    output: Path,
    *,
    name: str,
    recipe: Recipe,
    seed: int,
    work: Path,
    progress: Progress = lambda done, total, what: None,
) -> Trained:
    """Train a model and save it in ``output``.

    ``work`` keeps the state of a run: started again with the same texts, recipe and seed, it goes
    on where it was broken off; with others it raises ``TrainingError``. It is removed in the end.
    """
    if output.resolve().is_relative_to(work.resolve()):
        raise TrainingError(
            f"{output} is in {work}, which is removed in the end; name another folder"
        )
    _claim(work, files, recipe, seed)
    tokenizer = _kept_tokenizer(work, lambda: build_tokenizer(files.pairs, recipe))
    pairs = tokenized(files.pairs, tokenizer, recipe)
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    letters = letters_of([token for token, _ in vocabulary], recipe.letters_least)
    rows = train(tokenizer, letters, pairs, recipe, seed=seed, work=work, progress=progress)
    rows = shrunk(rows, pairs.frequencies(len(rows)), recipe.shrink)
    save_model(output, name, rows, tokenizer, files.pairs, recipe)
    card = model_card(name, files, recipe, seed, len(rows))
    (output / "README.md").write_text(card, encoding="utf-8")
    shutil.rmtree(work)
    return Trained(
        tokens=len(rows),
        pairs=_counted(files, pairs),
        left_out=dict(files.left_out),
        size=sum(path.stat().st_size for path in output.iterdir()),
    )


def _claim(work: Path, files: PairFiles, recipe: Recipe, seed: int) -> None:
    """Note what this run is, or see that the one in ``work`` is the same."""
    digest = hashlib.sha256()
    for pair in files.pairs:
        digest.update("\0".join(pair).encode("utf-8", "surrogatepass") + b"\n")
    chosen = {each.name: _plain(getattr(recipe, each.name)) for each in fields(recipe)}
    started = json.dumps({"recipe": chosen, "seed": seed, "texts": digest.hexdigest()}, indent=1)
    note = work / _STARTED
    if work.exists() and not note.exists() and (not work.is_dir() or any(work.iterdir())):
        raise TrainingError(
            f"{work} holds something else, and the folder of a run is removed in the end; "
            "name a new or an empty one with --work"
        )
    if note.exists() and note.read_text("utf-8") != started:
        raise TrainingError(
            f"{work} holds the state of a run with other texts, another recipe or another seed; "
            "give those again to go on with it, or name another folder with --work"
        )
    work.mkdir(parents=True, exist_ok=True)
    note.write_text(started, "utf-8")


def _plain(value: Any) -> Any:
    """Mappings and tuples as JSON has them."""
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _kept_tokenizer(work: Path, build: Callable[[], Tokenizer]) -> Tokenizer:
    path = work / _TOKENIZER
    if not path.exists():
        build().save(str(path) + ".new", pretty=False)
        Path(str(path) + ".new").replace(path)
    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    return tokenizer


def _counted(files: PairFiles, pairs: Pairs) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {languages: {} for languages in pairs.mix}
    for (languages, source), count in files.counted().items():
        if languages in counts:
            counts[languages][source] = count
    return counts
