"""Two small instruments, indexed as the command does it: what the tests of the site are run on."""

from pathlib import Path

from indexer.engine import open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.searcher import Searcher

TREATY = "northland-southland-2011"
STATEMENT = "harbour-statement-2021"

TREATY_TABLE = """
type = "treaty"
signed = "2011-03-04"
in_force = "2012-01-01"
place = "Harbour City"
status = "in_force"
authentic = ["en", "zh", "km", "fr"]
prevailing = "en"
notice = "Specimen text. The States named in it do not exist."

[[parties]]
key = "northland"
names = { en = "Northland", zh = "北国", km = "ប្រទេសជើង" }

[[parties]]
key = "southland"
names = { en = "Southland", zh = "南国" }

[[file]]
path = "en.txt"
lang = "en"

[[file]]
path = "zh.txt"
lang = "zh"

[[file]]
path = "km.txt"
lang = "km"
"""

TREATY_EN = """Treaty between Northland and Southland on Extradition

Northland and Southland,

Desiring to cooperate in the suppression of crime,

Have agreed as follows:

CHAPTER I
General Provisions

Article 1
Obligation to Extradite

Each Party undertakes to extradite to the other any person wanted for an offence.

Article 2
Grounds for Refusal

1. Extradition shall be refused if:

(a) the offence is a political offence;

(b) the person has been finally judged for the same offence.

2. Extradition shall not be refused on the ground of bank secrecy.

CHAPTER II
Final Provisions

Article 3
Costs

The Requested Party shall bear the ordinary costs of executing a request.
"""

TREATY_ZH = """北国和南国引渡条约

北国和南国，

愿意在惩治犯罪方面进行合作，

达成协议如下：

第一章
总则

第一条
引渡义务

双方有义务相互引渡因犯罪被通缉的人。

第二条
拒绝引渡的理由

一、有下列情形之一的，应当拒绝引渡：

（一）引渡请求所针对的犯罪是政治犯罪；

（二）被请求引渡人已就同一犯罪受到终审判决。

二、不得以银行保密为由拒绝引渡。

第二章
最后条款

第三条
费用

被请求方应当负担执行请求的一般费用。
"""

TREATY_KM = """សន្ធិសញ្ញាស្តីពីបត្យាប័នរវាងប្រទេសជើង និងប្រទេសត្បូង

ប្រទេសជើង និងប្រទេសត្បូង

មានបំណងសហការក្នុងការបង្ក្រាបបទល្មើស

បានព្រមព្រៀងគ្នាដូចតទៅ៖

ជំពូកទី ១
បទប្បញ្ញត្តិទូទៅ

មាត្រា ១
កាតព្វកិច្ចធ្វើបត្យាប័ន

ភាគីនីមួយៗសន្យាធ្វើបត្យាប័នបុគ្គលណាម្នាក់ដែលត្រូវបានតាមរកពីបទល្មើស។

មាត្រា ២
មូលហេតុនៃការបដិសេធ

១- បត្យាប័នត្រូវបដិសេធ ប្រសិនបើ៖

(ក) បទល្មើសនោះជាបទល្មើសនយោបាយ

(ខ) បុគ្គលនោះត្រូវបានជំនុំជម្រះជាស្ថាពរចំពោះបទល្មើសតែមួយ។

២- បត្យាប័នមិនត្រូវបដិសេធដោយហេតុផលនៃការសម្ងាត់របស់ធនាគារឡើយ។

ជំពូកទី ២
អវសានបញ្ញត្តិ

មាត្រា ៣
ការចំណាយ

ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយធម្មតាក្នុងការអនុវត្តសំណើ។
"""

STATEMENT_TABLE = """
type = "joint_statement"
signed = "2021"
status = "adopted"

[[parties]]
key = "southland"
names = { en = "Southland", zh = "南国" }

[[file]]
path = "en.txt"
lang = "en"

[[file]]
path = "zh.txt"
lang = "zh"
script = "Hant"
"""

STATEMENT_EN = """Joint Statement on Online Fraud

1. The Ministers met in Harbour City and discussed online fraud.

2. They agreed to return the proceeds of fraud to the victims.
"""

STATEMENT_HANT = """關於網絡詐騙的聯合聲明

一、部長們在港城會晤，討論了網絡詐騙問題。

二、雙方同意將詐騙所得返還被害人。
"""


def write_instruments(folder: Path) -> None:
    """Write both instruments, each in a folder of its own."""
    for name, files in {
        TREATY: {
            "work.toml": TREATY_TABLE,
            "en.txt": TREATY_EN,
            "zh.txt": TREATY_ZH,
            "km.txt": TREATY_KM,
        },
        STATEMENT: {
            "work.toml": STATEMENT_TABLE,
            "en.txt": STATEMENT_EN,
            "zh.txt": STATEMENT_HANT,
        },
    }.items():
        (folder / name).mkdir()
        for file, text in files.items():
            (folder / name / file).write_text(text, encoding="utf-8")


def index_instruments(folder: Path, encoder) -> Path:
    """Write and index both instruments under ``folder``; the folder of the index."""
    sources, index = folder / "sources", folder / "index"
    sources.mkdir()
    write_instruments(sources)
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    try:
        report = index_paths([sources], writer, None, encoder, limits=ExtractLimits(), jobs=1)
    finally:
        writer.close()
    assert not report.failed, report.failed
    return index


def open_instruments(index: Path, encoder) -> Searcher:
    """A searcher on that index; close its reader when done."""
    return Searcher(open_reader(index), encoder)
