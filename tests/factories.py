"""Small real instruments for the tests, in the three languages."""

from pathlib import Path

TREATY_EN = """Treaty between Northland and Southland on Mutual Legal Assistance

Northland and Southland,
Desiring to cooperate in the suppression of crime,
Have agreed as follows:

Article 1
Scope

The Parties shall grant each other the widest measure of mutual assistance in criminal matters.

Article 2
Refusal of Assistance

1. Assistance may be refused if the request would prejudice the sovereignty of the Requested Party.
2. Assistance shall not be refused on the ground of bank secrecy.

Article 3
Costs

The Requested Party shall bear the ordinary costs of executing a request.
"""

TREATY_ZH = """北国和南国关于刑事司法协助的条约

北国和南国，
愿意在惩治犯罪方面进行合作，
达成协议如下：

第一条
范围

双方应当相互提供最广泛的刑事司法协助。

第二条
拒绝协助

一、如果执行请求会损害被请求方的主权，可以拒绝提供协助。
二、不得以银行保密为由拒绝提供协助。

第三条
费用

被请求方应当负担执行请求的一般费用。
"""

TREATY_KM = """សន្ធិសញ្ញារវាងប្រទេសជើង និងប្រទេសត្បូង ស្តីពីជំនួយទៅវិញទៅមកផ្នែកច្បាប់

ប្រទេសជើង និងប្រទេសត្បូង
មានបំណងសហការក្នុងការបង្ក្រាបបទល្មើស
បានព្រមព្រៀងគ្នាដូចតទៅ៖

មាត្រា ១
វិសាលភាព

ភាគីទាំងពីរត្រូវផ្តល់ឱ្យគ្នាទៅវិញទៅមកនូវជំនួយយ៉ាងទូលំទូលាយបំផុតក្នុងរឿងព្រហ្មទណ្ឌ។

មាត្រា ២
ការបដិសេធជំនួយ

១. ជំនួយអាចត្រូវបានបដិសេធ ប្រសិនបើសំណើប៉ះពាល់ដល់អធិបតេយ្យភាពនៃភាគីទទួលសំណើ។
២. ជំនួយមិនត្រូវបានបដិសេធដោយហេតុផលនៃការសម្ងាត់របស់ធនាគារឡើយ។

មាត្រា ៣
ការចំណាយ

ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយធម្មតាក្នុងការអនុវត្តសំណើ។
"""


def write_treaty(folder: Path, stem: str = "treaty") -> list[Path]:
    """The same small treaty in three languages, one text file each."""
    paths = []
    for lang, text in (("en", TREATY_EN), ("zh", TREATY_ZH), ("km", TREATY_KM)):
        path = folder / f"{stem}_{lang}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
