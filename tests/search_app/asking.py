"""Questions whose closer scores and best windows a test decides, and an encoder that asks them."""

import numpy as np


class AskedBy:
    """A question to a model with rows of tokens; ``window`` may be a function of the text."""

    aligned = True

    def __init__(self, vector=None, scores=lambda scores, packed: scores, window=None):
        self.vector = np.ones(3, np.float32) if vector is None else vector
        self._scores, self._window = scores, window

    def rescored(self, scores, packed):
        return np.array(self._scores(scores, packed), dtype=np.float64)

    def best_window(self, text):
        return self._window(text) if callable(self._window) else self._window


class WholeOnly(AskedBy):
    """A question to a model of whole vectors."""

    aligned = False

    def rescored(self, scores, packed):
        raise AssertionError("there is nothing to score again")


class Asking:
    """An encoder of which ``question`` makes each question from its vector; ``asked`` is what
    was."""

    def __init__(self, encoder, question):
        self._encoder, self._question = encoder, question
        self.asked = []

    def __getattr__(self, name):
        return getattr(self._encoder, name)

    def ask(self, text, language):
        self.asked.append((text, language))
        return self._question(self._encoder.ask(text, language).vector)
