"""The beads of works as people corrected them, for what reads many works at once. No Flask."""

from hashlib import blake2b
from typing import Protocol

from search_app.bitext import Corrected
from search_app.correction_store import CorrectionStore
from search_app.work_tree import WorkView


class Corrections(Protocol):
    """The beads of works as people corrected them."""

    def version(self) -> str:
        """Changes with every correction."""
        ...

    def of(self, view: WorkView) -> Corrected:
        """The pairs of versions of a work that were corrected."""
        ...


class NoCorrections:
    """Beads as they were found."""

    def version(self) -> str:
        """Always the same."""
        return ""

    def of(self, view: WorkView) -> Corrected:
        """None."""
        return {}


class CorrectedBeads:
    """The corrections of a database as they are now, read once for all works. Every method raises
    ``DatabaseError``."""

    def __init__(self, store: CorrectionStore) -> None:
        self._store = store
        self._version = ""
        self._works: set[str] = set()
        digest = blake2b(digest_size=16)
        for one in store.all():
            digest.update(f"{one.id}/{one.withdrawn_at}\n".encode())
            self._works.add(one.work)
        if self._works:
            self._version = digest.hexdigest()

    def version(self) -> str:
        """Changes with every correction made or taken back."""
        return self._version

    def of(self, view: WorkView) -> Corrected:
        """The pairs of versions of a work that were corrected."""
        return self._store.corrected(view) if view.id in self._works else {}
