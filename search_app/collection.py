"""The collection behind a site: its searcher, opened when first needed, and what it holds."""

import time
from collections.abc import Callable
from threading import Lock

from indexer.encoder import EncoderError
from indexer.engine.base import EngineUnavailable
from search_app.access import Access, RestrictedReader
from search_app.catalogue import Catalogue, CatalogueCache
from search_app.searcher import Searcher
from search_app.settings import SettingsError
from search_app.work_tree import WorkView, open_view

#: An opening that failed after so many seconds is not tried again for so many more: requests that
#: wait for an engine that does not answer are told together, not one after the other.
_SLOW, _REST = 0.5, 5.0


class Collection:
    """One index for the whole life of a site, whether it is there yet or not.

    Every method raises ``EngineError``. After one the searcher is opened again at the next call,
    so that an index made, moved or mended meanwhile is found without a restart.
    """

    def __init__(self, searcher: Callable[[], Searcher] | Searcher) -> None:
        self._open = searcher if callable(searcher) else None
        self._searcher = None if callable(searcher) else searcher
        self._lock = Lock()
        self._failed: tuple[float, EngineUnavailable] | None = None
        self.catalogues = CatalogueCache()

    def searcher(self) -> Searcher:
        """The searcher, opened if need be."""
        with self._lock:
            if self._searcher is None:
                self._searcher = self._opened()
            return self._searcher

    def _opened(self) -> Searcher:
        assert self._open is not None
        if self._failed and time.monotonic() < self._failed[0]:
            raise EngineUnavailable(str(self._failed[1]))
        started, self._failed = time.monotonic(), None
        try:
            return self._open()
        except (EncoderError, SettingsError) as error:
            raise EngineUnavailable(str(error)) from error
        except EngineUnavailable as error:
            if time.monotonic() - started > _SLOW:
                self._failed = time.monotonic() + _REST, error
            raise

    def failed(self) -> None:
        """Note that the searcher has failed: the next call opens another where it can."""
        with self._lock:
            if self._open is not None:
                self._searcher = None

    def catalogue(self) -> Catalogue:
        """Every work without its texts, as of now."""
        return self.catalogues.of(self.searcher().reader)

    def work(self, work: str) -> WorkView | None:
        """One work, whole, or None."""
        record = self.searcher().reader.work(work)
        return open_view(record) if record else None

    def seen_by(self, access: Access) -> "SeenCollection":
        """The same collection as somebody with this access sees it."""
        return SeenCollection(self, access)

    def check(self) -> None:
        """Do nothing if the index answers. Raises ``EngineError`` if it does not."""
        self.searcher().reader.info()


class SeenCollection:
    """A collection as somebody sees it: whoever answers a request asks this one alone. Every method
    raises ``EngineError``."""

    def __init__(self, whole: Collection, access: Access) -> None:
        self._whole = whole
        self.access = access

    def searcher(self) -> Searcher:
        """A searcher that finds what may be seen."""
        searcher = self._whole.searcher()
        if self.access.labels is None:
            return searcher
        return searcher.seeing(RestrictedReader(searcher.reader, self.access))

    def failed(self) -> None:
        """Note that the searcher has failed, as ``Collection.failed``."""
        self._whole.failed()

    def catalogue(self) -> Catalogue:
        """Every work that may be seen, without its texts, as of now."""
        return self._whole.catalogues.of(self.searcher().reader)

    def whole_catalogue(self) -> Catalogue:
        """Every work that there is, as indexed: for those who say what may be seen."""
        return self._whole.catalogue()

    def hides(self, work: str) -> bool:
        """Whether there is such a work and it may not be seen."""
        # Looked up where it takes no time, so that none tells the one from the other.
        found = self._whole.catalogue().by_id.get(work)
        return found is not None and not self.access.shows(work, found.access)

    def work(self, work: str) -> WorkView | None:
        """One work, whole, or None where it is not there or may not be seen."""
        record = self.searcher().reader.work(work)
        return open_view(record) if record else None

    def check(self) -> None:
        """Do nothing if the index answers. Raises ``EngineError`` if it does not."""
        self._whole.check()
