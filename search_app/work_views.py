"""Works read from an index, kept as long as it does not change. No Flask."""

from collections import OrderedDict
from threading import Lock

from indexer.engine.base import EngineReader
from search_app.searcher import Searcher
from search_app.work_tree import WorkView, open_view

#: Works that are kept read, the last used ones.
KEPT_WORKS = 256


class WorkViews:
    """Works read from one index, kept as long as it does not change."""

    def __init__(self, most: int = KEPT_WORKS) -> None:
        self._most = most
        self._lock = Lock()
        self._made_of: tuple[EngineReader, int] | None = None
        self._views: OrderedDict[str, WorkView] = OrderedDict()

    def of(self, searcher: Searcher, generation: int, work: str) -> WorkView | None:
        """A work of the index, None where it has gone meanwhile. Raises ``EngineError``."""
        with self._lock:
            if self._made_of != (searcher.reader, generation):
                self._views.clear()
                self._made_of = (searcher.reader, generation)
            if work in self._views:
                self._views.move_to_end(work)
                return self._views[work]
        record = searcher.reader.work(work)
        if record is None:
            return None
        view = open_view(record)
        with self._lock:
            if self._made_of == (searcher.reader, generation):
                self._views[work] = view
                while len(self._views) > self._most:
                    self._views.popitem(last=False)
        return view
