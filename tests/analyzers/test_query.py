"""The query syntax: how a query is read, what is a fault, and how a fault is mended."""

import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers.query import (
    MAX_QUERY,
    And,
    Bare,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    QuerySyntaxError,
    Words,
    YearRange,
    analyse_plain,
    analyse_query,
)
from analyzers.query_near import MAX_WAYS, ways
from analyzers.query_tree import MOST_IN_ANY_ORDER
from analyzers.segment import terms
from indexer.engine.base import MAX_LAYOUTS, layouts


def shown(node: Node | None) -> str:
    """A tree in one line: side by side in (), AND as &, OR as |, NOT as !."""
    match node:
        case And() | Or() | Bare():
            mark = {And: " & ", Or: " | ", Bare: " "}[type(node)]
            return f"({mark.join(shown(child) for child in node.children)})"
        case Not():
            return f"!{shown(node.child)}"
        case Words():
            return node.text
        case Phrase():
            return f'"{node.text}"' + (f"~{node.slop}" if node.slop else "")
        case Prefix():
            return f"{node.text}*"
        case Field():
            return f"{node.name}={node.value}"
        case YearRange():
            return f"year={node.first}..{node.last}"
        case _:
            return ""


def leaves(node: Node) -> list[Node]:
    match node:
        case And() | Or() | Bare():
            return [leaf for child in node.children for leaf in leaves(child)]
        case Not():
            return leaves(node.child)
        case _:
            return [node]


def tree(query):
    return shown(analyse_query(query).root)


def faults(query):
    with pytest.raises(QuerySyntaxError) as raised:
        analyse_query(query)
    return raised.value


def read(query):
    """The analysis of a query, or the error it raises; any other exception fails the test."""
    try:
        return analyse_query(query)
    except QuerySyntaxError as error:
        return error


# --------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("extradition", "extradition"),
        ("mutual legal assistance", "(mutual legal assistance)"),
        ("刑事司法协助 拒绝", "(刑事司法协助 拒绝)"),
        ("ជំនួយផ្នែកច្បាប់ បត្យាប័ន", "(ជំនួយផ្នែកច្បាប់ បត្យាប័ន)"),
        ('"refusal of assistance"', '"refusal of assistance"'),
        ('"refusal assistance"~3', '"refusal assistance"~3'),
        ('"ការបដិសេធជំនួយ"~២', '"ការបដិសេធជំនួយ"~2'),
        ("extradit*", "extradit*"),
        ("引渡*", "引渡*"),
        ("extradit*, surrender", "(extradit* surrender)"),
        ("extradition -political", "(extradition !political)"),
        ('-"death penalty"', '!"death penalty"'),
        ("extradition NOT political", "(extradition !political)"),
        ("NOT NOT extradition", "extradition"),
        ("a AND b OR c", "((a & b) | c)"),
        ("a OR b AND c", "(a | (b & c))"),
        ("a b AND c", "((a b) & c)"),
        ("a AND NOT b", "(a & !b)"),
        ("a AND (b OR c) -d", "(a & ((b | c) !d))"),
        ("-(a OR b)", "!(a | b)"),
        ("NOT(a b)", "!(a b)"),
        ("(((a)))", "a"),
        ("引渡 AND （移交 OR 死刑）", "(引渡 & (移交 | 死刑))"),
        ("（引渡）－死刑", "(引渡 !死刑)"),
        ("“政治犯罪” 「死刑」", '("政治犯罪" "死刑")'),
        ("“death penalty”～２", '"death penalty"~2'),
        ("«អាជ្ញាធរកណ្តាល» OR បត្យាប័ន", '("អាជ្ញាធរកណ្តាល" | បត្យាប័ន)'),
        ("引渡＊", "引渡*"),
    ],
)
def test_a_query_is_read_as(query, expected):
    assert tree(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type:treaty", "type=treaty"),
        ('type:"joint statement"', "type=joint_statement"),
        ("type:Joint_Statement", "type=joint_statement"),
        ("type：联合声明", "type=joint_statement"),
        ("type:條約", "type=treaty"),
        ("TYPE:សន្ធិសញ្ញា", "type=treaty"),
        ("status:in_force", "status=in_force"),
        ("status:生效", "status=in_force"),
        ("status:ជាធរមាន", "status=in_force"),
        ("lang:km", "lang=km"),
        ("lang:zh-hant", "lang=zh-Hant"),
        ("lang:ZH", "lang=zh"),
        ("lang:ខ្មែរ", "lang=km"),
        ("lang:繁體中文", "lang=zh-Hant"),
        ("party:Cambodia", "party=Cambodia"),
        ('title:"mutual legal assistance"', "title=mutual legal assistance"),
        ("year:2010", "year=2010..2010"),
        ("year:2010..2025", "year=2010..2025"),
        ("year:2010-2025", "year=2010..2025"),
        ("year:..2025", "year=None..2025"),
        ("year:2010..", "year=2010..None"),
        ("year:２０１０．．２０２５", "year=2010..2025"),
        ("year:២០១០..២០២៥", "year=2010..2025"),
        ("year：二〇一〇年..二〇二五年", "year=2010..2025"),
        ("-type:treaty 引渡", "(!type=treaty 引渡)"),
    ],
)
def test_a_field_is_read_as(query, expected):
    assert tree(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("and or not", "(and or not)"),
        ("e-mail", "e-mail"),
        ("Cambodia - China", "(Cambodia China)"),
        ("Article 3: scope", "(Article 3: scope)"),
        ("title: scope", "(title: scope)"),
        ("http://example.org/a", "http://example.org/a"),
        ("at 10:30", "(at 10:30)"),
        ("主题：引渡", "主题：引渡"),
        ("第七条第二款第（一）项", "第七条第二款第（一）项"),
        ("State(s) Party", "(State(s) Party)"),
        ("extradition … , surrender", "(extradition surrender)"),
        ('extradition "" surrender ()', "(extradition surrender)"),
        ("ANDORRA", "ANDORRA"),
        ("បត្យាប័ន ។", "បត្យាប័ន"),
    ],
)
def test_what_only_looks_like_syntax_is_words(query, expected):
    assert tree(query) == expected


