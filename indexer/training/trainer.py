"""The training itself, by sentence-transformers' trainer and losses.

A data set of step numbers stands for the data: the collator draws a step's pairs. The model is a
bag of token rows, each its own plus the mean of its letters' rows; ``rows`` folds them into one.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from datasets import Dataset
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.sentence_transformer.losses import (
    MatryoshkaLoss,
    MultipleNegativesRankingLoss,
)
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from torch.nn import functional
from torch.utils.data import BatchSampler, SequentialSampler
from transformers import PrinterCallback, TrainerCallback
from transformers.trainer_utils import get_last_checkpoint

from indexer.training.batches import Pairs, Vectors, draw
from indexer.training.letters import Letters
from indexer.training.recipe import Recipe

Rows = npt.NDArray[np.float32]
Progress = Callable[[int, int, str], None]

#: Steps between two states that a broken-off run can go on from.
SAVED_EACH = 500


class LetteredEmbedding(StaticEmbedding):
    """The mean of the rows of a text's tokens, each row its own and the mean of its letters'."""

    def __init__(self, tokenizer: Tokenizer, letters: Letters, dimensions: int) -> None:
        # Rows of about unit length, at random: a start from co-occurrences was worse by far.
        rows = torch.randn(tokenizer.get_vocab_size(), dimensions) / math.sqrt(dimensions)
        super().__init__(tokenizer, embedding_weights=rows)
        self.letters = torch.nn.Parameter(
            torch.randn(letters.size, dimensions) / math.sqrt(dimensions)
        )
        self._letters = letters

    def rows(self, tokens: torch.Tensor) -> torch.Tensor:
        """The rows of ``tokens`` ``[n]``, letters folded in: ``[n, dimensions]``."""
        places = tokens.numpy()
        counts = self._letters.counts[places]
        begins = np.cumsum(counts) - counts
        within = np.arange(int(counts.sum())) - np.repeat(begins, counts)
        flat = self._letters.flat[within + np.repeat(self._letters.starts[places], counts)]
        letters = functional.embedding_bag(
            torch.from_numpy(flat),
            self.letters,
            torch.from_numpy(begins),
            mode="mean",
            padding_idx=0,
        )
        return functional.embedding(tokens, self.embedding.weight) + letters

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Adds ``sentence_embedding`` ``[texts, dimensions]`` to ``input_ids`` and ``offsets``."""
        tokens, inverse = torch.unique(features["input_ids"], return_inverse=True)
        features["sentence_embedding"] = functional.embedding_bag(
            inverse, self.rows(tokens), features["offsets"], mode="mean"
        )
        return features


class _Collator:
    """Turns a step's number into its pairs, as the trainer hands them to the model."""

    valid_label_columns: Sequence[str] = ()

    def __init__(self, pairs: Pairs, recipe: Recipe, seed: int, nearness: "_Nearness") -> None:
        self.pairs, self.recipe, self.seed, self.nearness = pairs, recipe, seed, nearness

    def __call__(self, steps: Sequence[Mapping[str, int]]) -> dict[str, torch.Tensor]:
        step = steps[0]["step"]
        vectors = self.nearness.vectors if step >= self.recipe.near_from else None
        sides = draw(self.pairs, self.recipe, self.seed, step, vectors)
        made: dict[str, torch.Tensor] = {}
        for number, side in enumerate(sides):
            made[f"sentence_{number}_input_ids"] = torch.from_numpy(side.ids)
            made[f"sentence_{number}_offsets"] = torch.from_numpy(side.starts)
        return made


class _Nearness:
    """Vectors of the pairs by the model as it was when they were first asked for. Its rows of that
    moment are kept in the run's folder: a run that goes on draws what it would have drawn."""

    def __init__(self, bag: LetteredEmbedding, pairs: Pairs, recipe: Recipe, work: Path) -> None:
        self._bag, self._pairs, self._recipe = bag, pairs, recipe
        self._kept = work / "near.npy"

    @cached_property
    def vectors(self) -> Vectors:
        """See the class."""
        if not self._kept.exists():
            rows = _rows(self._bag)[:, : self._recipe.prefix]
            new = self._kept.with_suffix(".new.npy")
            np.save(new, rows)
            new.replace(self._kept)
        return self._pairs.vectors(np.load(self._kept))


