"""A source of concordances with one sentence, as a translation memory has them."""

from analyzers.segment import terms
from search_app.occurrences import Counterpart, Occurrence, Passage, Walk
from search_app.word_cuts import tokens_of


class OneUnit:
    """A source with one sentence of a translation memory."""

    name = "memory"

    def version(self):
        return "1"

    def walk(self, asked):
        text, translation = "The request was refused.", "请求被拒绝。"
        found = passage("memo#1", text), passage("memo#1", translation)
        at = text.index("request")
        counterpart = Counterpart(
            target="zh", tag="zh-Hans", passages=(found[1],), own=(found[0],), confidence=1.0
        )
        one = Occurrence(
            source=self.name, id="memo#1", work="", eid="", num="", kind="", title="memo",
            tag="en", date="", text=text, tokens=found[0].tokens, start=at, end=at + 7,
            position=0, counterparts=(counterpart,),
        )  # fmt: skip
        return Walk(source=self.name, occurrences=[one], matched=3, walked=1)


def passage(identity, text):
    tokens = tokens_of(terms(text))
    return Passage(id=identity, eid="", text=text, tokens=tokens, start=0, end=len(text))
