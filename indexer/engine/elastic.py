"""The door to Elasticsearch: one connection, few calls, and its errors as the seam has them.

Whatever needs the client library goes through ``Elastic``. Requests are retried on other nodes
where a node does not answer, is overloaded or has no master; what is still wrong then is raised.
"""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from elastic_transport import ConnectionError as Unreachable
from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError, UnsupportedProductError
from elasticsearch.helpers import streaming_bulk

from .base import EngineError, EngineUnavailable
from .elastic_errors import PASSING, NotAllowed, first_line, reason_of, refused, type_of
from .places import ElasticPlace, check_place, shown

Json = dict[str, Any]
#: The kind of search for which words are counted over all shards first.
_OVER_ALL = "dfs_query_then_fetch"
_JSON = "application/vnd.elasticsearch+json; compatible-with=8"
#: The oldest server this program knows, and the newest line of versions it was written for.
LEAST_VERSION, NEWEST_MAJOR = (8, 19), 9
#: What another server says where an Elasticsearch would not; and the header of every answer of one.
_NOT_FOUND, _PRODUCT = (400, 404, 405, 501), "x-elastic-product"
#: Attempts after the first, on another node where there is one.
_RETRIES = 3
#: A bulk waits this many seconds before it is tried again, then twice as many, up to the most: of
#: what had no room so many times, of everything until so many seconds have passed.
_FIRST_WAIT, _LONGEST_WAIT, _BULK_RETRIES, _PATIENCE = 0.5, 8.0, 3, 90.0
#: Searches that met a node that was just going are asked again so many times, after so long.
_AGAIN, _PAUSE = 2, 0.3
#: Documents, and bytes, that are sent at once; and seconds that they may take.
_CHUNK, _CHUNK_BYTES, _CHUNK_SECONDS = 500, 8_000_000, 60


@dataclass(frozen=True)
class Found:
    """A document by its id: the index it is in, its version for a conditional write, itself."""

    index: str
    sequence: int
    term: int
    source: Json


