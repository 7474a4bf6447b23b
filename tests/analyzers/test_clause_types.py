"""What provisions are about: by heading, by text, by kind, in one language and in three."""

import re

import pytest

from analyzers.clause_types import Version, label
from analyzers.clause_types_list import OTHER, clause_groups, clause_types
from analyzers.clause_types_table import rules, sentences_of
from analyzers.query import QuerySyntaxError, analyse_query
from analyzers.query_tree import Field
from analyzers.termbase import termbase
from benchmarks.clause_types import cases, measure

TAGS = {"km", "zh-Hans", "zh-Hant", "en"}


def clauses(*versions):
    return [one.clause for one in label(versions)]


def provision(language, text, heading="", **other):
    return Version(language=language, text=text, heading=heading, **other)


# --------------------------------------------------------------------------- what is recognised

# Wording of treaties at large, none of it from the specimen corpus.
MAIN = [
    ("dual-criminality", "en", "Double Criminality", "The conduct must be an offence in both."),
    ("dual-criminality", "zh", "", "被请求方不得以行为不构成双重犯罪为由拒绝协助。"),
    ("refusal", "zh", "拒绝协助", "有下列情形之一的，被请求方可以拒绝提供协助："),
    ("refusal", "km", "ការបដិសេធ", "ជំនួយអាចត្រូវបានបដិសេធ ប្រសិនបើ៖"),
    ("costs", "en", "Expenses", "Expenses shall be borne by the State in whose territory."),
    ("costs", "km", "សោហ៊ុយ", "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកសោហ៊ុយ។"),
    ("provisional-arrest", "zh", "", "在紧急情况下，一方可以请求另一方临时羁押该人。"),
    ("video-link", "en", "", "The witness may give evidence by video conference."),
    ("service-of-documents", "zh", "送达文书", "应当向请求方出具送达证明。"),
    ("own-nationals", "en", "", "Each Party may refuse the extradition of its own nationals."),
    ("third-parties", "en", "", "Nothing prejudices the rights of bona fide third parties."),
    ("asset-sharing", "en", "", "Confiscated assets shall be shared between the Parties."),
    ("joint-investigation", "zh", "联合侦查", "双方可以设立联合侦查组。"),
    ("transit", "en", "Transit", "Transit of the person shall be granted on request."),
    ("jurisdiction", "km", "យុត្តាធិការ", "រដ្ឋភាគីនីមួយៗត្រូវកំណត់យុត្តាធិការ។"),
    ("definitions", "en", "Use of Terms", "For the purposes of this Treaty: “property” means …"),
    ("final-clauses", "zh", "", "本条约自互换批准书之日起第三十日生效。"),
    ("speciality", "zh", "特定规则", "不得就移交前的犯罪追诉被引渡人。"),
    ("transfer-of-proceedings", "en", "Transfer of Criminal Proceedings", "States may transfer."),
    ("witness-protection", "zh", "保护证人", "应当保护证人免遭报复或者恐吓。"),
]


@pytest.mark.parametrize(("clause", "language", "heading", "text"), MAIN)
def test_the_main_subject_is_recognised_in_each_language(clause, language, heading, text):
    assert clauses(provision(language, text, heading))[0] == clause


