"""Translation memories as an office has them: TMX files, taken in as the command does it."""

from xml.sax.saxutils import escape

from search_app.memory_index import memory_writer

#: Units in two or three languages, as (tag, text).
OFFICE = (
    (("en-GB", "The Central Authority shall reply to the letter within thirty days."),
     ("km-KH", "អាជ្ញាធរកណ្តាលត្រូវឆ្លើយតបលិខិតក្នុងរយៈពេលសាមសិបថ្ងៃ។"),
     ("zh-CN", "中央机关应当在三十日内答复来函。")),
    (("en-GB", "Bail may be granted where the accused has a fixed address."),
     ("zh-TW", "被告人有固定住所的，可以准予保釋。")),
    (("en-GB", "The interpreter shall keep the content of the hearing confidential."),
     ("km-KH", "អ្នកបកប្រែត្រូវរក្សាការសម្ងាត់នៃខ្លឹមសារសវនាការ។")),
)  # fmt: skip


def unit_of(variants, number, said=""):
    texts = "".join(
        f'<tuv xml:lang="{tag}"><seg>{escape(text)}</seg></tuv>' for tag, text in variants
    )
    return f'<tu tuid="u{number}" changeid="Sok" changedate="20240102T030405Z">{said}{texts}</tu>'


def write_tmx(path, units=OFFICE, said='<prop type="x-origin">Ministry of Justice</prop>'):
    """A file of the units; each says ``said`` of itself."""
    body = "\n".join(unit_of(variants, number, said) for number, variants in enumerate(units, 1))
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header srclang="en" '
        'adminlang="en" segtype="sentence" datatype="plaintext" o-tmf="x" creationtool="x" '
        f'creationtoolversion="1"/><body>{body}</body></tmx>\n',
        encoding="utf-8",
    )
    return path


def quietly(done, total, name):
    """A bar that nobody sees."""


def add(folder, encoder, path, name="office"):
    """Take a file in; what is known of the memory."""
    with memory_writer(folder, encoder) as writer:
        return writer.add(path, name, quietly)
