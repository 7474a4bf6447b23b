"""What every engine promises of keeping what is written and of opening an index."""

from contextlib import closing

import numpy as np
import pytest

from indexer.engine import (
    AllOf,
    EngineError,
    IndexBusy,
    IndexMismatch,
    IndexMissing,
    SearchRequest,
    Term,
    WorkRecord,
)

from .indexer.engine_cases import (
    matches,
    packed_with,
    provision,
    semantic_ids,
    stage,
    unit,
    write,
)

EVERYTHING = AllOf(())


class TestKeeping:
    """What is written, is there; what is not committed, is not."""

    def test_nothing_staged_is_seen_and_close_drops_it(self, place):
        write(place, provision("a/km/art_1", "ច្បាប់"))
        with closing(place.reader()) as reader:
            writer = place.writer()
            stage(writer, provision("a/km/art_1", "ការងារ"), provision("b/zh/art_1", "劳动"))
            writer.delete(["a"])
            assert matches(reader, EVERYTHING) == {"a/km/art_1"}
            writer.close()
            assert matches(reader, Term("words", "ច្បាប់")) == {"a/km/art_1"}
        write(place, provision("c/en/art_1", "labour"))
        with closing(place.reader()) as reader:
            assert matches(reader, EVERYTHING) == {"a/km/art_1", "c/en/art_1"}

    def test_a_reader_sees_a_commit_at_the_next_call(self, place):
        write(place)
        with closing(place.reader()) as reader, closing(place.writer()) as writer:
            for number in range(1, 25):
                stage(writer, provision(f"w{number}/zh/art_1", "劳动 法"))
                generation = writer.commit()
                assert (reader.info().generation, reader.info().works) == (generation, number)
                response = reader.search(
                    SearchRequest(query=Term("words", "劳动"), vector=unit(1, 0, 0, 0))
                )
                assert response.total == len(semantic_ids(response)) == number

    def test_a_work_is_replaced_whole(self, place):
        write(
            place,
            provision("a/en/art_1", "old", vector=unit(1, 0, 0, 0)),
            provision("a/en/art_2", "old"),
            provision("b/en/art_1", "old"),
        )
        write(place, provision("a/en/art_1", "new", vector=unit(0, 0, 0, 1)))
        with closing(place.reader()) as reader:
            assert matches(reader, Term("words", "old")) == {"b/en/art_1"}
            response = reader.search(SearchRequest(vector=unit(0, 0, 0, 1)))
            assert semantic_ids(response) == ["a/en/art_1", "b/en/art_1"]
            assert (reader.info().works, reader.info().entries) == (2, 2)

    def test_the_last_word_within_a_commit_counts(self, place):
        with closing(place.writer()) as writer:
            stage(writer, provision("a/en/art_1", "first"), provision("b/en/art_1", "first"))
            stage(writer, provision("a/en/art_1", "second"))
            writer.delete(["b", "unknown"])
            stage(writer, provision("c/en/art_1", "third"))
            writer.delete(["c"])
            stage(writer, provision("c/en/art_2", "fourth"))
            writer.commit()
        with closing(place.reader()) as reader:
            assert [work.id for work in reader.works()] == ["a", "c"]
            response = reader.search(SearchRequest(query=EVERYTHING, vector=unit(1, 0, 0, 0)))
            assert semantic_ids(response) == ["a/en/art_1", "c/en/art_2"]
            assert response.total == reader.info().entries == 2

    def test_works_and_entries_come_back_as_they_were_stored(self, place):
        stored = {"title": {"km": "សន្ធិសញ្ញា", "zh": "条约"}, "odd": "\ud800", "pages": [1, None]}
        with closing(place.writer()) as writer:
            writer.replace(
                WorkRecord(id="b", stored=stored, entries=1),
                [provision("b/km/art_1", "ក", stored=stored)],
            )
            writer.replace(WorkRecord(id="a", stored={}, entries=0), [])
            writer.commit()
        with closing(place.reader()) as reader:
            assert reader.entries(["no/km/art_1", "b/km/art_1"]) == [None, stored]
            assert reader.work("b") == WorkRecord(id="b", stored=stored, entries=1)
            assert reader.work("no") is None
            assert [work.id for work in reader.works()] == ["a", "b"]

    def test_what_is_packed_comes_back_byte_by_byte(self, place):
        packed = {
            "a/km/art_1": b"",
            "a/km/art_2": bytes(range(256)) * 40,
            "b/zh/art_1": "协助".encode(),
            "c/en/art_1": b"\0",
            "c/en/art_2": b"",
        }
        write(place, *(provision(one, "x", packed=own) for one, own in packed.items()))
        with closing(place.reader()) as reader:
            assert packed_with(reader.search(SearchRequest(vector=unit(1, 0, 0, 0)))) == packed

    def test_where_nothing_is_packed_nothing_comes_back(self, place):
        write(place, provision("a/km/art_1", "ជំនួយ", packed=b""))
        with closing(place.reader()) as reader:
            response = reader.search(SearchRequest(vector=unit(1, 0, 0, 0)))
        assert packed_with(response) == {"a/km/art_1": b""}

    def test_what_is_packed_stays_with_its_entry_through_many_commits(self, place):
        """Replaced, deleted and merged, and read by a reader that was open all along."""
        expected = {}
        with closing(place.writer()) as writer:
            writer.commit()
            with closing(place.reader()) as reader:
                for commit in range(40):
                    work = f"w{commit % 13}"
                    expected = {one: own for one, own in expected.items() if f"{work}x" not in one}
                    entries = [
                        provision(f"{work}x/{lang}/art_{n}", "x", packed=b"%d:%d" % (commit, n) * n)
                        for n, lang in enumerate(("km", "zh", "en"))
                    ]
                    if commit % 7 == 6:
                        writer.delete([f"{work}x"])
                    else:
                        stage(writer, *entries)
                        expected |= {entry.id: entry.packed for entry in entries}
                    writer.commit()
                    response = reader.search(SearchRequest(vector=unit(1, 1, 1, 1)))
                    assert packed_with(response) == expected
        with closing(place.reader()) as reader:
            response = reader.search(SearchRequest(vector=unit(1, 1, 1, 1)))
            assert packed_with(response) == expected
            collapsed = reader.search(SearchRequest(vector=unit(1, 1, 1, 1), collapse=True))
            assert packed_with(collapsed).items() <= expected.items()

    @pytest.mark.parametrize(
        ("entries", "reason"),
        [
            ([provision("a/en/art_1", "x"), provision("a/en/art_1", "y")], "twice"),
            ([provision("a/en/art_1", "x", vector=unit(1, 1))], "2 dimensions, not 4"),
            ([provision("a/en/art_1", "x", texts={"words": ["two words"]})], "space"),
            ([provision("a/en/art_1", "x", texts={"body": ["x"]})], "body"),
            ([provision("b/en/art_1", "x")], "of work 'b'"),
            ([provision("a/en/art_1", "\ud800")], "surrogate"),
            ([provision("a/zh/art_1", "x", keywords={"parties": ["长" * 20_000]})], "too long"),
        ],
        ids=[
            "an id twice",
            "a short vector",
            "white space",
            "unknown field",
            "of another work",
            "half a character",
            "a keyword of 60,000 bytes",
        ],
    )
    def test_what_does_not_fit_the_index_is_a_value_error_and_harms_nothing(
        self, place, entries, reason
    ):
        with closing(place.writer()) as writer:
            stage(writer, provision("a/en/art_9", "before"))
            with pytest.raises(ValueError, match=reason):
                writer.replace(WorkRecord(id="a", stored={}, entries=len(entries)), entries)
            writer.commit()
        with closing(place.reader()) as reader:
            assert matches(reader, EVERYTHING) == {"a/en/art_9"}


