"""How a query was read and what was asked for it: for a person, and as JSON.

What is shown is made of the analysis and of the plan that the search itself follows; nothing is
worked out a second way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from analyzers import query as ast
from analyzers.query import Node
from analyzers.termbase import Termbase
from search_app.plan import make_plan
from search_app.profiles import Profile
from search_app.searcher import Results

#: Tokens of a sequence that a line shows; a pasted page must stay readable.
SHOWN_TOKENS = 12


def explanation_json(results: Results, profile: Profile, termbase: Termbase) -> dict[str, Any]:
    """How the query of ``results`` was read, and the plan that was searched by.

    ``words`` rank. In ``plan`` a clause is an object: the name of its kind and its own fields.
    """
    analysis, options = results.analysis, results.options
    plan = make_plan(
        analysis,
        profile,
        filters=options.filters.clause(),
        expand=termbase if options.expand and not options.plain else None,
    )
    parts = list(_leaves(analysis.root))
    return {
        "query": analysis.text,
        "read_as": query_text(analysis.root),
        "language": analysis.language,
        "script": analysis.script,
        "words": [token.text for part in parts for token in _words(part)],
        "phrases": [query_text(part) for part in parts if isinstance(part, ast.Phrase)],
        "beginnings": [query_text(part) for part in parts if isinstance(part, ast.Prefix)],
        "fields": [
            query_text(part) for part in parts if isinstance(part, ast.Field | ast.YearRange)
        ],
        "citations": [citation.eid for citation in analysis.citations],
        "expansions": [
            {"concept": found.concept, "lang": found.language, "text": found.text}
            for found in results.expansions
        ],
        "mode": options.mode,
        "profile": profile.label,
        "plan": {
            # A semantic search ranks by nearness alone.
            "keyword": _plain(plan.keyword) if options.mode != "semantic" else None,
            "required": _plain(plan.required),
            "citation": _plain(plan.citation),
        },
    }


def explanation_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """The same for a reader: a line a fact, a line a clause; what is empty is left out."""
    language = "-".join(part for part in (document["language"], document["script"]) if part)
    expansions = [f"{found['text']} ({found['lang']})" for found in document["expansions"]]
    for name, shown in (
        ("read as", [document["read_as"]] if document["read_as"] else []),
        ("language", [language or "unknown"]),
        ("words", document["words"]),
        ("phrases", document["phrases"]),
        ("beginnings", document["beginnings"]),
        ("fields", document["fields"]),
        ("citations", document["citations"]),
        ("also looked for", expansions),
        ("mode", [f"{document['mode']}, profile {document['profile']}"]),
    ):
        if shown:
            yield f"{name}: {', '.join(shown)}"
    for name, clause in document["plan"].items():
        if clause is not None:
            yield f"{_PLAN[name]}:"
            yield from (f"  {line}" for line in _clause_lines(clause))


_PLAN = {"keyword": "ranks by", "required": "must match", "citation": "comes first"}


# --------------------------------------------------------------------------- the query


def query_text(node: Node | None) -> str:
    """A part of a query, written in the query's own syntax with every operator."""
    match node:
        case ast.Words():
            return node.text
        case ast.Phrase():
            return f'"{node.text}"' + (f"~{node.slop}" if node.slop else "")
        case ast.Prefix():
            return f"{node.text}*"
        case ast.Field():
            return f'{node.name}:"{node.value}"' if node.phrase else f"{node.name}:{node.value}"
        case ast.YearRange():
            ends = ["" if year is None else str(year) for year in (node.first, node.last)]
            return f"year:{ends[0]}" if ends[0] == ends[1] else f"year:{ends[0]}..{ends[1]}"
        case ast.Not():
            return f"NOT {query_text(node.child)}"
        case ast.And():
            return f"({' AND '.join(map(query_text, node.children))})"
        case ast.Or():
            return f"({' OR '.join(map(query_text, node.children))})"
        case ast.Bare():
            return " ".join(map(query_text, node.children))
        case _:
            return ""


def _leaves(node: Node | None) -> Iterator[Node]:
    """The parts of a query that look for something; what is excluded is none."""
    if isinstance(node, ast.And | ast.Or | ast.Bare):
        for child in node.children:
            yield from _leaves(child)
    elif node is not None and not isinstance(node, ast.Not):
        yield node


def _words(part: Node) -> Sequence[Any]:
    return part.terms.words if isinstance(part, ast.Words) else ()


# --------------------------------------------------------------------------- the clauses


def _plain(value: Any) -> Any:
    """A clause as JSON: its kind, and its own fields."""
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **own}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _clause_lines(clause: Mapping[str, Any]) -> list[str]:
    """A clause in lines: the members of the outermost, one each."""
    if clause["kind"] in {"AnyOf", "AllOf"}:
        return [_clause_text(member) for member in clause["clauses"]]
    return [_clause_text(clause)]


def _clause_text(clause: Mapping[str, Any]) -> str:
    """A clause in one line: ``×`` before a weight, ``=`` before a score that is always the same,
    ``?`` after what only adds to the score."""
    match clause["kind"]:
        case "AllOf" | "AnyOf" as kind:
            joined = " AND " if kind == "AllOf" else " OR "
            return f"({joined.join(map(_clause_text, clause['clauses']))})"
        case "Excluding":
            return f"NOT {_clause_text(clause['clause'])}"
        case "Weighted":
            return f"{_clause_text(clause['clause'])} ×{clause['weight']:g}"
        case "Flat":
            return f"{_clause_text(clause['clause'])} ={clause['score']:g}"
        case "Optional":
            return f"{_clause_text(clause['clause'])} ?"
        case _:
            return _leaf_text(clause)


def _leaf_text(clause: Mapping[str, Any]) -> str:
    match clause["kind"]:
        case "Term":
            return f"{clause['field']}:{clause['token']}"
        case "Sequenced":
            return f"{clause['field']}:{_sequence(clause['tokens'])}{'*' * clause['prefix']}"
        case "Near":
            near = " ".join(map(_sequence, clause["sequences"]))
            return f"{clause['field']}:({near})~{clause['gap']}"
        case "Between":
            ends = ["" if end is None else str(end) for end in (clause["first"], clause["last"])]
            return f"{clause['field']}:{'..'.join(ends)}"
        case kind:  # an engine may learn others; their own fields say what they are
            own = ", ".join(f"{name} {value}" for name, value in clause.items() if name != "kind")
            return f"{kind}: {own}"


def _sequence(tokens: Sequence[str]) -> str:
    shown = " ".join(tokens[:SHOWN_TOKENS])
    return f'"{shown}{" …" if len(tokens) > SHOWN_TOKENS else ""}"'
