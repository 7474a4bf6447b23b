"""Lexemes → the tree of a query.

NOT binds tightest, then parts side by side, then AND, then OR: ``legal aid AND extradition OR
transfer`` is ((legal aid) AND extradition) OR transfer. Parentheses are kept on a stack of frames,
not by recursion, so no query is too deep for Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzers.query_lexer import Kind, Lexed, Lexeme
from analyzers.query_tree import And, Bare, Node, Not, Or

MAX_DEPTH = 50  # nested parentheses

#: A lexeme's index in ``Lexed.lexemes`` and what it stands for in the tree; None: it says nothing
#: (a lone dash, ``…``) and is passed over.
Operands = Sequence[Node | None]


@dataclass(slots=True)
class _Frame:
    """What has been read of one group. Indices are those of lexemes."""

    opened: int | None = None  # its parenthesis; None for the whole query
    ors: list[Node] = field(default_factory=list)
    ands: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    nots: list[int] = field(default_factory=list)  # waiting for what they exclude
    operator: int | None = None  # AND or OR, waiting for its right side


class Parser:
    """One pass over the lexemes; faults and repairs are added to ``lexed``.

    ``excluded`` holds the half-open places of what stands under a NOT, in order of their ends.
    """

    def __init__(self, lexed: Lexed, operands: Operands) -> None:
        self.lexed = lexed
        self.operands = operands
        self.stack = [_Frame()]
        self.excluded: list[tuple[int, int]] = []
        self._too_deep = 0  # open parentheses that were passed over

    def parse(self) -> Node | None:
        """Build the tree; None when nothing in the query says anything."""
        for index, lexeme in enumerate(self.lexed.lexemes):
            self._take(index, lexeme)
        while len(self.stack) > 1:
            self._unclosed()
        return self._finish(self.stack[0])

    def _take(self, index: int, lexeme: Lexeme) -> None:
        frame = self.stack[-1]
        match lexeme.kind:
            case Kind.NOT:
                if not (lexeme.dash and self._says_nothing(index + 1)):
                    frame.nots.append(index)
            case Kind.AND | Kind.OR:
                self._operator(frame, index, lexeme)
            case Kind.OPEN:
                self._open(index)
            case Kind.CLOSE:
                self._close(index)
            case _:
                node = self.operands[index]
                if node is not None:
                    self._operand(frame, node)

    def _says_nothing(self, index: int) -> bool:
        """Whether the operand a dash touches was passed over: the dash goes with it."""
        if index >= len(self.lexed.lexemes):
            return True
        kind = self.lexed.lexemes[index].kind
        return kind in _OPERAND_KINDS and self.operands[index] is None

    def _operand(self, frame: _Frame, node: Node) -> None:
        if frame.nots:
            start = self.lexed.lexemes[frame.nots[0]].start
            self.excluded.append((start, node.end))
            if len(frame.nots) % 2:
                node = Not(start=start, end=node.end, child=node)
            frame.nots.clear()
        frame.items.append(node)
        frame.operator = None

    def _operator(self, frame: _Frame, index: int, lexeme: Lexeme) -> None:
        self._drop_nots(frame)
        if not frame.items:
            self._drop_operator(index)
            return
        frame.ands.append(_joined(Bare, frame.items))
        if lexeme.kind is Kind.OR:
            frame.ors.append(_joined(And, frame.ands))
            frame.ands = []
        frame.items = []
        frame.operator = index

    def _open(self, index: int) -> None:
        if len(self.stack) <= MAX_DEPTH:
            self.stack.append(_Frame(opened=index))
            return
        if "too_deep" not in {fault.code for fault in self.lexed.faults}:
            position = self.lexed.lexemes[index].start
            message = f"Parentheses are nested more than {MAX_DEPTH} deep."
            self.lexed.fault(position, "too_deep", message)
        self._too_deep += 1
        self.lexed.repairs[index] = ""

    def _close(self, index: int) -> None:
        if self._too_deep:
            self._too_deep -= 1
            self.lexed.repairs[index] = ""
            return
        if len(self.stack) == 1:
            position = self.lexed.lexemes[index].start
            message = "A parenthesis closes here that was never opened."
            self.lexed.fault(position, "unopened_paren", message)
            self.lexed.repairs[index] = ""
            return
        group = self._finish(self.stack.pop())
        if group is not None:
            self._operand(self.stack[-1], group)
        else:
            self._drop_nots(self.stack[-1])

    def _unclosed(self) -> None:
        """Close the innermost open group at the end of the query, with a fault."""
        frame = self.stack.pop()
        assert frame.opened is not None
        group = self._finish(frame)
        position = self.lexed.lexemes[frame.opened].start
        self.lexed.fault(position, "unclosed_paren", "A parenthesis opens here and never closes.")
        if group is None:
            self.lexed.repairs[frame.opened] = ""
        else:
            self.lexed.unclosed += 1
            self._operand(self.stack[-1], group)

    def _finish(self, frame: _Frame) -> Node | None:
        self._drop_nots(frame)
        if frame.operator is not None:
            self._drop_operator(frame.operator)
        if frame.items:
            frame.ands.append(_joined(Bare, frame.items))
        if frame.ands:
            frame.ors.append(_joined(And, frame.ands))
        return _joined(Or, frame.ors) if frame.ors else None

    def _drop_operator(self, index: int) -> None:
        lexeme = self.lexed.lexemes[index]
        name = lexeme.kind.value
        message = f"{name} needs something on both sides; for the word, write “{name.lower()}”."
        self.lexed.fault(lexeme.start, "operand", message, name)
        self.lexed.repairs[index] = ""

    def _drop_nots(self, frame: _Frame) -> None:
        """Report every NOT that nothing follows."""
        for index in frame.nots:
            message = "NOT needs something after it to leave out."
            self.lexed.fault(self.lexed.lexemes[index].start, "not_operand", message, "NOT")
            self.lexed.repairs[index] = ""
        frame.nots.clear()


_OPERAND_KINDS = frozenset({Kind.WORD, Kind.PREFIX, Kind.PHRASE, Kind.FIELD, Kind.YEARS})


def _joined(form: type[And] | type[Or] | type[Bare], nodes: list[Node]) -> Node:
    """One node of several; a single one stays itself."""
    if len(nodes) == 1:
        return nodes[0]
    return form(start=nodes[0].start, end=nodes[-1].end, children=tuple(nodes))
