"""Languages by script; Latin text by what it says."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import detect as module
from analyzers.detect import chinese_script, detect


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("ភាគីទាំងពីរត្រូវដោះស្រាយវិវាទដោយសន្តិវិធី", "km", "Khmr"),
        ("ក", "km", "Khmr"),
        ("缔约双方应以和平方式解决争端", "zh", "Hans"),
        ("締約雙方應以和平方式解決爭端", "zh", "Hant"),
        ("第", "zh", "Hans"),
        ("國", "zh", "Hant"),
        ("第一章 平等互利", "zh", "Hans"),
        ("The Parties shall settle their disputes by peaceful means.", "en", "Latn"),
        ("MEMORANDUM OF UNDERSTANDING", "en", "Latn"),
        ("TREATY OF AMITY AND COOPERATION", "en", "Latn"),
        ("Phnom Penh Declaration", "en", "Latn"),
        ("Article 12", "en", "Latn"),
        ("មាត្រា ១២ ស្តីពីការដោះស្រាយវិវាទ (Article 12)", "km", "Khmr"),
        ("中华人民共和国外交部发言人 (MFA)", "zh", "Hans"),
    ],
)
def test_a_language_of_the_collection_is_named(text, language, script):
    assert detect(text)[:2] == (language, script)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Les Hautes Parties contractantes conviennent de régler leurs différends.", "Latn"),
        ("Die Vertragsparteien legen ihre Streitigkeiten mit friedlichen Mitteln bei.", "Latn"),
        ("Para Pihak sepakat untuk menyelesaikan sengketa melalui cara damai.", "Latn"),
        ("คู่ภาคีตกลงระงับข้อพิพาทโดยสันติวิธี", "Thai"),
        ("締約国は紛争を平和的に解決する", "Jpan"),
        ("체약국은 분쟁을 평화적으로 해결한다", "Hang"),
        ("Договаривающиеся стороны", "Cyrl"),
    ],
    ids=["French", "German", "Indonesian", "Thai", "Japanese", "Korean", "Russian"],
)
def test_another_language_is_undetermined_but_its_script_is_named(text, script):
    assert detect(text)[:2] == ("", script)


@pytest.mark.parametrize("text", ["", " ", "123", "១២៣", "… — (1)", "😀", "\0", "\ud800"])
def test_a_text_without_letters_is_undetermined(text):
    assert detect(text) == ("", "", 0.0)


def test_a_few_latin_letters_are_taken_for_english_at_low_confidence():
    assert detect("Article 12").confidence < 0.5
    assert detect("The Parties shall settle their disputes by peaceful means.").confidence > 0.9


def test_confidence_falls_with_the_share_of_another_script():
    pure = "ភាគីទាំងពីរត្រូវដោះស្រាយវិវាទ"
    assert detect(pure).confidence == 1.0
    assert 0.5 < detect(pure + " (Parties)").confidence < 1.0


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("条约", "Hans"),
        ("條約", "Hant"),
        ("十二", "Hans"),
        ("", "Hans"),
        ("條约", "Hans"),
        ("后", "Hans"),
        ("本條約自雙方簽署之日起生效后", "Hant"),
    ],
    ids=["Simplified", "Traditional", "neither", "empty", "a tie", "in both", "mostly Traditional"],
)
def test_chinese_scripts_are_told_apart_by_the_characters_only_one_uses(text, script):
    assert chinese_script(text) == script


def test_the_same_text_gets_the_same_answer_every_time():
    text = "Joint statement on trade and culture"
    assert len({detect(text) for _ in range(20)}) == 1


def test_threads_that_meet_before_langdetect_is_loaded_agree():
    module._load_detector.cache_clear()
    text = "The Contracting Parties shall settle their disputes by peaceful means."
    results = []
    barrier = threading.Barrier(8)

    def work():
        barrier.wait()
        results.append(detect(text))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [detect(text)] * 8


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_any_text_gets_a_share_between_none_and_all(text):
    language, script, confidence = detect(text)
    assert language in ("", "km", "zh", "en")
    assert 0.0 <= confidence <= 1.0
    assert (confidence == 0.0) == (script == "")
