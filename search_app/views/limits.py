"""How often programs may ask: so many requests to the API from each of them."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many

from search_app.settings import Settings, SettingsError
from search_app.views import identity


def init_app(app: Flask, settings: Settings) -> None:
    """Count requests under ``/api/``, by account where there are accounts, else by address. What
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
    limiter = Limiter(
        _asker,
        app=app,
        application_limits=[settings.api_rate],
        headers_enabled=True,
        storage_uri="memory://",
    )
    limiter.request_filter(_not_a_program)


def _not_a_program() -> bool:
    return not request.path.startswith("/api/")


def _asker() -> str:
    return identity().account or get_remote_address()
