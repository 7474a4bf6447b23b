"""JSON as the site reads it: whatever is sent is an object or a refusal, never a failure."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class BoundedJSON(DefaultJSONProvider):
    """Flask's own, for which what is nested too deep is no JSON, as a bracket too few is."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ``ValueError`` for what cannot be read."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("This is nested too deep.") from None
