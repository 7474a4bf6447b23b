"""Writes numbered works to an index until all are there; for tests that kill it or starve it.

``python -m tests.indexer.bulk_writer LOCATION WORKS TOKENS [LARGEST_FILE]``: continues where the
last run stopped, commits every third work, and prints how many works are safe after each commit.
LOCATION is a folder, or ``http://HOST:PORT/PREFIX`` of an Elasticsearch.
"""

import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from indexer.engine import (
    AllOf,
    ElasticPlace,
    EngineError,
    IndexMissing,
    SearchRequest,
    Term,
    WorkRecord,
    open_reader,
    parse_hosts,
)

from .engine_cases import EnginePlace, provision, unit

WORKS_A_COMMIT = 3
EVERYTHING = AllOf(())


def entries_of(number, tokens):
    """The entries of a work: two to five, in Khmer, Chinese and English."""
    return [
        provision(
            f"w{number:04}/{('km', 'zh', 'en')[at % 3]}/art_{at}",
            " ".join(f"ច្បាប់{number * tokens + n} 条约{at}" for n in range(tokens)),
            vector=unit(1 + at, 1 + number % 7, 1, 1),
        )
        for at in range(2 + number % 4)
    ]


def assert_every_work_is_whole(reader):
    """Each work has the entries it counts, in both legs; the works."""
    found = list(reader.works())
    info = reader.info()
    assert (len(found), sum(work.entries for work in found)) == (info.works, info.entries)
    for work in found:
        response = reader.search(
            SearchRequest(query=EVERYTHING, vector=unit(1, 1, 1, 1), required=Term("work", work.id))
        )
        assert response.keyword.total == response.semantic.total == work.entries
        assert all(hit.packed == hit.id.encode() for hit in response.semantic.hits)
        stored = reader.entries([hit.id for hit in response.keyword.hits])
        assert None not in stored
    return {work.id for work in found}


def works_present(place):
    """The works of an index, all whole; none if it is not made yet."""
    try:
        reader = place.reader()
    except IndexMissing:
        return set()
    with closing(reader):
        return assert_every_work_is_whole(reader)


def assert_consistent(reader):
    """One answer in which both legs know the same entries, of whole works; how many works."""
    response = reader.search(
        SearchRequest(
            query=EVERYTHING,
            vector=unit(1, 1, 1, 1),
            size=1_000,
            semantic_size=1_000,
            facets=("lang",),
        )
    )
    ids = {hit.id for hit in response.keyword.hits}
    assert {hit.id for hit in response.semantic.hits} == ids
    assert all(hit.packed == hit.id.encode() for hit in response.semantic.hits)
    assert response.total == len(ids) == sum(response.facets["lang"].values())
    works = {one.split("/")[0] for one in ids}
    assert all(sum(one.startswith(work) for one in ids) == 2 + int(work[1:]) % 4 for work in works)
    return len(works)


def start_writer(location, works, tokens, *more):
    """Run this file in a process of its own."""
    if isinstance(location, ElasticPlace):
        location = f"{location.hosts[0]}/{location.prefix}"
    return subprocess.Popen(
        [sys.executable, "-m", __name__, *map(str, (location, works, tokens, *more))],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def say(number):
    """One line that whoever started us reads at once."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def location_of(name):
    """The place that an argument names."""
    if "://" not in name:
        return Path(name)
    from indexer.engine import elastic_writer

    elastic_writer._WAITING = 2  # so that a kill finds something sent that is not committed
    address, _, prefix = name.rpartition("/")
    return ElasticPlace(hosts=parse_hosts(address)[0], prefix=prefix, replicas=0)


def main(location, works, tokens):
    try:
        with closing(open_reader(location)) as reader:
            done = reader.info().works
    except IndexMissing:
        done = 0
    with closing(EnginePlace(location).writer()) as writer:
        say(done)
        for number in range(done, works):
            entries = entries_of(number, tokens)
            work = WorkRecord(id=f"w{number:04}", stored={}, entries=len(entries))
            writer.replace(work, entries)
            if number % WORKS_A_COMMIT == WORKS_A_COMMIT - 1 or number == works - 1:
                writer.commit()
                say(number + 1)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
    try:
        main(location_of(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except EngineError as problem:
        sys.exit(f"{type(problem).__name__}: {problem}")
