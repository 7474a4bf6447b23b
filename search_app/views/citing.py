"""Citations to keep, the page a provision stands on, and the sheet that proves what was read."""

import re
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext

from indexer.page_images import PageImageError, page_image
from search_app.citing.citation import Cited, citation
from search_app.citing.citing_page import (
    address_of,
    citation_json,
    cited_place,
    cited_work,
    reference_of,
)
from search_app.citing.evidence import (
    EvidenceSheet,
    asked_page,
    evidence_json,
    evidence_sheet,
    has_page_image,
    page_missing,
    pages_of,
)
from search_app.citing.formats import FORMATS
from search_app.citing.patterns import patterns
from search_app.citing.sheet_pdf import NEEDED, SheetUnavailable, require, sheet_pdf
from search_app.every_hit import unchanged
from search_app.forms import ParameterReader, SearchForm
from search_app.interface import file_name, interface_language, say
from search_app.provision_page import beside_of
from search_app.views import collection
from search_app.views.errors import BadSearch, Missing, Told
from search_app.views.lookup import find_place, find_work

bp = Blueprint("citing", __name__)

#: What a sheet can be had as.
SHEETS = ("json", "pdf")


class Unavailable(Told):
    """What is needed to answer is not there; the description says what to do."""

    code = 503


@bp.get("/works/<work>/<language>/<eid>/citation/<format_name>")
def download(work: str, language: str, eid: str, format_name: str) -> Response:
    """A citation of a provision as a file."""
    cited = cited_place(find_place(work, language, eid))
    return _file(cited, _known(format_name), _language(cited))


@bp.get("/works/<work>/citation/<format_name>")
def download_of_work(work: str, format_name: str) -> Response:
    """A citation of a whole work as a file."""
    cited = _whole(work)
    return _file(cited, _known(format_name), _language(cited))


@bp.get("/api/v1/works/<work>/<language>/<eid>/citation")
def of_provision(work: str, language: str, eid: str) -> Response:
    """Every citation of a provision, or one in a ``format``."""
    return _answer(cited_place(find_place(work, language, eid)))


@bp.get("/api/v1/works/<work>/citation")
def of_work(work: str) -> Response:
    """Every citation of a whole work, or one in a ``format``."""
    return _answer(_whole(work))


@bp.get("/works/<work>/<language>/<eid>/page.png")
def page(work: str, language: str, eid: str) -> Response:
    """The page of the source on which a provision stands, the provision framed. ``page`` names
    another that it goes on to."""
    place = find_place(work, language, eid)
    if not has_page_image(place):
        raise Missing(gettext("The file of this version has no pages that can be shown."))
    pages = pages_of(place.provision)
    wanted = request.args.get("page", str(pages[0]))
    if wanted not in map(str, pages):
        known = ", ".join(map(str, pages))
        raise Missing(
            gettext(
                "The provision does not stand on that page; it stands on %(known)s.", known=known
            )
        )
    if reason := page_missing(place):
        raise Missing(say(reason))
    try:
        png = page_image(asked_page(place, int(wanted)))
    except PageImageError as error:
        raise Missing(
            gettext("The page could not be drawn: %(reason)s", reason=str(error))
        ) from error
    return Response(png, mimetype="image/png")


@bp.get("/works/<work>/<language>/<eid>/evidence.pdf")
def evidence(work: str, language: str, eid: str) -> Response:
    """The evidence sheet in the language of the interface, or in ``lang``."""
    tag = request.args.get("lang", "")
    return _pdf(work, language, eid, tag if tag in patterns() else interface_language().tag)


@bp.get("/api/v1/works/<work>/<language>/<eid>/evidence")
def evidence_for_programs(work: str, language: str, eid: str) -> Response:
    """What the evidence sheet says, as JSON; with ``format=pdf`` the sheet itself."""
    reader = ParameterReader(request.args)
    wanted = reader.choice("format", SHEETS, "json")
    tag = reader.choice("lang", tuple(patterns()), "en")
    _refuse(reader, ("format", "lang"))
    if wanted == "pdf":
        return _pdf(work, language, eid, tag)
    return jsonify(evidence_json(_sheet(work, language, eid, images=False)))


# --------------------------------------------------------------------------- citations


def _whole(work: str) -> Cited:
    """The version of a work that suits the reader, or the one that ``version`` names."""
    view = find_work(work)
    wanted = request.args.get("version", "")
    version = view.version(wanted) if wanted else beside_of(view.versions, ())
    if version is None:
        known = ", ".join(item.address for item in view.versions)
        raise Missing(
            gettext(
                "The instrument “%(work)s” has no version “%(language)s”; it has %(known)s.",
                work=work,
                language=wanted,
                known=known,
            )
        )
    return cited_work(view, version)


def _known(format_name: str) -> str:
    if format_name not in FORMATS:
        raise Missing(
            gettext(
                "There is no format “%(format)s”; use one of %(known)s.",
                format=format_name,
                known=", ".join(FORMATS),
            )
        )
    return format_name


def _language(cited: Cited) -> str:
    """The language asked for; the version's own where that is none of the interface."""
    tag = request.args.get("lang", "")
    return tag if tag in patterns() else cited.version.tag


def _answer(cited: Cited) -> Response:
    """The citation as the API gives it. Raises ``BadSearch``."""
    reader = ParameterReader(request.args)
    wanted = reader.choice("format", tuple(FORMATS), "")
    tag = reader.choice("lang", tuple(patterns()), cited.version.tag)
    _refuse(reader, ("format", "lang") if cited.place else ("format", "lang", "version"))
    return _file(cited, wanted, tag) if wanted else jsonify(citation_json(cited, tag))


def _refuse(reader: ParameterReader, known: tuple[str, ...]) -> None:
    """Raise ``BadSearch`` for what is wrong with the parameters, unknown ones included."""
    reader.unknown(known)
    if reader.problems:
        raise BadSearch(SearchForm(problems=tuple(reader.problems)))


def _file(cited: Cited, format_name: str, tag: str) -> Response:
    wanted = FORMATS[format_name]
    one = reference_of(cited, tag)
    text = citation(cited, tag) + "\n" if format_name == "text" else wanted.write(one)
    answer = Response(text, content_type=f"{wanted.media_type}; charset=utf-8")
    if not request.path.startswith("/api/"):
        _attach(answer, one.id, wanted.extension)
    return answer


def _attach(answer: Response, identity: str, extension: str) -> None:
    """Name the file after what is cited."""
    full = identity.replace("/", ".") + extension
    plain = re.sub(r"[^\w.-]+", "-", full, flags=re.ASCII)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"
    )


# --------------------------------------------------------------------------- the sheet


def _sheet(work: str, language: str, eid: str, *, images: bool = True) -> EvidenceSheet:
    searcher = collection().searcher()
    return unchanged(
        lambda: evidence_sheet(
            lambda: find_place(work, language, eid),
            searcher.reader,
            searcher.profile.label,
            address_of=address_of,
            name_of_file=file_name,
            images=images,
        )
    )


def _pdf(work: str, language: str, eid: str, tag: str) -> Response:
    """The sheet as PDF. Raises ``Missing``, ``Unavailable``."""
    find_place(work, language, eid)  # what is not there is said before what is not installed
    try:
        require()
        sheet = _sheet(work, language, eid)
        answer = Response(sheet_pdf(sheet, tag), mimetype="application/pdf")
    except SheetUnavailable as error:
        raise Unavailable(say(NEEDED)) from error
    _attach(answer, sheet.place.id, ".evidence.pdf")
    return answer