# What the two United Nations Conventions provide, in few words of our own; no headings there.
PROVIDED = [
    (
        "asset-sharing",
        "en",
        "Sharing with other States Parties, on a regular or case-by-case basis, such "
        "proceeds of crime or the funds from their sale.",
    ),
    (
        "asset-sharing",
        "zh",
        "经常地或者逐案地与其他缔约国分享这类犯罪所得或者变卖所获的款项。",
    ),
    (
        "asset-sharing",
        "km",
        "ចែករំលែកជាមួយរដ្ឋភាគីដទៃទៀត ជាប្រចាំ ឬតាមករណី នូវផលបានមកពីបទល្មើស។",
    ),
    (
        "asset-sharing",
        "en",
        "States Parties may also give special consideration to concluding agreements, case "
        "by case, for the final disposal of confiscated property.",
    ),
    (
        "asset-sharing",
        "zh",
        "缔约国还可以特别考虑就没收财产的最后处分逐案订立协定或者安排。",
    ),
    (
        "asset-sharing",
        "km",
        "រដ្ឋភាគីអាចពិចារណាធ្វើកិច្ចព្រមព្រៀង តាមករណីនីមួយៗ សម្រាប់ការចាត់ចែងចុងក្រោយនូវទ្រព្យដែលត្រូវបានរឹបអូស។",
    ),
    (
        "transfer-of-proceedings",
        "en",
        "States Parties shall consider transferring to one another proceedings for the "
        "prosecution of an offence where several jurisdictions are involved, with a view to "
        "concentrating the prosecution.",
    ),
    (
        "transfer-of-proceedings",
        "zh",
        "在涉及数国管辖权时，为集中起诉，缔约国应考虑相互移交诉讼的可能性。",
    ),
    (
        "transfer-of-proceedings",
        "km",
        "រដ្ឋភាគីត្រូវពិចារណាផ្ទេរទៅវិញទៅមកនូវនីតិវិធីចោទប្រកាន់បទល្មើស ដើម្បីប្រមូលផ្តុំការចោទប្រកាន់។",
    ),
    (
        "refusal",
        "en",
        "Nothing in this Convention shall be interpreted as imposing an obligation to "
        "extradite if the requested State Party has substantial grounds for believing that "
        "the request is made for prosecuting or punishing a person on account of that "
        "person's sex, race, religion or nationality.",
    ),
    (
        "refusal",
        "zh",
        "被请求缔约国有充分理由认为提出请求是为了因某人的性别、种族、宗教或者国籍而起诉或"
        "者处罚该人的，本公约的规定不得解释为规定了引渡义务。",
    ),
    (
        "refusal",
        "km",
        "គ្មានបទប្បញ្ញត្តិណាក្នុងអនុសញ្ញានេះកំណត់កាតព្វកិច្ចធ្វើបត្យាប័នឡើយ ប្រ"
        "សិនបើមានមូលហេតុជាសារវន្តដើម្បីជឿថា សំណើនោះធ្វើឡើងក្នុងគោលបំណងចោទប្រកាន"
        "់ ឬផ្តន្ទាទោសជនណាម្នាក់ ដោយសារពូជសាសន៍ ឬសាសនារបស់ជននោះ។",
    ),
    (
        "sentenced-persons",
        "en",
        "States Parties may conclude arrangements on the transfer to their territory of "
        "persons sentenced to imprisonment, so that they may complete their sentences there.",
    ),
    (
        "sentenced-persons",
        "zh",
        "缔约国可考虑缔结协定，转移被判刑人员，使其在本国服满刑期。",
    ),
    (
        "sentenced-persons",
        "zh",
        "将因犯有此类犯罪而被判监禁的人移交其本国服满刑期。",
    ),
    (
        "sentenced-persons",
        "km",
        "រដ្ឋភាគីអាចធ្វើកិច្ចព្រមព្រៀងអំពីការផ្ទេរទៅដែនដីរបស់ខ្លួននូវជនដែលត្រូវ"
        "បានកាត់ទោសដាក់ពន្ធនាគារ ដើម្បីឱ្យបញ្ចប់ទោសនៅទីនោះ។",
    ),
    (
        "confidentiality",
        "en",
        "The requesting State Party may require that the requested State Party keep "
        "confidential the fact and substance of the request.",
    ),
    (
        "confidentiality",
        "zh",
        "请求缔约国可以要求被请求缔约国对其提出的请求及其内容保密，但为执行请求所必需的除"
        "外。被请求缔约国如不能遵守保密要求，应立即通知请求缔约国。",
    ),
    (
        "provisional-arrest",
        "en",
        "The requested State Party may, where the circumstances so warrant and are urgent, "
        "take a person whose extradition is sought and who is present in its territory into "
        "custody.",
    ),
    (
        "provisional-arrest",
        "zh",
        "被请求缔约国认为情况必要而且紧迫时，可以拘留其境内的被请求引渡人，确保该人在进行"
        "引渡程序时在场。",
    ),
    (
        "provisional-arrest",
        "km",
        "ក្នុងករណីបន្ទាន់ រដ្ឋភាគីទទួលសំណើអាចឃុំខ្លួនជនដែលត្រូវបានស្នើសុំធ្វើបត្យាប័ន និងមានវត្តមានក្នុងដែនដីរបស់ខ្លួន។",
    ),
    (
        "transfer-in-custody",
        "en",
        "A person who is being detained or is serving a sentence in one State Party whose "
        "presence in another is requested for testimony may be transferred if the person "
        "consents.",
    ),
    (
        "transfer-in-custody",
        "zh",
        "在一缔约国境内羁押或者服刑的人，被要求到另一缔约国辨认、作证或者提供其他协助的，"
        "经本人同意可以移送。",
    ),
    (
        "transfer-in-custody",
        "km",
        "ជនដែលកំពុងជាប់ឃុំ ឬអនុវត្តទោសក្នុងរដ្ឋភាគីមួយ ហើយត្រូវបានស្នើសុំឱ្យផ្ត"
        "ល់សក្ខីកម្មនៅរដ្ឋភាគីមួយទៀត អាចត្រូវបានផ្ទេរ ប្រសិនបើជននោះយល់ព្រម។",
    ),
    (
        "central-authority",
        "en",
        "Each Party shall, within sixty days of the date on which this Treaty enters into "
        "force, designate a central authority and notify the depositary.",
    ),
]


