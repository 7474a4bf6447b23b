"""An index of some works that are restricted, and one of those alone that somebody may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from search_app.access import PUBLIC


@dataclass(frozen=True)
class Labelled:
    """A place of an engine at which works get the labels given, by id; with ``only``, no work but
    those is written."""

    place: object
    labels: Mapping[str, str]
    only: Collection[str] | None = None

    def writer(self, **options):
        return _Writer(self.place.writer(**options), self)

    def reader(self):
        return self.place.reader()


class _Writer:
    def __init__(self, writer, place):
        self._writer = writer
        self._place = place

    def replace(self, work, entries):
        if self._place.only is not None and work.id not in self._place.only:
            return
        label = self._place.labels.get(work.id, PUBLIC)
        self._writer.replace(
            replace(work, stored={**work.stored, "access": label}),
            [
                replace(
                    entry,
                    keywords={**entry.keywords, "access": [label]},
                    stored={**entry.stored, "access": label},
                )
                for entry in entries
            ],
        )

    def commit(self):
        return self._writer.commit()

    def close(self):
        self._writer.close()