class TestOpening:
    """What is said when an index cannot be opened or does not fit."""

    def test_a_missing_index_says_how_to_make_one(self, place):
        with pytest.raises(IndexMissing, match="treatylens index"):
            place.reader()

    def test_an_index_of_another_model_is_refused_with_both_names(self, place):
        write(place, provision("a/en/art_1", "x"))
        with pytest.raises(IndexMismatch, match=r"bundled-1.*bge-m3"):
            place.writer(model="bge-m3", dimensions=1024)

    def test_an_index_says_its_model(self, place):
        write(place)
        with closing(place.reader()) as reader:
            info = reader.info()
        assert (info.model, info.dimensions, info.works, info.entries) == ("bundled-1", 4, 0, 0)

    def test_a_vector_of_the_wrong_length_is_refused(self, place):
        write(place, provision("a/en/art_1", "x"))
        with (
            closing(place.reader()) as reader,
            pytest.raises(IndexMismatch, match=r"3 dimensions.*bundled-1"),
        ):
            reader.search(SearchRequest(vector=unit(1, 1, 1)))

    def test_a_vector_of_another_model_is_refused(self, place):
        write(place, provision("a/en/art_1", "x"))
        request = SearchRequest(vector=unit(1, 1, 1, 1), model="bge-m3")
        with (
            closing(place.reader()) as reader,
            pytest.raises(IndexMismatch, match=r"bundled-1.*bge-m3"),
        ):
            reader.search(request)

    def test_an_index_without_vectors_answers_keywords_only(self, place):
        entry = provision("a/km/art_1", "ច្បាប់", vector=np.empty(0, np.float32))
        with closing(place.writer(model="", dimensions=0)) as writer:
            stage(writer, entry)
            writer.commit()
        with closing(place.reader()) as reader:
            assert matches(reader, Term("words", "ច្បាប់")) == {"a/km/art_1"}
            with pytest.raises(IndexMismatch, match="without vectors"):
                reader.search(SearchRequest(vector=unit(1, 1, 1, 1)))

    def test_a_second_writer_is_told_that_another_run_is_writing(self, place):
        with closing(place.writer()), pytest.raises(IndexBusy, match="Another run"):
            place.writer()
        place.writer().close()

    def test_after_close_calls_are_errors(self, place):
        write(place)
        reader, writer = place.reader(), place.writer()
        reader.close()
        writer.close()
        for call in (reader.info, reader.works, writer.commit):
            with pytest.raises(EngineError, match="open"):
                call()
