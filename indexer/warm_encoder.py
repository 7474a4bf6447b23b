"""Imported for its effect: the bundled model, as copies of it are opened, is open now.

The server that children are forked from imports it, so that no child loads the model again. Nothing
else should: it costs a second.
"""

import os
from contextlib import suppress

from indexer.encoder import EncoderError, open_encoder

# A child is one job of several; and threads of the tokenizer would not outlive the fork.
os.environ["TOKENIZERS_PARALLELISM"] = "false"
with suppress(EncoderError):  # whoever needs the model is told so where it is opened
    open_encoder().index_passages(["双方应当引渡。"])
