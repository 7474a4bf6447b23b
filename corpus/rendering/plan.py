"""Which file is made of which source, by which tool, in which style: the corpus as a table."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.rendering.layout import HeadingStyle


class Format(StrEnum):
    """The ways a file is made."""

    DOCX = "docx"
    DOCX_NUMBERED = "docx with automatic numbering"
    PDF_LIBREOFFICE = "pdf by LibreOffice"
    PDF_CHROMIUM = "pdf by Chromium"
    PDF_BILINGUAL = "bilingual pdf by LibreOffice"
    PDF_SCAN = "scanned pdf"
    HTML = "html"
    TEXT = "txt"


_TWO_LINES = HeadingStyle()
_CHINESE = HeadingStyle(article="\u3000", chapter="\u3000")
_FULL_STOP = HeadingStyle(article=". ")
_KHMER_COLON = HeadingStyle(article="៖ ")
_KHMER_CHAPTER = HeadingStyle(chapter=" ")


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """One file of the corpus.

    ``sources`` are tags of the source files, one, or two for a bilingual page. ``running`` is the
    short title above every page. ``encoding`` and ``width`` (columns, 0 for none) are for text.
    ``gap`` stands between a number and its text.
    """

    path: str
    sources: tuple[str, ...]
    format: Format
    font: str = ""
    style: HeadingStyle = _TWO_LINES
    running: str = ""
    encoding: str = "utf-8"
    width: int = 0
    gap: str = " "


SERIF = "Noto Serif"
SANS = "Noto Sans"
SONG = "Noto Serif CJK SC"
HEI = "Noto Sans CJK SC"
SONG_TRADITIONAL = "Noto Serif CJK TC"
KHMER_OS = "Khmer OS"
BATTAMBANG = "Khmer OS Battambang"
NOTO_KHMER = "Noto Sans Khmer"

PLAN: dict[str, tuple[Rendering, ...]] = {
    "aravan-serethia-mla-2011": (
        Rendering(
            path="en.pdf",
            sources=("en",),
            format=Format.PDF_LIBREOFFICE,
            font=SERIF,
            running="Aravan – Serethia: Mutual Legal Assistance",
            gap="\t",
        ),
        Rendering(
            path="zh.docx", sources=("zh-Hans",), format=Format.DOCX, font=SONG, style=_CHINESE
        ),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_LIBREOFFICE,
            font=KHMER_OS,
            running="អារ៉ាវ៉ាន់ – សេរេធា៖ ជំនួយទៅវិញទៅមកផ្នែកច្បាប់",
        ),
    ),
    "lanhai-serethia-extradition-2014": (
        Rendering(path="en.docx", sources=("en",), format=Format.DOCX, font=SERIF, gap="\t"),
        Rendering(
            path="zh.pdf",
            sources=("zh-Hans",),
            format=Format.PDF_CHROMIUM,
            font=SONG,
            style=_CHINESE,
            running="兰海—塞雷西亚引渡条约",
        ),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_CHROMIUM,
            font=NOTO_KHMER,
            running="សន្ធិសញ្ញាស្តីពីបត្យាប័ន ឡានហៃ – សេរេធា",
        ),
    ),
    "lanhai-tamorin-sentenced-2016": (
        Rendering(
            path="en-zh.pdf",
            sources=("en", "zh-Hans"),
            format=Format.PDF_BILINGUAL,
            font=SONG,
            running="Lanhai – Tamorin: Transfer of Sentenced Persons",
        ),
        Rendering(path="km.docx", sources=("km",), format=Format.DOCX, font=BATTAMBANG),
    ),
    "mekari-fraud-2023": (
        Rendering(path="en.html", sources=("en",), format=Format.HTML),
        Rendering(path="zh.html", sources=("zh-Hans",), format=Format.HTML, style=_CHINESE),
        Rendering(path="km.html", sources=("km",), format=Format.HTML, style=_KHMER_COLON),
    ),
    "mekari-trafficking-2009": (
        Rendering(path="en.txt", sources=("en",), format=Format.TEXT, width=78),
        Rendering(
            path="zh.txt",
            sources=("zh-Hans",),
            format=Format.TEXT,
            encoding="gb18030",
            style=_CHINESE,
        ),
        Rendering(path="km.txt", sources=("km",), format=Format.TEXT),
    ),
    "aravan-velmora-asset-recovery-2018": (
        Rendering(
            path="en.pdf",
            sources=("en",),
            format=Format.PDF_CHROMIUM,
            font=SERIF,
            running="Aravan – Velmora: Recovery and Sharing of Assets",
        ),
        Rendering(
            path="zh.pdf",
            sources=("zh-Hans",),
            format=Format.PDF_LIBREOFFICE,
            font=SONG,
            running="阿拉万—维尔莫拉追回和分享资产合作协定",
        ),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_LIBREOFFICE,
            font=BATTAMBANG,
            running="អារ៉ាវ៉ាន់ – វែលម៉ូរ៉ា៖ ការប្រមូលទ្រព្យសម្បត្តិមកវិញ",
        ),
    ),
    "tamorin-velmora-cybercrime-2020": (
        Rendering(
            path="en.docx",
            sources=("en",),
            format=Format.DOCX_NUMBERED,
            font=SANS,
            style=_FULL_STOP,
        ),
        Rendering(
            path="zh.docx", sources=("zh-Hans",), format=Format.DOCX, font=HEI, style=_CHINESE
        ),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_CHROMIUM,
            font=KHMER_OS,
            style=_KHMER_CHAPTER,
            running="តាម៉ូរីន – វែលម៉ូរ៉ា៖ ឧក្រិដ្ឋកម្មបច្ចេកវិទ្យា",
        ),
    ),
    "darusan-lanhai-consular-2005": (
        Rendering(
            path="en.pdf",
            sources=("en",),
            format=Format.PDF_LIBREOFFICE,
            font=SANS,
            running="Consular Treaty, Darusan – Lanhai",
        ),
        Rendering(path="zh.txt", sources=("zh-Hans",), format=Format.TEXT, style=_CHINESE),
        Rendering(path="km.docx", sources=("km",), format=Format.DOCX, font=KHMER_OS),
    ),
    "lanhai-serethia-statement-2019": (
        Rendering(path="en.html", sources=("en",), format=Format.HTML),
        Rendering(path="zh.html", sources=("zh-Hans",), format=Format.HTML),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_LIBREOFFICE,
            font=NOTO_KHMER,
            running="សេចក្តីថ្លែងការណ៍រួម ឡានហៃ – សេរេធា",
        ),
    ),
    "aravan-tamorin-statement-2021": (
        Rendering(path="en.txt", sources=("en",), format=Format.TEXT, width=78),
        Rendering(
            path="zh-Hant.pdf",
            sources=("zh-Hant",),
            format=Format.PDF_CHROMIUM,
            font=SONG_TRADITIONAL,
            running="阿拉萬—塔莫林聯合聲明",
        ),
        Rendering(path="km.html", sources=("km",), format=Format.HTML),
    ),
    "mekari-statement-2024": (
        Rendering(path="en.docx", sources=("en",), format=Format.DOCX, font=SERIF),
        Rendering(path="zh.docx", sources=("zh-Hans",), format=Format.DOCX, font=SONG),
        Rendering(path="km.docx", sources=("km",), format=Format.DOCX, font=BATTAMBANG),
    ),
    "mekari-declaration-scams-2022": (
        Rendering(
            path="en.pdf",
            sources=("en",),
            format=Format.PDF_LIBREOFFICE,
            font=SERIF,
            running="Maris Declaration",
        ),
        Rendering(
            path="zh.pdf",
            sources=("zh-Hans",),
            format=Format.PDF_LIBREOFFICE,
            font=SONG,
            running="马里斯宣言",
        ),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_LIBREOFFICE,
            font=NOTO_KHMER,
            running="សេចក្តីប្រកាសម៉ារីស",
        ),
    ),
    "mekari-declaration-trafficking-2013": (
        Rendering(path="en.docx", sources=("en",), format=Format.DOCX, font=SERIF, gap="\t"),
        Rendering(path="zh.html", sources=("zh-Hans",), format=Format.HTML),
        Rendering(
            path="km.pdf",
            sources=("km",),
            format=Format.PDF_SCAN,
            font=BATTAMBANG,
            running="សេចក្តីប្រកាសសុវណ្ណរាជ",
        ),
    ),
    "mekari-declaration-asset-recovery-2025": (
        Rendering(path="en.html", sources=("en",), format=Format.HTML),
        Rendering(path="zh.txt", sources=("zh-Hans",), format=Format.TEXT),
        Rendering(path="km.txt", sources=("km",), format=Format.TEXT),
    ),
}