def test_places_are_code_points_of_the_query_as_typed():
    query = "  引渡 AND -(「死刑」 OR type：条约)"
    root = analyse_query(query).root
    assert isinstance(root, And)
    assert [query[leaf.start : leaf.end] for leaf in leaves(root)] == [
        "引渡",
        "「死刑」",
        "type：条约",
    ]
    assert query[root.children[1].start] == "-"


def test_control_characters_are_ignored_and_places_still_hold():
    query = "\u202eextra\x01dition\x02 -penal\x03ty"
    root = analyse_query(query).root
    assert shown(root) == "(extradition !penalty)"
    assert [query[leaf.start : leaf.end] for leaf in leaves(root)] == [
        "extra\x01dition",
        "penal\x03ty",
    ]


@pytest.mark.parametrize("chunk", ["extraditions", "刑事司法协助", "ជំនួយទៅវិញទៅមកផ្នែកច្បាប់", "e-mail"])
def test_a_chunk_among_others_has_the_terms_it_has_alone(chunk):
    root = analyse_query(f"treaty {chunk} 2010").root
    assert isinstance(root, Bare)
    words = root.children[1]
    assert isinstance(words, Words)
    assert words.terms == terms(chunk)


def test_plain_is_what_is_said_without_syntax_fields_and_exclusions():
    query = (
        '(extradit* OR "surrender of persons"~2) type:treaty -"death penalty" '
        "NOT (fiscal year:2010)"
    )
    analysis = analyse_query(query)
    assert analysis.plain == "extradit surrender of persons"
    assert analysis.whole == terms(analysis.plain)


@pytest.mark.parametrize(
    ("query", "language", "script"),
    [
        ("extradition of nationals", "en", "Latn"),
        ("刑事司法协助的拒绝", "zh", "Hans"),
        ("國際刑事司法協助條約", "zh", "Hant"),
        ("បត្យាប័ន", "km", "Khmr"),
        ("បត្យាប័នជនជាតិ Article 7", "km", "Khmr"),
        ("2010", "", ""),
    ],
)
def test_the_language_is_what_most_of_the_query_is_written_in(query, language, script):
    analysis = analyse_query(query)
    assert (analysis.language, analysis.script) == (language, script)


@pytest.mark.parametrize(
    ("query", "eids"),
    [
        ("Article 7 of the extradition treaty", ["art_7"]),
        ("拒绝协助 第四条第一款", ["art_4__para_1"]),
        ("មាត្រា ៧ សន្ធិសញ្ញា", ["art_7"]),
        ("Article 7 (a)", ["art_7__point_a"]),
        ('"Article 7" refusal', []),
        ("refusal -第七条", []),
        ("refusal NOT (Article 7 OR Article 8)", []),
    ],
)
def test_citations_are_read_outside_quotes_and_exclusions(query, eids):
    assert [citation.eid for citation in analyse_query(query).citations] == eids