@pytest.mark.parametrize(("clause", "language", "text"), PROVIDED)
def test_what_the_conventions_provide_is_recognised_without_a_heading(clause, language, text):
    assert clauses(provision(language, text))[0] == clause


HEADINGS = [
    ("concurrent-requests", "en", "Conflict of Requests"),
    ("concurrent-requests", "en", "Concurrent Requests"),
    ("concurrent-requests", "zh", "请求的冲突"),
    ("concurrent-requests", "km", "ការប៉ះទង្គិចនៃសំណើ"),
    ("search-seizure", "en", "Return of Documents and Articles"),
    ("search-seizure", "zh", "归还文件和物品"),
    ("search-seizure", "zh", "文件和物品的归还"),
    ("search-seizure", "km", "ការប្រគល់ឯកសារ និងវត្ថុត្រឡប់វិញ"),
    ("asset-return", "zh", "资产的返还"),
    ("bank-secrecy", "en", "Inadmissibility to Refuse Assistance on the Ground of Bank Secrecy"),
    ("bank-secrecy", "zh", "不得以银行保密为由拒绝协助"),
    ("bank-secrecy", "km", "ការមិនអាចបដិសេធដោយហេតុសម្ងាត់ធនាគារ"),
    ("video-link", "en", "Taking Testimony by Video Conference"),
    ("video-link", "zh", "以视频会议方式听取证言"),
    ("video-link", "km", "ការទទួលសក្ខីកម្មតាមវីដេអូ"),
    ("own-nationals", "km", "ជនជាតិ"),
    ("own-nationals", "km", "សញ្ជាតិ"),
    ("own-nationals", "km", "ជនជាតិរបស់ភាគីទទួលសំណើ"),
    ("own-nationals", "zh", "国籍"),
    ("speciality", "zh", "重新引渡"),
    ("speciality", "km", "បត្យាប័នបន្ត"),
    ("speciality", "en", "Re-extradition to a Third State"),
]


@pytest.mark.parametrize(("clause", "language", "heading"), HEADINGS)
def test_a_heading_says_the_subject_by_its_usual_names(clause, language, heading):
    assert clauses(provision(language, "", heading))[0] == clause


def test_a_mention_of_entry_into_force_or_of_the_depositary_is_no_final_clause():
    for text in (
        "Each Party shall keep a register. It shall be shown to the depositary within ninety days "
        "of the date on which this Treaty shall enter into force.",
        "This Article was inserted by Article 3 of the Protocol. Costs shall be borne by it.",
    ):
        assert "final-clauses" not in clauses(provision("en", text, "Costs"))
    assert clauses(provision("zh", "各方应当将登记册通知保存人。")) == [OTHER]
    both = "Costs are shared. It shall enter into force on 1 May. It is subject to ratification."
    assert "final-clauses" in clauses(provision("en", both, "Costs"))
    one = "It shall enter into force on 1 May."
    assert "final-clauses" in clauses(provision("en", one, "Costs and Entry into Force"))
    assert clauses(provision("en", "This Treaty shall enter into force on 1 May.")) == [
        "final-clauses"
    ]


