"""What an address names, or 404 in a sentence."""

from flask_babel import gettext

from search_app.views import collection, record
from search_app.views.errors import Missing
from search_app.work_tree import Place, WorkView


def find_work(work: str) -> WorkView:
    """The work of that id. Raises ``Missing``."""
    found = collection().work(work)
    if found is None:
        if collection().hides(work):
            record("refused", work=work)
        raise Missing(gettext("There is no instrument “%(work)s” here.", work=work))
    return found


def find_place(work: str, language: str, eid: str) -> Place:
    """The provision at ``WORK/LANG/EID``, sub-provisions included. Raises ``Missing``."""
    view = find_work(work)
    version = view.version(language)
    if version is None:
        known = ", ".join(item.address for item in view.versions)
        raise Missing(
            gettext(
                "The instrument “%(work)s” has no version “%(language)s”; it has %(known)s.",
                work=work,
                language=language,
                known=known,
            )
        )
    place = view.place(version, eid)
    if place is None:
        raise Missing(
            gettext(
                "The instrument “%(work)s” has no provision “%(eid)s” in this language.",
                work=work,
                eid=eid,
            )
        )
    return place
