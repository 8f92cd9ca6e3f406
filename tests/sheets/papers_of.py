"""What the papers of these tests say of their area, and names that are hard to print."""

from desktop.domain.check_code import Stamp
from desktop.sheets.letterhead import Letterhead

WHOSE = Letterhead(
    "青塬区东苑路片区房屋征收", "示例区征收办", "示例路 1 号一楼", "0000-7654321", "陈示例", "0000-1234567"
)
STAMP = Stamp("送达回证\n户号 DY-03-0127", "BWD0F-W962E-62NPW")
RARE = ("马示例㛃", "李示例𠮷", "王示例𡘙", "阿依示例·买买提示例·吐尔洪示例")
LONG = "示例区东苑路街道文和里社区第三居民小组老水塔北侧砖厂家属院三巷十七号后院东厢房西侧" * 2


def owners(count: int) -> tuple[str, ...]:
    return tuple(f"{RARE[n % len(RARE)]}{n + 1}" for n in range(count))
