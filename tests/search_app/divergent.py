"""A small treaty whose Chinese version does not agree with the others: a period, a date, a term."""

from pathlib import Path

DIVERGENT = "northland-southland-records-2015"

TABLE = """
type = "treaty"
signed = "2015-06-01"
status = "in_force"
authentic = ["en", "zh"]
prevailing = "en"

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

ENGLISH = """Treaty between Northland and Southland on Financial Records

Northland and Southland,

Have agreed as follows:

Article 1
Keeping of Records

1. Banks shall keep the records of every account for ten years.

2. The records shall be handed over within thirty days of the receipt of the request.

Article 2
Property

The Requested Party shall order the confiscation of the property under Article 1. \
It shall inform the Requesting Party without delay.

Article 3
Entry into Force

This Treaty shall enter into force on 8 December 2015.
"""

CHINESE = """北国和南国金融记录条约

北国和南国，

达成协议如下：

第一条
记录的保存

一、银行应当将每个账户的记录保存十年。

二、记录应当在收到请求之日起六十日内移交。

第二条
财产

被请求方应当根据第一条命令扣押该财产。被请求方应当立即通知请求方。

第三条
生效

本条约自2015年12月9日起生效。
"""

KHMER = """សន្ធិសញ្ញាស្តីពីកំណត់ត្រាហិរញ្ញវត្ថុរវាងប្រទេសជើង និងប្រទេសត្បូង

ប្រទេសជើង និងប្រទេសត្បូង

បានព្រមព្រៀងគ្នាដូចតទៅ៖

មាត្រា ១
ការរក្សាទុកកំណត់ត្រា

១- ធនាគារត្រូវរក្សាទុកកំណត់ត្រានៃគណនីនីមួយៗរយៈពេល ១០ ឆ្នាំ។

២- កំណត់ត្រាត្រូវប្រគល់ក្នុងរយៈពេលសាមសិប (៣០) ថ្ងៃ ក្រោយពីការទទួលបានសំណើ។

មាត្រា ២
ទ្រព្យសម្បត្តិ

ភាគីទទួលសំណើត្រូវបង្គាប់ឱ្យរឹបអូសជាសម្បត្តិរដ្ឋនូវទ្រព្យសម្បត្តិតាមមាត្រា ១។ \
ភាគីទទួលសំណើត្រូវជូនដំណឹងដល់ភាគីស្នើសុំដោយមិនបង្អង់។

មាត្រា ៣
ការចូលជាធរមាន

សន្ធិសញ្ញានេះចូលជាធរមាននៅថ្ងៃទី៨ ខែធ្នូ ឆ្នាំ២០១៥។
"""


def write_divergent(folder: Path) -> None:
    """Write the treaty into a folder of its own."""
    place = folder / DIVERGENT
    place.mkdir()
    for name, text in (
        ("work.toml", TABLE),
        ("en.txt", ENGLISH),
        ("zh.txt", CHINESE),
        ("km.txt", KHMER),
    ):
        (place / name).write_text(text, encoding="utf-8")