def test_the_contents_of_a_request_are_no_subject_of_what_is_requested():
    text = (
        "A request for restraint shall contain:\n(a) a description of the facts; and\n"
        "(b) whether the matter has to be kept confidential."
    )
    found = clauses(provision("en", text, "Contents of Requests for Restraint"))
    assert found[0] == "request-contents"
    assert "confidentiality" not in found
    found = clauses(provision("zh", "请求书应当载明是否需要保密。", "冻结请求的内容"))
    assert found[0] == "request-contents"
    assert "confidentiality" not in found


def test_traditional_chinese_reads_as_simplified():
    assert clauses(provision("zh", "應當對請求予以保密。", "保密")) == ["confidentiality"]


def test_a_preamble_is_one_whatever_it_speaks_of():
    text = "Recalling that the proceeds of crime shall be returned to their legitimate owners,"
    assert clauses(provision("en", text, kind="preamble")) == ["preamble"]


def test_a_ground_for_refusal_is_a_further_subject():
    text = (
        "Assistance may be refused if:\n(a) the offence is punishable by death; or\n"
        "(b) the offence is of a political nature and is a political offence."
    )
    found = clauses(provision("en", text, "Grounds for Refusal"))
    assert found[0] == "refusal"
    assert {"death-penalty", "political-offence"} <= set(found[1:])


def test_a_mere_list_of_what_assistance_includes_names_no_further_subject():
    text = (
        "Assistance shall include:\n(a) taking evidence by video conference;\n"
        "(b) serving judicial documents;\n(c) executing requests for search and seizure."
    )
    assert clauses(provision("en", text, "Scope of Assistance")) == ["scope"]


def test_what_is_about_something_else_is_other():
    text = "Wheat shall be delivered in bags of fifty kilograms each."
    assert clauses(provision("en", text, "Delivery of Goods")) == [OTHER]
    assert clauses(provision("km", "ស្រូវត្រូវដឹកជាបាវ។")) == [OTHER]
    assert clauses(provision("en", "")) == [OTHER]
    assert clauses() == [OTHER]


# --------------------------------------------------------------------------- how it is told

VERSIONS = (
    provision("en", "The Parties shall bear the costs arising in their territory.", "Costs"),
    provision("zh", "在本国境内产生的费用由各方承担。", "费用"),
    provision("km", "ភាគីនីមួយៗទទួលបន្ទុកសោហ៊ុយក្នុងដែនដីរបស់ខ្លួន។", "សោហ៊ុយ"),
)


def test_versions_are_judged_together_in_any_order():
    found = label(VERSIONS)
    assert [one.clause for one in found] == ["costs"]
    assert [one.clause for one in label(reversed(VERSIONS))] == ["costs"]
    assert {reason.language for reason in found[0].reasons} == {"en", "zh", "km"}


def test_a_reason_says_where_which_words_were_found_and_what_concept_they_name():
    (found,) = label(VERSIONS[:1])
    heading = next(reason for reason in found.reasons if reason.place == "heading")
    assert heading.found == "costs"
    assert heading.weight == max(reason.weight for reason in found.reasons)
    (found,) = label([provision("en", "", "Rule of Speciality")])
    assert {reason.place for reason in found.reasons} == {"heading"}


def test_confidence_is_a_share_and_more_sure_with_more_evidence():
    one = label(VERSIONS[:1])[0].confidence
    assert 0 < label([provision("en", "reimburse", "")])[0].confidence < one <= 1
    assert label([provision("en", "Wheat.")])[0].confidence == 0.5


def test_a_part_is_judged_with_the_heading_of_its_article():
    text = "The share shall be paid within 90 days."
    alone = clauses(provision("en", text))
    within = clauses(provision("en", text, context="Sharing of Confiscated Assets"))
    assert alone == [OTHER]
    assert within == ["asset-sharing"]


