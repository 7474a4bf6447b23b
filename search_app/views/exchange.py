"""Files of versions side by side, to be kept and opened in other programs."""

import re
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from search_app import interface
from search_app.bitext import ParallelText, parallel_text
from search_app.bitext_address import versions_of
from search_app.exchange import FORMATS, ExportOptions, Format, write
from search_app.views import correction_store
from search_app.views.downloads import SPOOLED, download, title_in_name
from search_app.views.errors import Missing, Told
from search_app.views.lookup import find_work

bp = Blueprint("exchange", __name__)


class Refused(Told):
    """An option that cannot be read."""

    code = 400


@bp.get("/works/<work>/parallel/<languages>/export/<format_name>")
def export(work: str, languages: str, format_name: str) -> Response:
    """The file, made whole before any of it is sent, so that a failure is told as such.

    Raises ``Missing``, ``Refused``, ``VersionsError``, ``ExchangeError``.
    """
    view = find_work(work)
    wanted = FORMATS.get(format_name)
    if wanted is None:
        known = ", ".join(FORMATS)
        raise Missing(
            gettext(
                "There is no format “%(format)s”; use one of %(known)s.",
                format=format_name,
                known=known,
            )
        )
    versions = versions_of(view, languages)
    parallel = parallel_text(view, versions, correction_store().corrected(view))
    made: Any = SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the answer closes it
    try:
        write(wanted.name, parallel, made, options=_options())
        return download(made, file_names(parallel, wanted), wanted.media_type)
    except BaseException:
        made.close()
        raise


def _options() -> ExportOptions:
    given = request.args.get("min_confidence", "0")
    try:
        least = float(given)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise Refused(
            gettext("min_confidence is a number from 0 to 1, not “%(value)s”.", value=given)
        )
    unpaired = request.args.get("unpaired", "") not in ("", "0")
    return ExportOptions(min_confidence=least, unpaired=unpaired, say=interface.say)


def file_names(parallel: ParallelText, wanted: Format) -> tuple[str, str]:
    """The name in ASCII, by the work's id, and the one in full, by its title where it has one."""
    versions = "-".join(version.address for version in parallel.versions)
    end = f".{versions}{wanted.extension}"
    plain = re.sub(r"[^\w-]+", "-", parallel.view.id, flags=re.ASCII).strip("-") or "parallel"
    titles = (version.expression.metadata.title for version in parallel.versions)
    title = title_in_name(next((one for one in titles if one), ""))
    return plain + end, (title or plain) + end
