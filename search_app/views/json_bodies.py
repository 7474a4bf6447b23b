"""JSON as the site reads and writes it: whatever is sent is an object or a refusal, never a
failure."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class BoundedJSON(DefaultJSONProvider):
    """Flask's own, for which what is nested too deep is no JSON, as a bracket too few is, and which
    writes a question mark for half a character: JSON can spell one, and UTF-8 has none."""

    ensure_ascii = False
    sort_keys = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """A text that UTF-8 can hold."""
        return super().dumps(obj, **kwargs).encode("utf-8", "replace").decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ``ValueError`` for what cannot be read."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("This is nested too deep.") from None
