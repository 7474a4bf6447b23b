"""A faulty query → the nearest one without fault, keeping as much of it as can be kept."""

from collections.abc import Callable

from analyzers.query_lexer import Lexed, without_syntax

#: Mending one fault can bare another, so a mended query is read again, this often at most.
ROUNDS = 3


def repair(lexed: Lexed, faults_in: Callable[[str], Lexed | None]) -> str:
    """Mend a query that was read with faults; "" when nothing of it is left.

    ``faults_in`` reads a text and gives what it lexed with faults, None where there is no fault.
    What cannot be mended mark by mark is reduced to its words.
    """
    faulty: Lexed | None = lexed
    for _ in range(ROUNDS):
        assert faulty is not None
        mended = _mended(faulty)
        faulty = faults_in(mended)
        if faulty is None:
            return mended
        if all(fault.code == "empty" for fault in faulty.faults):
            return ""
    words = without_syntax(lexed.clean)
    return words if faults_in(words) is None else ""


def _mended(lexed: Lexed) -> str:
    """Write the lexemes again, each as it was or as its repair; spaces stay where they were."""
    pieces: list[str] = []
    end_before = 0
    for index, lexeme in enumerate(lexed.lexemes):
        piece = lexed.repairs.get(index)
        if piece is None:
            piece = lexed.clean[lexeme.start : lexeme.end]
        if not piece:
            continue
        if lexeme.start > end_before and pieces and pieces[-1] != "(" and piece != ")":
            pieces.append(" ")
        pieces.append(piece)
        end_before = lexeme.end
    return "".join(pieces) + ")" * lexed.unclosed
