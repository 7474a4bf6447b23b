"""A transformer made on the spot: two small layers, a tokenizer trained on background sentences."""

from functools import cache

from indexer.background import background_sentences

#: Tokens the model takes.
LONGEST = 48


def make_transformer(folder, *, seed=0, prompts=None):
    """Save a model of random weights in ``folder``, as sentence-transformers does, and give it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)  # so small a model is no faster with more
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer().vocab_size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=LONGEST,
        initializer_range=0.5,  # so that what is read matters
    )
    raw = folder.parent / f"{folder.name}-raw"
    BertModel(config).save_pretrained(raw)
    tokenizer().save_pretrained(raw)
    transformer = Transformer(str(raw))
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(
        modules=[transformer, pooling, Normalize()], prompts=prompts, device="cpu"
    ).save_pretrained(str(folder), create_model_card=False)
    return folder


@cache
def tokenizer():
    """Pieces of words in the three languages."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    pieces = Tokenizer(models.Unigram())
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=2_000,
        special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
        unk_token="[UNK]",
        show_progress=False,
    )
    sentences = [text for own in background_sentences().values() for text in own]
    pieces.train_from_iterator(sentences, trainer)
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=pieces,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=LONGEST,
    )
