"""Works read from an index, those last asked for kept. No Flask."""

from collections import OrderedDict
from threading import Lock

from indexer.engine.base import EngineReader
from search_app.searcher import Searcher
from search_app.work_tree import WorkView, open_view

#: Works that are kept read, the last used ones.
KEPT_WORKS = 256


class WorkViews:
    """Works read, by the reader that shows them and its generation."""

    def __init__(self, most: int = KEPT_WORKS) -> None:
        self._most = most
        self._lock = Lock()
        self._views: OrderedDict[tuple[EngineReader, int, str], WorkView] = OrderedDict()

    def of(self, searcher: Searcher, generation: int, work: str) -> WorkView | None:
        """A work of the index, None where it has gone meanwhile. Raises ``EngineError``."""
        key = (searcher.reader, generation, work)
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
                return self._views[key]
        record = searcher.reader.work(work)
        if record is None:
            return None
        view = open_view(record)
        with self._lock:
            self._views[key] = view
            while len(self._views) > self._most:
                self._views.popitem(last=False)
        return view
