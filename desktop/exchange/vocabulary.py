"""The words that street offices have for a column, and what each of them means.

Promise: a meaning is `record.field` of the table of fields, or one of the few words below. Hidden: the spellings.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Field, Kind

LEFT_OUT = "left_out"
TOTAL_AREA = "total_area"
ROW_IDS = {  # the columns by which a file that Ruhu wrote finds its records again
    "household.id": "Ruhu 编号",
    "person.id": "Ruhu 人员编号",
    "house.id": "Ruhu 房屋编号",
    "unregistered_part.id": "Ruhu 未登记编号",
}
SPECIAL = "person.special_groups."
MEMBER = "member."

_RECORDS = ("household", "person", "house", "unregistered_part", "wish", "appraisal")
_NOT_IN_LEDGERS = {"withdrawn", "withdrawn_reason"}
_IN_BRACKETS = re.compile(r"[(\[【<{](.*?)[)\]】>}]")
_UNIT_AT_END = re.compile(r"(?<=[^\d])(㎡|m2|m²|sqm|平方米|平米|亩|万元)$")
_NOT_LETTERS = re.compile(r"[\s:,.、，。：*＊_/\\\-—·'\"“”]+")

_OTHER_WORDS = {  # what street offices call it, besides its label and its English name
    TOTAL_AREA: "合计 | 总面积 | 面积合计 | 合计面积 | 总建筑面积 | total | total area",
    LEFT_OUT: "序号 | 序 | 编次 | 行号 | no | no. | # | s/n | serial | index",
    "household.number": (
        "户编号 | 编号 | 征收编号 | 住户编号 | 家庭编号 | 档案号 | 住户号 | household no | "
        "household number | household id | file no"
    ),
    "household.plot": "地块号 | 地块编号 | 片 | plot no",
    "household.building": "院号 | 幢 | 栋 | 楼栋 | 楼号 | 幢号 | 栋号 | 院 | 院落",
    "household.lane": "街巷 | 巷道 | 路巷 | 所在巷 | 街道巷 | street",
    "household.door": "门牌号 | 门号 | 门牌号码 | house no | door no",
    "household.room": "房号 | 室号 | 房间号 | room no",
    "household.address": (
        "房屋坐落位置 | 现住址 | 坐落 | 座落 | 房屋座落 | 地址 | 房屋地址 | 详细地址 | 家庭住址 | 住址 | 房屋位置 | "
        "坐落地址 | location | 被征收房屋坐落 | 被征收房屋地址 | house address"
    ),
    "household.note": "说明 | 其他 | 其他说明 | 情况说明 | remark | remarks | notes | comment | comments",
    "household.people_count": (
        "人口 | 人口数 | 家庭人数 | 人数 | 家庭人口数 | 常住人口 | 在册人口 | 户籍人口 | "
        "户籍人数 | people | persons | family size | household size | no of people"
    ),
    "household.title_disputed": "产权争议 | 权属争议 | 是否有争议 | 有无争议",
    "person.name": (
        "户主 | 户主姓名 | 产权人 | 产权人姓名 | 被征收人 | 被征收人姓名 | 房主 | 房主姓名 | "
        "所有权人 | 房屋所有权人 | 业主 | 业主姓名 | 权利人 | 承租人 | 承租人姓名 | owner | "
        "owner name | householder | head of household | full name"
    ),
    "person.id_number": (
        "national id | id | 身份证 | 身份证号 | 身份证号码 | 证件号 | 公民身份号码 | 户主身份证 | 户主身份证号 | "
        "户主身份证号码 | 产权人身份证号 | id no | id card | id card no | identity number"
    ),
    "person.phone": (
        "联系电话 | 手机 | 手机号 | 手机号码 | 联系方式 | 电话号码 | 户主电话 | tel | "
        "telephone | mobile | phone no | phone number"
    ),
    "person.sex": "gender",
    "person.birth_date": "出生年月 | 出生年月日 | 生日 | date of birth | birthday",
    "person.relation": "关系 | 家庭关系 | 称谓 | 与产权人关系 | 和户主关系 | relationship",
    "person.role": "产权身份 | 人员身份",
    "person.share": "产权份额 | 共有份额 | 所占份额",
    "person.special_groups": "特殊群体 | 困难类别 | 人员类别",
    "person.special_note": "困难说明",
    "person.bank_name": "开户银行 | 银行 | bank",
    "person.bank_account": "银行账号 | 银行卡号 | 卡号 | 银行账户 | account no",
    "person.account_holder": "开户名 | 账户名 | 开户人",
    "house.certificate_number": (
        "产权证号码 | 房产证号 | 房产证 | 不动产权证号 | 不动产证号 | 房屋所有权证号 | 证号 | 权证号 | "
        "产权证 | 房权证号 | 产权证编号 | certificate | certificate no | deed no | title deed"
    ),
    "house.tenure": "产权类型 | 产权性质 | 房屋性质 | 产权类别 | 权属性质",
    "house.registered_gross": (
        "area | area sqm | 证载 | 登记面积 | 产权面积 | 建筑面积 | 房产证面积 | 证载建筑面积 | 有证面积 | "
        "登记建筑面积 | 产权证面积 | registered area | certificate area | floor area"
    ),
    "house.registered_net": "套内面积 | 使用面积 | net area",
    "house.measured_area": "实测 | 测绘面积 | 现状面积 | 丈量面积 | 实测建筑面积",
    "house.recognised_area": "认定 | 确认面积 | 确权面积 | 认定建筑面积 | recognized area",
    "unregistered_part.measured_area": (
        "未登记 | 未登记面积 | 无证面积 | 未登记建筑 | 未登记建筑面积 | 无证建筑面积 | "
        "自建面积 | 加建面积 | unregistered | unregistered area"
    ),
    "unregistered_part.recognised_area": "未登记认定面积 | 未登记建筑认定面积 | 无证认定面积",
    "house.structure": "房屋结构 | 建筑结构 | 结构类型 | 房屋结构类型",
    "house.storeys": "层数 | 房屋层数 | 楼层数 | floors",
    "house.on_floor": "所在楼层",
    "house.year_built": (
        "建造年份 | 建成年代 | 建筑年代 | 建房年份 | 建造年代 | 年代 | 竣工年份 | 建成时间 | built | built in"
    ),
    "house.certified_use": "用途 | 房屋用途 | 设计用途 | 规划用途 | 登记用途 | use | usage",
    "house.actual_use": "现用途 | 使用现状 | 使用情况 | 实际使用",
    "house.business_name": "店名 | 商铺名称 | 店铺名称",
    "house.business_licence": "营业执照号 | 执照号 | licence | license",
    "wish.choice": (
        "意愿 | 安置意愿 | 补偿方式 | 安置方式 | 补偿意愿 | 群众意愿 | 安置选择 | 选择方式 | "
        "意向 | preference | compensation | compensation choice"
    ),
    "wish.words": "住户意见 | 意见 | 群众意见",
    "wish.wished_area": "意向面积 | 拟选面积",
    "wish.wished_flats": "意向套数",
    "wish.wished_place": "意向位置 | 安置地点 | 安置点",
    "wish.wished_layout": "意向户型 | 户型",
    "wish.reasons": "原因",
    "wish.said_on": (
        "登记时间 | 入户时间 | 调查时间 | 调查日期 | 登记日期 | "
        "填报日期 | 填表日期 | 入户日期 | 走访日期 | survey date | date"
    ),
    "appraisal.unit_price": "单价 | 评估价 | unit price | price per m2",
    "appraisal.amount": "评估价格 | 评估值 | 评估总金额 | 评估总价 | 评估价值 | 总价 | 评估总额 | 评估总值 | amount",
    "appraisal.appraiser": "评估公司 | 评估单位 | appraiser",
    "appraisal.report_number": "报告号 | 评估报告编号 | 评估报告号 | 报告文号 | report no | report number",
    "appraisal.appraised_on": "评估日期 | 价值时点 | 评估基准日 | appraisal date",
    "member.name": "成员姓名 | 家庭成员 | 家庭成员姓名 | 人员姓名 | member | member name | family member",
}
_PAYMENT_WORDS = {  # in a list of payments, where some of them mean something else than in a ledger
    "payment.amount": (
        "金额 | 付款金额 | 实付金额 | 支付金额 | 拨付金额 | 发放金额 | 打款金额 | 转账金额 | 交易金额 | 已付金额 | "
        "补偿款 | 补偿金额 | 实付 | 本次付款 | 本次支付 | amount | amount paid | paid"
    ),
    "payment.paid_on": (
        "付款日期 | 日期 | 支付日期 | 拨付日期 | 发放日期 | 打款日期 | 转账日期 | 交易日期 | 到账日期 | "
        "付款时间 | 支付时间 | 交易时间 | date | payment date | paid on"
    ),
    "payment.reference": (
        "流水号 | 交易流水号 | 银行流水号 | 付款流水号 | 凭证号 | 付款凭证号 | 回单号 | 交易号 | "
        "reference | reference no | transaction no"
    ),
    "payment.payee": (
        "收款人 | 收款人姓名 | 收款人户名 | 收款方 | 收款户名 | 户名 | 账户名 | 领款人 | payee | beneficiary"
    ),
    "instalment.place": "第几期 | 期数 | 期次 | 分期 | instalment | instalment no",
}
OF_PAYMENT = ("household.id", "household.number", "person.name", *_PAYMENT_WORDS)
"""All that a list of payments is read for."""
_SPECIAL_GROUPS = {  # a column of its own, answered by yes or no
    "低保": "低保 | 低保户 | 是否低保 | 是否低保户 | low income",
    "残疾": "残疾 | 残疾人 | 是否残疾 | 残疾户 | disabled",
    "特困": "特困 | 五保 | 五保户 | 特困户 | 特困人员",
    "优抚": "优抚 | 军属 | 烈属 | 军烈属 | 优抚对象",
    "失独": "失独 | 失独家庭",
    "独居老人": "独居老人 | 孤寡老人 | 空巢老人",
    "重病": "重病 | 大病 | 重大疾病",
}


@cache
def field_of(means: str) -> Field | None:
    """The field behind a meaning."""
    if means.startswith(SPECIAL):
        return RECORDS["person"].field["special_groups"]
    record, _, name = means.replace(MEMBER, "person.").partition(".")
    return RECORDS[record].field.get(name) if record in RECORDS else None


@cache
def meanings() -> dict[str, str]:
    """All that a column can mean, each with its Chinese label."""
    found = {LEFT_OUT: "不导入", TOTAL_AREA: "面积合计（只核对）", **ROW_IDS}
    for record in _RECORDS:
        for field in RECORDS[record].fields:
            if field.kind is not Kind.LINK and field.name not in _NOT_IN_LEDGERS:
                found[f"{record}.{field.name}"] = field.label
    members = {means.replace("person.", MEMBER): f"成员{label}" for means, label in found.items() if "person." in means}
    return members | found | {SPECIAL + group: group for group in _SPECIAL_GROUPS}


def require_meanings(mapping: Mapping[str, str], *more: str) -> None:
    """Refused where a mapping names something that no column can mean, and that is none of these either."""
    unknown = sorted({means for means in mapping.values() if means not in meanings() and means not in more})
    if unknown:
        raise Refused(
            "The mapping names what no column can mean: {unknown}. Nothing was read.",
            "Take the words that `ruhu ledger import FILE --dry-run --json` shows under columns.",
            unknown=", ".join(unknown),
        )


@cache
def _words() -> dict[str, str]:
    """Meaning by normalised title."""
    found: dict[str, str] = {}
    for means, label in meanings().items():
        field = field_of(means)
        names = [
            label,
            field.english if field and MEMBER not in means else "",
            *_OTHER_WORDS.get(means, "").split(" | "),
        ]
        group = means.removeprefix(SPECIAL) if means.startswith(SPECIAL) else ""
        names += _SPECIAL_GROUPS[group].split(" | ") if group else []
        for name in filter(None, map(plain, names)):
            found.setdefault(name, means)
    for means, others in _OTHER_WORDS.items():  # an office's own word goes before a label that two records share
        found |= {plain(name): means for name in others.split(" | ")}
    return found


def plain(title: str) -> str:
    """A title without units in brackets, blanks and signs, in small letters."""
    text = unicodedata.normalize("NFKC", title).lower()
    bare = _NOT_LETTERS.sub("", _IN_BRACKETS.sub("", text))
    return _UNIT_AT_END.sub("", bare) or bare


def meaning(title: str) -> str | None:
    """What this very title means; None where it is no known word."""
    return _words().get(plain(title))


@cache
def _payment_words() -> dict[str, str]:
    words = _PAYMENT_WORDS.items()
    return {plain(name): means for means, names in words for name in names.split(" | ")}


def payment_meaning(title: str) -> str | None:
    """What a title of a list of payments means, of what only such a list says."""
    return _payment_words().get(plain(title)) or _payment_words().get(plain(title.rpartition("/")[2]))


_FOREIGN = re.compile(  # about somebody or something else than the household and its house
    "配偶|成员|共有人|代理|委托|监护|继承|联系人|紧急|邻居|干部|包抓|包户|责任|网格|调查人|评估公司|评估机构|协议|合同|选房|签约|签订"
    "|搬迁|腾空|交房|送达|装修|附属物|安置房|安置面积|土地|户籍|片区|审批|报告"
)
_OWN = re.compile(
    "户主|产权|被征收|业主|住户|家庭|人员|房屋|房产|面积|情况|信息|基本|登记|证载|有证|无证|意愿|补偿|评估|owner|house|area"
)


def is_foreign(group: str) -> bool:
    """Whether a group of columns is about something else, so that its titles mean nothing here."""
    return _FOREIGN.search(group) is not None


def is_own(group: str) -> bool:
    """Whether a group of columns is plainly about the household, so that its titles mean what they say."""
    return meaning(group) is not None or _OWN.search(group.lower()) is not None


def likely(title: str) -> str | None:
    """The meaning of the longest known word that a title ends with, but for digits: in Chinese the head stands last."""
    bare = plain(title).rstrip("0123456789")
    if is_foreign(bare):
        return None
    if bare == "面积":
        return "house.registered_gross"
    ends = [word for word in _words() if len(word) > 1 and bare.endswith(word)]
    longest = max(ends, key=len, default=None)
    means = _words()[longest] if longest else None
    return None if means in (LEFT_OUT, TOTAL_AREA) else means
