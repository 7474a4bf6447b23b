"""How often programs may ask: so many requests to the API from each of them."""

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many

from search_app.settings import Settings, SettingsError
from search_app.views import identity
from search_app.views.errors import for_program


def init_app(app: Flask, settings: Settings) -> None:
    """Count requests under ``/api/``, by account where there are accounts, else by address: also
    those that are refused, and those of addresses that there are not. To be called before every
    other function that may answer a request. What
    is left is in the headers ``X-RateLimit-Limit``, ``-Remaining`` and ``-Reset`` of each answer;
    one too many gets 429 with ``Retry-After``.

    Each process of a server counts for itself. Raises ``SettingsError``.
    """
    if not settings.api_rate:
        return
    try:
        parse_many(settings.api_rate)
    except ValueError:
        raise SettingsError(
            f"the setting api_rate is no rate: {settings.api_rate!r}; write 600/minute, or leave "
            "it empty for no limit"
        ) from None
    # Called after the library has added its headers, as the first registered is the last called.
    app.after_request(_wait_as_long_as_said)
    limiter = Limiter(
        _asker,
        app=app,
        application_limits=[settings.api_rate],
        headers_enabled=True,
        storage_uri="memory://",
        # The library counts nothing that has no name, such as an address that there is not.
        request_identifier=lambda: request.endpoint or "nothing",
    )
    limiter.request_filter(_not_a_program)
    app.after_request(_keep_what_is_said)  # called before the library adds them


def _keep_what_is_said(response: Response) -> Response:
    """Keep how long the answer itself says to wait: the library puts the rest of its own window in
    its place where that is longer."""
    g.said_to_wait = response.headers.get("Retry-After")
    return response


def _wait_as_long_as_said(response: Response) -> Response:
    """``Retry-After`` as the answer said it, else the library's where the answer is one request too
    many: it adds its own to every answer."""
    said = g.pop("said_to_wait", None)
    if said is not None:
        response.headers["Retry-After"] = said
    elif for_program() and response.status_code != 429:
        del response.headers["Retry-After"]
    return response


def _not_a_program() -> bool:
    return not request.path.startswith("/api/")


def _asker() -> str:
    return identity().account or get_remote_address()