def test_a_citation_among_control_characters_has_its_place_as_typed():
    query = "\u202aArt\u200eicle 7\u202c refusal"
    (citation,) = analyse_query(query).citations
    assert query[citation.start : citation.end] == "Art\u200eicle 7"


# --------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("query", "position", "code", "repaired"),
    [
        ("", 0, "empty", ""),
        ("   ", 0, "empty", ""),
        ("-", 0, "empty", ""),
        ("។ ៕", 0, "empty", ""),
        ("*", 0, "star", ""),
        ("wo*rd extradition", 2, "star", "wo rd extradition"),
        ("…*", 0, "star", ""),
        ('treaty "refusal of', 7, "unclosed_quote", 'treaty "refusal of"'),
        ("“政治犯罪 引渡", 0, "unclosed_quote", '"政治犯罪 引渡"'),
        ("a AND (b OR c", 6, "unclosed_paren", "a AND (b OR c)"),
        ("a) b", 1, "unopened_paren", "a b"),
        ("(引渡））", 4, "unopened_paren", "(引渡）"),
        ("extradition AND", 12, "operand", "extradition"),
        ("OR extradition", 0, "operand", "extradition"),
        ("extradition AND …", 12, "operand", "extradition …"),
        ("extradition NOT", 12, "not_operand", "extradition"),
        ("nofield:x", 0, "unknown_field", "nofield x"),
        ("标题:引渡", 0, "unknown_field", "标题 引渡"),
        ("type:novel treaty", 5, "type_value", "novel treaty"),
        ("status:asleep", 7, "status_value", "asleep"),
        ("lang:fr extradition", 5, "lang_value", "extradition"),
        ("year:abc..2010", 5, "year_value", "year:..2010"),
        ("treaty year:abc", 12, "year_value", "treaty"),
        ("year:3", 5, "year_value", ""),
        ("year:2025..2010", 5, "year_order", "year:2010..2025"),
        ('title:"" treaty', 6, "no_value", "treaty"),
        ("title:(a b)", 6, "field_group", "(a b)"),
        ("title:extradit*", 6, "field_star", 'title:"extradit"'),
        ('"a b"~x', 5, "slop", '"a b"'),
        ('"a b"~999', 5, "slop", '"a b"'),
        ('refusal "of the person"~90', 8, "too_loose", 'refusal "of" AND "the" AND "person"'),
        ('费用 "请求 协助 方式"~60', 3, "too_loose", '费用 "请求" AND "协助" AND "方式"'),
    ],
)
def test_a_fault_is_named_at_its_place_with_a_repaired_query(query, position, code, repaired):
    error = faults(query)
    assert [(fault.position, fault.code) for fault in error.faults] == [(position, code)]
    assert error.repaired == repaired


def test_every_fault_is_found_at_once_in_query_order():
    error = faults('(year:abc AND type:novel "never closed')
    assert [fault.code for fault in error.faults] == [
        "unclosed_paren",
        "year_value",
        "type_value",
        "unclosed_quote",
    ]
    assert error.repaired == '(novel "never closed")'


def test_positions_of_faults_count_control_characters():
    assert faults("\u202e\x01treaty AND").faults[0].position == 9


def test_the_sentence_of_an_unknown_field_names_the_known_ones():
    message = str(faults("author:Sok"))
    assert "author" in message
    assert "type, party, lang, year, status, title" in message


def test_operators_alone_leave_nothing():
    error = faults("AND OR NOT")
    assert [fault.position for fault in error.faults] == [0, 4, 7]
    assert error.repaired == ""


def test_a_query_too_long_is_cut_between_words():
    error = faults("assistance " * 2_000)
    assert [fault.code for fault in error.faults] == ["too_long"]
    assert len(error.repaired) <= MAX_QUERY
    assert error.repaired.endswith(" assistance")
    analyse_query(error.repaired)


def test_deep_parentheses_are_a_fault_and_no_recursion():
    error = faults("(" * 500 + "a" + ")" * 500)
    assert [fault.code for fault in error.faults] == ["too_deep"]
    assert shown(analyse_query(error.repaired).root) == "a"
    assert faults("(" * 500).repaired == ""


