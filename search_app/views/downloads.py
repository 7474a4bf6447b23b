"""Files made whole before any of it is sent, so that a failure is told as such."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import quote

from flask import Response

#: Bytes of a file that are kept in memory before it is moved to disk.
SPOOLED = 1024 * 1024
#: Bytes that are sent at once.
_BLOCK = 64 * 1024
#: Bytes of a title in the name of a file; systems take 255 for the whole name.
_TITLE_BYTES = 150
#: What no system takes in the name of a file, or some take for something else.
_NOT_IN_NAMES = re.compile(r'[\s\x00-\x1f\x7f/\\:*?"<>|.\u200b\ufeff\ud800-\udfff]+')


def download(made: Any, names: tuple[str, str], media_type: str) -> Response:
    """The file as an answer that closes it. ``names``: its name in ASCII, and in full."""
    size = made.tell()
    made.seek(0)
    answer = Response(_blocks(made), mimetype=media_type)
    answer.content_length = size
    answer.call_on_close(made.close)  # also where nobody reads it, as for HEAD
    plain, full = names
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"
    )
    return answer


def _blocks(made: BinaryIO) -> Iterator[bytes]:
    with made:
        while block := made.read(_BLOCK):
            yield block


def title_in_name(title: str) -> str:
    """As much of a title as the name of a file takes, to the end of a word where there are
    words."""
    title = _NOT_IN_NAMES.sub(" ", title).strip()
    if len(title.encode()) <= _TITLE_BYTES:
        return title
    cut = title.encode()[:_TITLE_BYTES].decode(errors="ignore")
    return cut.rpartition(" ")[0] or cut