class Elastic:
    """A connection to a cluster. Safe for threads. Each call raises ``EngineError``."""

    def __init__(self, place: ElasticPlace) -> None:
        """Prepare the connection; nothing is asked of the server yet."""
        check_place(place)
        self.place = place
        options: Json = {}
        if place.api_key:
            options["api_key"] = place.api_key
        elif place.username:
            options["basic_auth"] = (place.username, place.password)
        if place.ca_certs:
            options["ca_certs"] = place.ca_certs
        self._client = Elasticsearch(
            list(place.hosts),
            request_timeout=place.timeout,
            max_retries=_RETRIES,
            retry_on_timeout=False,  # who waits for an answer is told; the next goes elsewhere
            retry_on_status=PASSING,
            **options,
        )
        self._open = True

    def close(self) -> None:
        """Give back the connections; more than once is no error."""
        if self._open:
            self._open = False
            self._client.close()

    def check_version(self) -> None:
        """Raise ``EngineError`` for a server this program does not know. A user who may not ask
        for the version is let through."""
        try:
            nodes = self.nodes()
        except NotAllowed:
            return
        for node in nodes.values():
            version = str(node["version"])
            numbers = tuple(int(part) for part in version.split("-")[0].split(".")[:2])
            if numbers < LEAST_VERSION or numbers[0] > NEWEST_MAJOR:
                least = ".".join(map(str, LEAST_VERSION))
                raise EngineError(
                    f"The server at {self._where} is Elasticsearch {version}, and this program "
                    f"needs {least} or {NEWEST_MAJOR}: use such a server."
                )

    def nodes(self) -> dict[str, Json]:
        """Name and version of each node, by its id."""
        with self._asking():
            answer = self._client.nodes.info(
                metric="http", filter_path="nodes.*.name,nodes.*.version"
            )
        return dict(answer["nodes"])

    def health(self) -> Json:
        """What the cluster says of itself."""
        with self._asking():
            return dict(self._client.cluster.health())

    # ----------------------------------------------------------------- documents

    def get(self, index: str, name: str) -> Found | None:
        """A document as it is now, whether searches see it yet or not; None for one that is not
        there. Raises ``IndexMissing``."""
        with self._asking():
            try:
                answer = self._client.get(index=index, id=name, realtime=True)
            except NotFoundError as error:
                if isinstance(error.body, Mapping) and error.body.get("found") is False:
                    return None
                raise
        return Found(
            answer["_index"], answer["_seq_no"], answer["_primary_term"], answer["_source"]
        )

    def put(self, index: str, name: str, source: Mapping[str, Any], was: Found | None) -> None:
        """Write a document if it is still as it ``was`` (None: not there). Raises ``Conflict``."""
        if was is None:
            condition: Json = {"op_type": "create"}
        else:
            condition = {"if_seq_no": was.sequence, "if_primary_term": was.term}
        with self._asking():
            self._client.index(index=index, id=name, document=source, **condition)

    def remove(self, index: str, name: str, was: Found) -> None:
        """Delete a document if it is still as it ``was``. Raises ``Conflict``."""
        with self._asking():
            self._client.delete(
                index=index, id=name, if_seq_no=was.sequence, if_primary_term=was.term
            )

    def bulk(self, index: str, actions: Sequence[Json]) -> dict[str, str]:
        """Send actions in chunks; the server's reason for each that failed for good, by its id.

        Where the server has no room or does not answer they are sent again, until ``_PATIENCE`` has
        passed. That harms nothing, since every action names the id of its document.
        """
        end, wait = time.monotonic() + _PATIENCE, _FIRST_WAIT
        while True:
            try:
                return self._bulk(index, actions)
            except EngineUnavailable:
                if time.monotonic() + wait > end:
                    raise
                time.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)

    def _bulk(self, index: str, actions: Sequence[Json]) -> dict[str, str]:
        failed = {}
        with self._asking():
            for done, item in streaming_bulk(
                self._client.options(request_timeout=max(_CHUNK_SECONDS, self.place.timeout)),
                actions,
                index=index,
                chunk_size=_CHUNK,
                max_chunk_bytes=_CHUNK_BYTES,
                raise_on_error=False,
                max_retries=_BULK_RETRIES,
                initial_backoff=_FIRST_WAIT,
                max_backoff=_LONGEST_WAIT,
                retry_on_status=PASSING,
            ):
                ((action, answer),) = item.items()
                status = answer.get("status")
                if done or (action == "delete" and status == 404):
                    continue
                if status in PASSING:
                    raise refused(self.place, status, answer)
                failed[str(answer["_id"])] = first_line(reason_of(answer))
        return failed

    # ----------------------------------------------------------------- searches

    def search(
        self, body: Mapping[str, Any], index: str | None = None, *, all_shards: bool = False
    ) -> Json:
        """One search; without ``index`` the body names a point in time. ``all_shards``: how
        frequent a word is is counted over all of them, as in ``searches``."""
        with self._asking():
            answer = self._client.perform_request(
                "POST",
                f"/{index}/_search" if index else "/_search",
                # A search that one shard cannot answer is an error, never a part of an answer.
                params={
                    "allow_partial_search_results": "false",
                    "search_type": _OVER_ALL if all_shards else "query_then_fetch",
                },
                headers={"accept": _JSON, "content-type": _JSON},
                body=dict(body),
            )
        return dict(answer.body)

    def searches(
        self,
        index: str,
        bodies: Sequence[Mapping[str, Any]],
        preference: str,
        *,
        only: Sequence[str] = (),
    ) -> list[Json]:
        """Several searches in one request, in order; all of them, or an error is raised.

        ``preference``: searches with the same are answered by the same copies, which score alike.
        How frequent a word is is counted over all shards first. ``only``: what is wanted of the
        answers, as paths (``filter_path``); by default everything.
        """
        header = {
            "index": index,
            "preference": preference,
            "search_type": _OVER_ALL,
            "allow_partial_search_results": False,
        }
        lines = [line for body in bodies for line in (header, body)]
        for attempt in range(_AGAIN + 1):
            with self._asking():
                found = self._client.msearch(searches=lines, filter_path=only or None)
            answers = found["responses"]
            wrong = [answer for answer in answers if "error" in answer]
            if not wrong:
                break
            problem = refused(self.place, int(wrong[0].get("status", 500)), wrong[0]["error"])
            if attempt == _AGAIN or not isinstance(problem, EngineUnavailable):
                raise problem
            time.sleep(_PAUSE)
        return [dict(answer) for answer in answers]

    def walk(
        self,
        index: str,
        body: Mapping[str, Any],
        preference: str | None = None,
        *,
        all_shards: bool = False,
    ) -> Iterator[Json]:
        """Every hit of a search in one state of an index, ``size`` of ``body`` at a time, in the
        order of its ``sort``, which must tell all hits apart. The rest as in ``searches``."""
        page = {**body, "track_total_hits": False}
        with self.point_in_time(index, preference) as point:
            page["pit"] = {"id": point, "keep_alive": "2m"}
            while hits := self.search(page, all_shards=all_shards)["hits"]["hits"]:
                yield from hits
                page["search_after"] = hits[-1]["sort"]

    @contextmanager
    def point_in_time(self, index: str, preference: str | None = None) -> Iterator[str]:
        """The id of one state of an index, for searches that go on page after page.
        ``preference``: as in ``searches``."""
        with self._asking():
            opened = self._client.open_point_in_time(
                index=index, keep_alive="2m", preference=preference
            )["id"]
        try:
            yield opened
        finally:
            with suppress(EngineError), self._asking():  # it lapses by itself
                self._client.close_point_in_time(id=opened)

    # ----------------------------------------------------------------- indexes

    def create(self, index: str, settings: Json, mappings: Json) -> bool:
        """Make an index; False if it is there already."""
        with self._asking():
            try:
                self._client.indices.create(
                    index=index, settings=settings, mappings=mappings, wait_for_active_shards="1"
                )
            except ApiError as error:
                if type_of(error.body) == "resource_already_exists_exception":
                    return False
                raise
        return True

    def refresh(self, index: str) -> None:
        """Let searches see everything that was written to an index."""
        with self._asking():
            answer = self._client.options(
                request_timeout=max(_CHUNK_SECONDS, self.place.timeout)
            ).indices.refresh(index=index)
        if answer["_shards"]["failed"]:
            raise EngineUnavailable(
                f"Elasticsearch at {self._where} could not refresh {index}; try again."
            )

    def drop(self, index: str) -> None:
        """Delete an index; one that is not there is no error."""
        with self._asking():
            self._client.options(ignore_status=404).indices.delete(index=index)

    def is_index(self, name: str) -> bool:
        """Whether an index, and no alias, has this name."""
        with self._asking():
            found = self._client.options(ignore_status=404).indices.get(
                index=name, filter_path="*.aliases"
            )
        return name in found

    def aliased(self, alias: str) -> list[str]:
        """The indexes an alias stands for."""
        with self._asking():
            try:
                return sorted(self._client.indices.get_alias(name=alias))
            except NotFoundError:
                return []

    def point(self, alias: str, index: str, instead_of: Collection[str]) -> None:
        """Let an alias stand for ``index`` and no longer for others, all at once."""
        actions: list[Json] = [
            {"remove": {"index": other, "alias": alias}} for other in instead_of if other != index
        ]
        actions.append({"add": {"index": index, "alias": alias}})
        with self._asking():
            self._client.indices.update_aliases(actions=actions)

    def notes(self, pattern: str) -> dict[str, Json]:
        """What the mappings of the indexes of a pattern say of themselves (``_meta``), by name."""
        with self._asking():
            found = self._client.indices.get_mapping(index=pattern, allow_no_indices=True)
        return {name: dict(one["mappings"].get("_meta", {})) for name, one in found.items()}

    def sizes(self, pattern: str) -> dict[str, tuple[int, int]]:
        """Documents and bytes on disk, copies included, of the indexes of a pattern."""
        with self._asking():
            found = self._client.indices.stats(index=pattern, metric="docs,store")["indices"]
        return {
            name: (one["primaries"]["docs"]["count"], one["total"]["store"]["size_in_bytes"])
            for name, one in found.items()
        }

    # ----------------------------------------------------------------- errors

    @property
    def _where(self) -> str:
        return shown(self.place.hosts)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turns what the client raises into the errors of the seam."""
        if not self._open:
            raise EngineError(f"The index at {self._where} was closed; open it again.")
        try:
            yield
        except UnsupportedProductError as error:
            raise self._no_elasticsearch() from error
        except ApiError as error:
            if error.meta.status in _NOT_FOUND and _PRODUCT not in error.meta.headers:
                raise self._no_elasticsearch() from error
            raise refused(self.place, error.meta.status, error.body) from error
        except TlsError as error:
            if "WRONG_VERSION_NUMBER" in str(error):
                raise EngineError(
                    f"What answers at {self._where} does not speak TLS; use http:// in "
                    "TREATYLENS_ENGINE."
                ) from error
            raise EngineError(
                f"The certificate of {self._where} is not trusted ({first_line(error.message)}): "
                "name the file of the certificate that signed it with TREATYLENS_ENGINE_CA, and "
                "use the host's name as the certificate has it."
            ) from error
        except ConnectionTimeout as error:
            raise EngineUnavailable(
                f"Elasticsearch at {self._where} did not answer within {self.place.timeout} "
                "seconds; try again, or give it longer with TREATYLENS_ENGINE_TIMEOUT."
            ) from error
        except Unreachable as error:
            raise EngineUnavailable(
                f"There is no Elasticsearch at {self._where} ({first_line(error.message)}): start "
                "it, or correct the address in TREATYLENS_ENGINE."
            ) from error
        except TransportError as error:
            raise EngineError(
                f"Elasticsearch at {self._where} answered what this program cannot read "
                f"({first_line(str(error.message))}); check the address."
            ) from error

    def _no_elasticsearch(self) -> EngineError:
        return EngineError(
            f"What answers at {self._where} is no Elasticsearch; correct the address in "
            "TREATYLENS_ENGINE."
        )