@pytest.mark.parametrize(
    "unit", ["-a ", "NOT ", "( ", '"a" ', "a AND ", '"', "a:", "a*b ", "e\u0301-", "引渡 OR ", "្"]
)
def test_no_repetition_is_too_much(unit):
    outcome = read((unit * MAX_QUERY)[:MAX_QUERY])
    if isinstance(outcome, QuerySyntaxError) and outcome.repaired:
        analyse_query(outcome.repaired)


@pytest.mark.parametrize("chunk", ["ការបដិសេធការផ្តល់ជំនួយ" * 20, "刑事司法协助" * 60, "a" * 400])
def test_a_long_chunk_takes_no_time(chunk):
    started = time.process_time()
    analyse_query(chunk)
    assert time.process_time() - started < 0.5


# --------------------------------------------------------------------------- properties

PIECES = ["AND", "OR", "NOT", "(", ")", "（", "）", '"', "“", "”", "«", "»", "「", "」", "-", "－",
          "*", "＊", "~3", "~", "year:", "type:", "lang:zh", "title:", "party：", "foo:", "：",
          "..",
          "2010", "២០១០", "二〇一〇", "treaty", "条约", "សន្ធិសញ្ញា", "Article 7", "第（一）项",
          " ", " ", "\u3000", "\x01", "\u202e", "\u200b", "\ud800", "្", "…"]  # fmt: skip
QUERIES = (
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
    | st.text(max_size=60)
    | st.text(st.characters(), max_size=60)
)


@settings(deadline=None, max_examples=400)
@given(QUERIES)
@example("title:*")
@example('-"')
@example("a:AND")
def test_any_text_is_read_or_has_faults_and_a_repair_that_reads(query):
    outcome = read(query)
    if isinstance(outcome, QuerySyntaxError):
        positions = [fault.position for fault in outcome.faults]
        assert positions
        assert positions == sorted(positions)
        assert all(0 <= position <= len(query) for position in positions)
        assert all(fault.message for fault in outcome.faults)
        if outcome.repaired:
            analyse_query(outcome.repaired)
        return
    places = [(leaf.start, leaf.end) for leaf in leaves(outcome.root)]
    assert places
    assert places == sorted(places)
    assert all(0 <= start < end <= len(query) for start, end in places)


WORDS = st.sampled_from(["treaty", "extradition", "引渡", "司法协助", "បត្យាប័ន", "សាក្សី"])


@settings(deadline=None)
@given(
    st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["(", ")", '"', " AND", "*", " NOT"])
)
def test_a_repair_keeps_every_word(words, mark):
    query = f"{' '.join(words)}{mark}" if mark != "*" else f"* {' '.join(words)}"
    outcome = read(query)
    if isinstance(outcome, QuerySyntaxError):
        outcome = analyse_query(outcome.repaired)
    assert outcome.plain.split() == words


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_passage_is_read_as_words_whatever_it_holds(text):
    analysis = analyse_plain(text)
    assert analysis.citations == ()
    if analysis.root:
        assert all(isinstance(leaf, Words) for leaf in leaves(analysis.root))


def test_a_passage_keeps_its_marks_as_words():
    analysis = analyse_plain('The "Requested Party" (see Article 7) AND title:x')
    assert shown(analysis.root) == '(The "Requested Party" (see Article 7) AND title:x)'
    assert analysis.language == "en"
    assert analysis.citations == ()


@pytest.mark.parametrize(
    ("query", "parts", "gap"),
    [
        ('"return assets"~3', (("return",), ("assets",)), 3),
        ('"资产返还"~3', (("资", "产"), ("返", "还")), 6),
        ("“请求方 被请求方”～2", (("请", "求", "方"), ("被", "请", "求", "方")), 4),
        ('"ប្រគល់ ទ្រព្យ"~1', (("ប្រ", "គ", "ល់"), ("ទ្រ", "ព្យ")), 3),
        ('"return assets"', (), 0),
    ],
    ids=["en", "zh in one run", "zh parted, full width", "km", "no distance"],
)
def test_the_parts_of_a_loose_phrase_stay_whole_and_its_distance_is_in_words(query, parts, gap):
    root = analyse_query(query).root
    assert isinstance(root, Phrase)
    assert (root.parts, root.gap) == (parts, gap)


def test_whatever_distance_the_analysis_lets_through_an_engine_takes():
    assert MAX_WAYS <= MAX_LAYOUTS
    for count, gap in itertools.product(range(1, 8), range(12)):
        parts = (("a",),) * count
        ordered = count > MOST_IN_ANY_ORDER
        assert ways(parts, gap) == layouts(count, gap, ordered=ordered)
