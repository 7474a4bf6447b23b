"""Whether the process lives and whether it can answer, for what watches over it."""

from flask import Blueprint, Response, jsonify

from indexer.engine.base import EngineError
from search_app.views import collection

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """200 as long as the process answers at all."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> tuple[Response, int] | Response:
    """200 when searches can be answered, 503 with the reason when not."""
    try:
        collection().check()
    except EngineError as error:
        collection().failed()
        return jsonify(error={"status": 503, "message": str(error), "problems": []}), 503
    return jsonify(status="ok")
