"""The text of a provision, parted at the provisions within it."""

import pytest

from indexer.models import Provision
from search_app.work_tree import parts


def provision(text, *children):
    """A provision of that text; ``children`` are numbers and texts of those within it."""
    within = tuple(
        Provision(eid=f"art_1__para_{place}", kind="para", num=num, text=inner)
        for place, (num, inner) in enumerate(children, 1)
    )
    return Provision(eid="art_1", kind="art", text=text, children=within)


def shown_in(found):
    """The parts of a text as lines, those of a provision within it under its number."""
    return [line for part in found for line in (part.lines or [f"<{part.child.num}>"])]


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        (provision("Costs are borne."), ["Costs are borne."]),
        (
            provision("They are:\n(a) one;\n(b) two.\nBoth.", ("(a)", "one;"), ("(b)", "two.")),
            ["They are:", "<(a)>", "<(b)>", "Both."],
        ),
        (
            provision("一、甲方。\n二、乙方。", ("一、", "甲方。"), ("二、", "乙方。")),
            ["<一、>", "<二、>"],
        ),
        (
            provision("Printed otherwise.\n2. Two.", ("1.", "One."), ("2.", "Two.")),
            ["Printed otherwise.", "2. Two."],
        ),
        (provision("", ("1.", "One.")), []),
    ],
    ids=["no children", "lead and flush text", "no space after the mark", "not found", "empty"],
)
def test_a_text_is_parted_at_the_provisions_within_it_and_never_loses_a_line(article, shown):
    assert shown_in(parts(article)) == shown