def test_a_very_long_text_is_read_from_its_beginning():
    text = "Costs shall be borne by the requested State. " + "Wheat is sown in spring. " * 40_000
    assert clauses(provision("en", text)) == ["costs"]


# --------------------------------------------------------------------------- the tables


def test_every_type_has_its_names_in_every_interface_language():
    for kind in clause_types().values():
        assert set(kind.labels) == set(kind.about) == TAGS
        assert all(kind.labels.values())
        assert all(kind.about.values())
    assert all(set(names) == TAGS for names in clause_groups().values())
    for tag in TAGS:
        names = [kind.labels[tag] for kind in clause_types().values()]
        assert len(set(names)) == len(names)


def test_every_type_is_in_a_group_and_the_last_is_other():
    assert {kind.group for kind in clause_types().values()} == set(clause_groups())
    assert list(clause_types())[-1] == OTHER


# UNTOC has 41 articles, UNCAC 71; a paragraph is in brackets.
def test_articles_of_the_conventions_are_written_one_way():
    written = re.compile(
        r"(Preamble|(\d+)(-\d+)?|(\d+)(\(\d+\)(-\(\d+\))?)(\([a-z]\)(-\([a-z]\))?)?)"
    )
    for kind in clause_types().values():
        for articles, last in ((kind.untoc, 41), (kind.uncac, 71)):
            for article in articles:
                match = written.fullmatch(article)
                assert match, (kind.key, article)
                assert int(match[2] or match[4] or 1) <= last


def test_every_type_but_other_has_patterns_in_every_language():
    for language in ("en", "zh", "km"):
        named = {
            pattern.clause
            for place in ("heading", "text")
            for pattern in rules().patterns[place, language]
            if not pattern.concept
        }
        assert named >= set(clause_types()) - {OTHER}


def test_every_concept_named_is_in_the_termbase():
    for kind in clause_types().values():
        for name in kind.concepts:
            assert termbase().concept(name).id == name


def test_sentences_are_a_line_each_and_folded():
    assert sentences_of("One. Two;\n(a) Three", "en") == "one.\ntwo;\n(a) three"
    assert sentences_of("請求應當保密。費用由各方承擔；", "zh") == "请求应当保密\n费用由各方承担"
    assert sentences_of("មាត្រា​១។ សោហ៊ុយ របស់ភាគី", "km") == "មាត្រា1\nសោហ៊ុយរបស់ភាគី"


# --------------------------------------------------------------------------- in a query


@pytest.mark.parametrize(
    "written",
    ["dual-criminality", "dual_criminality", '"Dual criminality"', "双重犯罪", "雙重犯罪"],
)
def test_a_query_names_a_type_by_its_key_or_in_any_language(written):
    (found,) = [
        node
        for node in analyse_query(f"extradition clause:{written}").root.children
        if isinstance(node, Field)
    ]
    assert (found.name, found.value) == ("clause", "dual-criminality")


def test_a_type_that_there_is_not_is_a_fault_of_the_query():
    with pytest.raises(QuerySyntaxError) as error:
        analyse_query("clause:wheat")
    assert [fault.code for fault in error.value.faults] == ["clause_value"]


# --------------------------------------------------------------------------- how well


@pytest.fixture(scope="module")
def measured():
    return {part: measure(cases(part)) for part in ("", "held-out")}


def test_the_gold_names_types_that_there_are():
    asked = cases()
    assert len(asked) == 300
    assert len({case.key for case in asked}) == 300
    assert all(case.versions for case in asked)
    assert {one for case in asked for one in case.right} <= set(clause_types())


def test_labels_are_as_right_as_was_measured(measured):
    assert measured[""].macro_f1 >= 0.89
    assert measured[""].main_accuracy >= 0.9
    assert measured["held-out"].macro_f1 >= 0.88
    assert measured["held-out"].main_accuracy >= 0.86


def test_the_surer_labels_are_the_righter_ones(measured):
    rows = measured[""].calibration
    assert rows[-1][4] > 0.95
    assert rows[0][4] < rows[-1][4]
    said = sum(count * sure for _, _, count, sure, _ in rows)
    right = sum(count * share for _, _, count, _, share in rows)
    assert abs(said - right) / sum(row[2] for row in rows) < 0.06
