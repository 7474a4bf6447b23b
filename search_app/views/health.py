"""Whether the process lives and whether it can answer, for what watches over it."""

from flask import Blueprint, Response, current_app, jsonify

from indexer.engine.base import EngineError
from search_app.views import collection

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """200 as long as the process answers at all."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> tuple[Response, int] | Response:
    """200 when searches can be answered, 503 when not: with the reason where there are no accounts,
    as it names folders of the server and anybody may ask here; the log has it anyway."""
    try:
        collection().check()
    except EngineError as error:
        collection().failed()
        current_app.logger.error("%s", error)
        told = "The index cannot be read now." if current_app.config["ACCOUNTS"] else str(error)
        return jsonify(error={"status": 503, "message": told, "problems": []}), 503
    return jsonify(status="ok")