def _rows(bag: LetteredEmbedding) -> Rows:
    with torch.no_grad():
        rows: Rows = bag.rows(torch.arange(bag.tokenizer.get_vocab_size())).numpy()
    return rows


class _Shown(TrainerCallback):
    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.progress(state.global_step, state.max_steps, "training")


class _Trainer(SentenceTransformerTrainer):
    """Goes through the steps in their order, and keeps a checkpoint's weights alone: the tokenizer
    and the letters are made anew."""

    def get_batch_sampler(
        self, dataset: Any, batch_size: int, drop_last: bool, *_: Any, **__: Any
    ) -> BatchSampler:
        return BatchSampler(SequentialSampler(dataset), batch_size, drop_last)

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        folder = Path(output_dir or str(self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(self.model.state_dict(), folder / "rows.pt")

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        state = torch.load(Path(resume_from_checkpoint) / "rows.pt", weights_only=True)
        self.model.load_state_dict(state)


def train(
    tokenizer: Tokenizer,
    letters: Letters,
    pairs: Pairs,
    recipe: Recipe,
    *,
    seed: int,
    work: Path,
    progress: Progress = lambda done, total, what: None,
) -> Rows:
    """Train, from the last checkpoint in ``work`` where there is one; the row of every token,
    ``float32 [tokens, dimensions]``, before shrinking."""
    torch.manual_seed(seed)
    bag = LetteredEmbedding(tokenizer, letters, recipe.dimensions)
    nearness = _Nearness(bag, pairs, recipe, work)
    model = SentenceTransformer(modules=[bag], device="cpu")
    # A card that has examples already is not given any: the data have no texts to show.
    model.model_card_data.widget = [{}]
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=recipe.rate, betas=recipe.betas, weight_decay=0.0, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, recipe))
    trainer = _Trainer(
        model=model,
        args=_arguments(recipe, seed, work),
        train_dataset=Dataset.from_dict({"step": list(range(recipe.steps))}),
        data_collator=cast(Any, _Collator(pairs, recipe, seed, nearness)),
        loss=_loss(model, recipe),
        optimizers=(optimizer, schedule),
        callbacks=[_Shown(progress)],
    )
    trainer.remove_callback(PrinterCallback)  # it prints on standard output, which is not ours
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(work)))
    return _rows(bag)


def _loss(model: SentenceTransformer, recipe: Recipe) -> torch.nn.Module:
    """Each text of one side against every text of the other (van den Oord et al. 2018). Which side
    asks is drawn anew each step: as good as both at once, in half the time. The same with the
    first numbers of each vector alone."""
    loss = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    if recipe.prefix >= recipe.dimensions:
        return loss
    return MatryoshkaLoss(model, loss, matryoshka_dims=[recipe.dimensions, recipe.prefix])


def _rate(step: int, recipe: Recipe) -> float:
    """The share of the rate at a step: a rise, then half a cosine down to the floor."""
    cosine = 0.5 * (1 + math.cos(math.pi * step / recipe.steps))
    return min(1.0, (step + 1) / recipe.warm_up) * (
        recipe.rate_floor + (1 - recipe.rate_floor) * cosine
    )


def _arguments(recipe: Recipe, seed: int, work: Path) -> SentenceTransformerTrainingArguments:
    return SentenceTransformerTrainingArguments(
        output_dir=str(work),
        max_steps=recipe.steps,
        per_device_train_batch_size=1,
        max_grad_norm=0.0,
        seed=seed,
        use_cpu=True,
        disable_tqdm=True,
        logging_strategy="no",
        report_to="none",
        save_steps=SAVED_EACH,
        save_total_limit=1,
    )
