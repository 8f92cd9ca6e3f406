"""The one table of what Ruhu keeps: record, group, field, 中文, kind, unit, privacy, merge class, who may write.

Columns, record classes, forms, masking, data dictionary and merge derive from it; a test holds the classes of
`records.py` against it. A group is the set of fields that only make sense together: the unit of merge, of history and
of sealing. The English word of a field is its name. The table only grows: a field never changes its meaning, and
every addition raises `SCHEMA`.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

SCHEMA = 9
"""The table's version; an entry carries the one that it was written under."""


class _Word(StrEnum):
    """Words of this table. They are looked up many times at every save: hashed as the texts that they are."""

    __hash__ = str.__hash__


class Kind(_Word):
    """What a field holds; `values.py` gives each kind its Python type and its one written form."""

    TEXT = "text"
    NUMBER = "number"  # exact decimal, at most `digits` decimals
    WHOLE = "whole"
    MONEY = "money"  # whole number of the smallest unit (fen)
    DATE = "date"  # civil date, never through a zone
    INSTANT = "instant"  # milliseconds UTC with the offset of the place
    YESNO = "yesno"
    CHOICE = "choice"
    LIST = "list"  # of texts, in order
    LINK = "link"  # id of another row


class Merge(_Word):
    """How concurrent writes of one group come together (sync.md §2)."""

    APPEND = "append"  # the row is immutable, corrections replace it
    REVIEW = "review"  # conflict open, locking and issuing blocked until somebody decides
    LATEST = "latest"  # the latest is shown, losers listed
    OWNED = "owned"  # only its owners write


class Privacy(_Word):
    """How a group rests: personal ones are sealed in entries, sensitive ones in rows too (shown masked)."""

    OPEN = "open"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Role(_Word):
    """What a member of staff may do (domain.md §1)."""

    WORKER = "worker"
    LEAD = "lead"
    CLERK = "clerk"
    CHECKER = "checker"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Field:
    """One value: the word on the paper = record field = column = objectName = key in a bundle."""

    name: str
    label: str
    kind: Kind
    unit: str = ""
    digits: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    to: str = ""

    @property
    def english(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Group:
    """Fields that only make sense together."""

    name: str
    merge: Merge
    privacy: Privacy
    writers: frozenset[Role]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class RecordType:
    """One kind of record; `stated` tells that people state it, so that forms and `ruhu record` may write it."""

    name: str
    label: str
    stated: bool
    groups: tuple[Group, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """Group by name of a field."""
        return {field.name: group for group in self.groups for field in group.fields}

    @cached_property
    def group(self) -> dict[str, Group]:
        """Group by its name."""
        return {group.name: group for group in self.groups}

    @cached_property
    def field(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def is_append(self) -> bool:
        return any(group.merge is Merge.APPEND for group in self.groups)


APPEND, REVIEW, LATEST, OWNED = Merge.APPEND, Merge.REVIEW, Merge.LATEST, Merge.OWNED
OPEN, PERSONAL, SENSITIVE = Privacy.OPEN, Privacy.PERSONAL, Privacy.SENSITIVE
FIELD_STAFF = frozenset({Role.WORKER, Role.LEAD, Role.CLERK})
LEADS = frozenset({Role.LEAD, Role.CLERK})
OFFICE = frozenset({Role.CLERK})
SECOND_PEOPLE = frozenset({Role.CLERK, Role.CHECKER})
EVERYBODY = frozenset(Role)

SIGNED = frozenset(
    {
        "calculation",
        "calculation_check",
        "pack",
        "pack_check",
        "look",
        "sameness",
        "purge",
        "device",
        "revocation",
        "office_unlock",
    }
)
"""Records that whoever writes them signs in person: locking, checking, issuing, revealing, trusting (sync.md §5)."""


def _group(
    name: str, merge: Merge, *fields: Field, privacy: Privacy = OPEN, writers: frozenset[Role] = FIELD_STAFF
) -> Group:
    return Group(name, merge, privacy, writers, fields)


def _one(merge: Merge, field: Field, privacy: Privacy = OPEN, writers: frozenset[Role] = FIELD_STAFF) -> Group:
    return Group(field.name, merge, privacy, writers, (field,))


def _sourced(name: str, *fields: Field) -> Group:
    """A reviewed fact that stands only with the place it comes from and the evidence for it."""
    source = Field(f"{name}_source", "来源", Kind.TEXT)
    evidence = Field(f"{name}_evidence", "证据", Kind.LIST)
    return Group(name, REVIEW, OPEN, FIELD_STAFF, (*fields, source, evidence))


def _text(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, label, Kind.TEXT, required=required)


def _number(name: str, label: str, unit: str, digits: int) -> Field:
    return Field(name, label, Kind.NUMBER, unit, digits)


def _area(name: str, label: str) -> Field:
    return _number(name, label, "㎡", 3)


def _whole(name: str, label: str, unit: str = "", *, required: bool = False) -> Field:
    return Field(name, label, Kind.WHOLE, unit, required=required)


def _money(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, label, Kind.MONEY, "元", 2, required=required)


def _date(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, label, Kind.DATE, required=required)


def _instant(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name, label, Kind.INSTANT, required=required)


def _yesno(name: str, label: str) -> Field:
    return Field(name, label, Kind.YESNO)


def _choice(name: str, label: str, *choices: tuple[str, str], required: bool = False) -> Field:
    return Field(name, label, Kind.CHOICE, choices=choices, required=required)


def _list(name: str, label: str) -> Field:
    return Field(name, label, Kind.LIST)


def _link(name: str, label: str, to: str, *, required: bool = False) -> Field:
    return Field(name, label, Kind.LINK, to=to, required=required)


_HOUSEHOLD = _one(REVIEW, _link("household", "户", "household", required=True))
_THE_HOUSEHOLD = _link("household", "户", "household", required=True)


def _record(name: str, label: str, *groups: Group, stated: bool = True) -> RecordType:
    """A record that is withdrawn, never deleted, by those who may write it."""
    withdrawn = (_yesno("withdrawn", "已撤回"), _text("withdrawn_reason", "撤回原因"))
    life = _group("life", REVIEW, *withdrawn, writers=groups[0].writers)
    return RecordType(name, label, stated, (*groups, life))


def _event(
    name: str,
    label: str,
    *fields: Field,
    words: tuple[Field, ...] = (),
    words_privacy: Privacy = PERSONAL,
    stated: bool = True,
    writers: frozenset[Role] = FIELD_STAFF,
    household: Field = _THE_HOUSEHOLD,
) -> RecordType:
    """An immutable record of one household: open facts, and the personal `words` sealed beside them."""
    groups = [_group(name, APPEND, household, *fields, writers=writers)]
    if words:
        groups.append(_group("words", APPEND, *words, privacy=words_privacy, writers=writers))
    return _record(name, label, *groups, stated=stated)


PAPERS = (
    ("sheet", "分户补偿明细表"),
    ("card", "政策明白卡"),
    ("visit", "入户走访记录"),
    ("explanation", "政策讲解记录"),
    ("survey", "入户调查登记表"),
    ("service", "送达回证"),
    ("purpose", "个人信息用途告知"),
    ("grievance", "诉求回执"),
    ("not_met", "没遇到告知单"),
    ("promises", "我们答应的事"),
    ("remedies", "权利申请书"),
    ("agreement", "补偿协议"),
    ("file", "全户材料"),
    ("archive", "归档卷宗"),
)
"""Every paper about a household, in the order of the work."""

_TABLE = (
    _record(
        "household",
        "住户",
        _one(REVIEW, _text("number", "户号", required=True)),
        _group(
            "place",
            REVIEW,
            _text("plot", "地块"),
            _text("building", "幢院"),
            _text("lane", "巷"),
            _text("door", "门牌"),
            _text("unit", "单元"),
            _text("floor", "楼层"),
            _text("room", "室"),
            _text("address", "房屋坐落"),
        ),
        _one(LATEST, _text("address_note", "怎么找到")),
        _group(
            "contact",
            LATEST,
            _choice(
                "contact_wish",
                "怎么联系",
                ("visit", "上门"),
                ("telephone", "打电话"),
                ("office", "到驻点"),
                ("do_not_come", "别再上门"),
            ),
            _text("contact_note", "联系说明"),
            privacy=PERSONAL,
        ),
        _group("dispute", REVIEW, _yesno("title_disputed", "产权有争议"), _text("dispute_note", "争议情况")),
        _one(LATEST, _text("note", "备注"), PERSONAL),
        _one(REVIEW, _whole("people_count", "家庭人口", "人")),
        _one(LATEST, _choice("paper_language", "纸上用哪种文字", ("chinese", "中文"), ("english", "英文"))),
        _one(OWNED, _link("same_as", "并入", "household"), writers=OFFICE),
    ),
    _record(
        "person",
        "人员",
        _HOUSEHOLD,
        _one(REVIEW, _text("name", "姓名", required=True), PERSONAL),
        _group(
            "role",
            REVIEW,
            _choice(
                "role",
                "身份",
                ("owner", "产权人"),
                ("co_owner", "共有人"),
                ("tenant", "公房承租人"),
                ("family", "家庭成员"),
                ("occupant", "居住人"),
                ("heir", "继承人"),
                ("guardian", "监护人"),
                ("agent", "代理人"),
                required=True,
            ),
            _number("share", "份额", "%", 4),
        ),
        _one(REVIEW, _text("relation", "与户主关系"), PERSONAL),
        _group(
            "identity",
            REVIEW,
            _choice(
                "id_kind",
                "证件种类",
                ("resident", "居民身份证"),
                ("passport", "护照"),
                ("permit", "通行证"),
                ("military", "军官证"),
                ("other", "其他证件"),
            ),
            _text("id_number", "证件号码"),
            privacy=SENSITIVE,
        ),
        _one(LATEST, _text("phone", "电话"), SENSITIVE),
        _one(LATEST, _choice("sex", "性别", ("female", "女"), ("male", "男")), PERSONAL),
        _one(REVIEW, _date("birth_date", "出生日期"), SENSITIVE),
        _group(
            "special",
            REVIEW,
            _list("special_groups", "特殊人群"),
            _text("special_note", "困难情况"),
            privacy=SENSITIVE,
        ),
        _group(
            "bank",
            REVIEW,
            _text("bank_name", "开户行"),
            _text("bank_account", "账号"),
            _text("account_holder", "户名"),
            privacy=SENSITIVE,
        ),
        _group(
            "agency",
            REVIEW,
            _text("agent_scope", "代理权限"),
            _text("agent_document", "委托书"),
            _date("agent_until", "代理期限"),
            privacy=PERSONAL,
        ),
        _group(
            "language",
            LATEST,
            _text("language", "语言"),
            _yesno("can_read", "识字"),
            _yesno("needs_interpreter", "需要翻译"),
            privacy=PERSONAL,
        ),
    ),
    _record(
        "house",
        "房屋",
        _HOUSEHOLD,
        _sourced(
            "certificate",
            _choice("tenure", "产别", ("private", "私有"), ("public", "公房")),
            _text("certificate_number", "产权证号"),
        ),
        _sourced("registered_area", _area("registered_gross", "证载面积"), _area("registered_net", "证载套内面积")),
        _sourced("measured_area", _area("measured_area", "实测面积")),
        _sourced("recognised_area", _area("recognised_area", "认定面积")),
        _sourced(
            "structure",
            _text("structure", "结构"),
            _whole("storeys", "总层数", "层"),
            _whole("on_floor", "所在层", "层"),
            _whole("year_built", "建成年份", "年"),
        ),
        _sourced("use", _text("certified_use", "证载用途"), _text("actual_use", "实际用途")),
        _one(REVIEW, _text("elsewhere", "另处坐落")),  # a house that does not stand at the household's address
        _one(REVIEW, _choice("status", "房屋现状", ("normal", "正常"), ("added", "有加建"), ("altered", "有改建"))),
        _one(REVIEW, _text("encumbrance", "抵押或租赁")),
        _group(
            "business",
            REVIEW,
            _text("business_name", "字号"),
            _text("business_licence", "营业执照"),
            privacy=PERSONAL,
        ),
        _group("area_dispute", REVIEW, _yesno("area_disputed", "面积有争议"), _text("area_dispute_note", "争议说明")),
    ),
    _record(
        "unregistered_part",
        "未登记建筑",
        _HOUSEHOLD,
        _one(REVIEW, _link("house", "房屋", "house")),
        _one(REVIEW, _text("name", "名称", required=True)),
        _sourced("measured_area", _area("measured_area", "实测面积")),
        _sourced(
            "recognition",
            _choice(
                "state",
                "认定状态",
                ("undetermined", "待认定"),
                ("recognised", "已认定"),
                ("recognised_with_factor", "按系数认定"),
                ("not_recognised", "不予认定"),
                ("removed_by_owner", "自行拆除"),
            ),
            _number("factor", "系数", "", 4),
            _area("recognised_area", "认定面积"),
            _text("recognised_by", "认定单位"),
            _text("recognition_document", "认定文号"),
            _date("recognised_on", "认定日期"),
        ),
        _one(REVIEW, _text("structure", "结构")),
    ),
    _record(
        "fixture",
        "附属物",
        _HOUSEHOLD,
        _sourced(
            "item",
            _text("name", "名称", required=True),
            _number("quantity", "数量", "", 4),
            _text("unit", "单位"),
            _money("unit_price", "单价"),
            _money("amount", "评估金额"),
        ),
    ),
    _record(
        "appraisal",
        "评估",
        _HOUSEHOLD,
        _one(REVIEW, _link("house", "房屋", "house")),
        _sourced(
            "appraisal",
            _money("unit_price", "评估单价"),
            _money("amount", "评估金额"),
            _text("appraiser", "评估机构"),
            _text("report_number", "报告编号"),
            _date("appraised_on", "评估时点"),
        ),
    ),
    _event(
        "wish",
        "意愿",
        _date("said_on", "日期", required=True),
        _choice(
            "choice",
            "选择",
            ("cash", "货币补偿"),
            ("swap", "产权调换"),
            ("mixed", "组合"),
            ("undecided", "还没想好"),
            ("rather_not_say", "不想说"),
            required=True,
        ),
        words=(
            _text("said_by", "说的人"),
            _text("words", "原话"),
            _area("wished_area", "希望面积"),
            _whole("wished_flats", "希望套数", "套"),
            _text("wished_place", "希望位置"),
            _text("wished_layout", "希望户型"),
            _text("reasons", "理由"),
        ),
    ),
    _event(
        "confirmation",
        "四清确认",
        _choice(
            "part",
            "四清项目",
            ("house", "房产状况"),
            ("area", "动迁面积"),
            ("compensation", "补偿数量"),
            ("wishes", "群众意愿"),
            required=True,
        ),
        _date("confirmed_on", "确认日期", required=True),
        _choice("manner", "确认方式", ("signed", "本人签字"), ("read_aloud", "念给本人听"), ("document", "凭材料")),
        words=(_text("confirmed_by", "确认人"),),
    ),
    _event(
        "visit",
        "入户",
        _choice(
            "manner",
            "方式",
            ("home", "上门"),
            ("office", "到驻点"),
            ("telephone", "电话"),
            ("not_met", "没遇到"),
            required=True,
        ),
        _instant("began_at", "开始", required=True),
        _instant("ended_at", "结束"),
        _list("visitors", "入户人员"),
        _text("recorder", "记录人"),
        _whole("present", "在场人数", "人"),
        _yesno("from_paper", "补录"),
        _list("topics", "谈了什么"),
        _yesno("purpose_notice", "给了用途告知"),
        _yesno("read_aloud", "念给住户听了"),
        _yesno("notice_left", "留了告知单"),
        _yesno("copy_handed", "给了住户一份"),
        _choice(
            "signature",
            "签字",
            ("signed", "签字"),
            ("thumb_print", "按手印"),
            ("proxy", "代签"),
            ("does_not_want", "不想签"),
        ),
        _link("corrects", "改正", "visit"),
        words=(
            _text("met_whom", "见到谁"),
            _text("place", "地点"),
            _text("situation", "家庭情况"),
            _text("difficulties", "困难"),
            _text("demands", "诉求"),
            _text("explained", "讲了什么"),
            _text("answers", "答复"),
            _text("next_step", "下一步"),
            _text("copy_reason", "没给的原因"),
            _text("correction_reason", "改正原因"),
        ),
    ),
    _event(
        "appointment",
        "约定",
        _instant("planned_at", "约定时间", required=True),
        _choice("manner", "方式", ("home", "上门"), ("office", "到驻点"), ("telephone", "电话"), required=True),
        _choice("state", "状态", ("planned", "还没约"), ("agreed", "已约好"), ("cancelled", "取消"), required=True),
        _list("visitors", "谁去"),
        _link("replaces", "改约", "appointment"),
        words=(_text("purpose", "去做什么"), _text("reason", "改约原因")),
    ),
    _event(  # a remedy of the household, told to it
        "told",
        "告知权利",
        _text("term", "权利", required=True),
        _date("told_on", "告知日期", required=True),
        _text("told_by", "谁告知的", required=True),
        _link("visit", "入户", "visit"),
        _yesno("form_left", "留了空表"),
    ),
    _event(  # a photo, scan or drawing; `digest` names its file in the store
        "evidence",
        "材料证据",
        _choice(
            "kind",
            "种类",
            ("photo", "照片"),
            ("scan", "扫描件"),
            ("sketch", "草图"),
            ("thumb_print", "手印扫描"),
            ("proxy", "委托书"),
            required=True,
        ),
        _text("digest", "文件指纹", required=True),
        _text("media_type", "格式", required=True),
        _whole("size", "大小", "字节"),
        _instant("taken_at", "拍摄时间"),
        _choice("consent", "同意", ("given", "已同意"), ("not_needed", "没拍到人")),
        _link("visit", "入户", "visit"),
        _link("house", "房屋", "house"),
        _text("paper_code", "纸上的校验码"),  # of a printed paper that came back signed
        words=(_text("caption", "说明"), _text("place", "地点"), _text("file_name", "原文件名")),
        household=_link("household", "户", "household"),
    ),
    _event(  # says "received" or "as I said it", of exactly the content with this digest
        "signature",
        "签名",
        _choice(
            "manner",
            "方式",
            ("signed", "签字"),
            ("thumb_print", "按手印"),
            ("proxy", "代签"),
            ("does_not_want", "不想签"),
            required=True,
        ),
        _instant("signed_at", "时间", required=True),
        _text("content_digest", "签的内容", required=True),
        _link("visit", "入户", "visit"),
        _link("explanation", "政策讲解", "explanation"),
        _link("evidence", "材料证据", "evidence"),
        words=(_text("signer", "谁签的"), _text("strokes", "笔迹")),
    ),
    _event(
        "data_request",
        "个人信息请求",
        _choice("wants", "要求", ("see", "查阅复制"), ("correct", "更正"), ("delete", "删除"), required=True),
        _date("raised_on", "提出日期", required=True),
        _text("taken_by", "接收人"),
        _date("due_on", "最晚答复"),
        words=(_text("raised_by", "提出人"), _text("words", "原话", required=True)),
    ),
    _event(
        "data_request_event",
        "个人信息请求办理",
        _link("data_request", "个人信息请求", "data_request", required=True),
        _choice("step", "办理", ("note", "说明"), ("done", "办了"), ("refused", "不能办"), required=True),
        _date("stated_on", "日期", required=True),
        words=(_text("words", "内容"),),
    ),
    _event(
        "promise",
        "我们答应的事",
        _link("visit", "入户", "visit"),
        _date("due_on", "最晚", required=True),
        _text("promised_by", "谁来办", required=True),
        words=(_text("promise", "答应的事", required=True),),
    ),
    _event(
        "promise_outcome",
        "答应的事怎么样了",
        _link("promise", "答应的事", "promise", required=True),
        _choice("state", "结果", ("kept", "办了"), ("not_kept", "没办成"), ("replaced", "改约"), required=True),
        _date("stated_on", "日期", required=True),
        words=(_text("note", "说明"),),
    ),
    _event(
        "explanation",
        "政策讲解",
        _link("visit", "入户", "visit"),
        _text("pack", "政策包", required=True),
        _text("clause", "条款", required=True),
        _date("explained_on", "日期", required=True),
        _text("spoken_language", "讲解语言"),
        _text("interpreter", "翻译"),
        _text("read_aloud_by", "谁念的"),
        _choice("understood", "听明白没有", ("understood", "听明白了"), ("needs_another_visit", "还要再讲")),
        words=(_text("explained_to", "讲给谁"), _text("questions", "问了什么"), _text("answers", "怎么答的")),
    ),
    _event(
        "calculation",
        "补偿测算",
        _whole("version", "版本"),
        _text("pack", "政策包", required=True),
        _text("totals", "各方案合计"),
        _link("supersedes", "代替", "calculation"),
        _whole("engine", "算法版本"),
        _text("facts_sha256", "事实指纹"),
        _text("trace_sha256", "计算过程指纹"),
        _text("sources", "依据的记录"),
        _link("check", "核对", "calculation_check"),
        _list("flats", "选的安置房"),  # for what=id of the flat
        words=(_text("facts", "依据的事实"), _text("trace", "计算过程"), _text("reason", "重算原因")),
        words_privacy=SENSITIVE,  # birth dates and hardship are among them
        stated=False,
    ),
    _event(  # a second person looked through a sum before it was locked, and signed what it comes to
        "calculation_check",
        "测算核对",
        _text("pack", "政策包", required=True),
        _text("totals", "各方案合计", required=True),
        _text("facts_sha256", "事实指纹", required=True),
        _text("trace_sha256", "计算过程指纹", required=True),
        _instant("checked_at", "核对时间", required=True),
        _text("checked_by", "核对人", required=True),
        _text("public_key", "公钥", required=True),
        _text("signature", "签名", required=True),
        stated=False,
        writers=FIELD_STAFF | SECOND_PEOPLE,
    ),
    _event(
        "sheet",
        "补偿明细表",
        _text("number", "编号", required=True),
        _whole("version", "版本"),
        _link("calculation", "补偿测算", "calculation", required=True),
        _date("issued_on", "出表日期", required=True),
        words=(_text("ledger", "出表时的台账"),),  # whose house it was said to be: a later print says the same
        stated=False,
        writers=FIELD_STAFF | SECOND_PEOPLE,
    ),
    _event(  # a paper went to a printer or into a file; its code is that of all its copies and later prints
        "printing",
        "打印登记",
        _choice("paper", "什么纸", *PAPERS, required=True),
        _link("of_row", "印的是哪条", ""),
        _text("number", "编号"),
        _whole("version", "版本"),
        _text("written_language", "文字", required=True),
        _whole("copies", "份数", "份", required=True),
        _whole("pages", "页数", "页"),
        _instant("printed_at", "打印时间", required=True),
        _text("printed_by", "打印人"),
        _choice("way", "怎么出的", ("printer", "打印机"), ("file", "文件"), required=True),
        _text("code", "校验码"),
        _text("file_digest", "文件指纹"),
        _text("text_digest", "文书文本指纹"),
        words=(_text("said", "二维码上的字"),),
        stated=False,
        writers=FIELD_STAFF | SECOND_PEOPLE,
        household=_link("household", "户", "household"),
    ),
    _event(
        "printing_event",
        "纸的去向",
        _link("printing", "打印登记", "printing", required=True),
        _choice(
            "step",
            "去向",
            ("handed", "给了住户"),
            ("collected", "收回来了"),
            ("not_printed", "没印出来"),
            required=True,
        ),
        _date("stated_on", "日期", required=True),
        words=(_text("receiver", "给了谁"), _text("note", "说明")),
        stated=False,
        writers=FIELD_STAFF | SECOND_PEOPLE,
        household=_link("household", "户", "household"),
    ),
    _event(
        "service",
        "送达",
        _choice(
            "document",
            "材料",
            ("sheet", "补偿明细表"),
            ("appraisal_report", "评估报告"),
            ("review_answer", "复核答复"),
            ("decision_notice", "征收决定公告"),
            ("compensation_decision", "补偿决定"),
            ("agreement", "补偿协议"),
            ("other", "其他材料"),
            required=True,
        ),
        _text("document_number", "编号"),
        _instant("served_at", "送达时间", required=True),
        _choice(
            "manner",
            "送达方式",
            ("handed", "当面"),
            ("left", "留置"),
            ("mailed", "邮寄"),
            ("published", "公告"),
            required=True,
        ),
        _yesno("refused", "拒收"),
        _list("servers", "送达人"),
        words=(
            _text("place", "送达地点"),
            _text("receiver", "签收人"),
            _text("receiver_relation", "与被征收人关系"),
            _text("refusal_reason", "拒收原因"),
            _text("witness", "见证人"),
        ),
    ),
    _event(
        "grievance",
        "诉求",
        _date("raised_on", "提出日期", required=True),
        _choice(
            "manner",
            "提出方式",
            ("spoken", "口头"),
            ("written", "书面"),
            ("telephone", "电话"),
            ("anonymous", "不留名"),
            required=True,
        ),
        _text("slip_number", "回执编号"),
        _text("taken_by", "接收人"),
        _date("due_on", "最晚答复"),
        words=(_text("raised_by", "提出人"), _text("words", "原话", required=True)),
        household=_link("household", "户", "household"),
    ),
    _event(
        "grievance_event",
        "诉求办理",
        _link("grievance", "诉求", "grievance", required=True),
        _choice(
            "step",
            "办理",
            ("note", "说明"),
            ("answer", "答复"),
            ("accepted", "住户接受"),
            ("not_accepted", "住户不接受"),
            required=True,
        ),
        _date("stated_on", "日期", required=True),
        words=(_text("words", "内容"),),
        household=_link("household", "户", "household"),
    ),
    _event(
        "agreement",
        "补偿协议",
        _choice(
            "state",
            "状态",
            ("negotiation", "协商"),
            ("signed", "已签"),
            ("disputed", "有争议"),
            ("decision", "补偿决定"),
            required=True,
        ),
        _text("number", "编号"),
        _date("stated_on", "日期", required=True),
        _link("calculation", "补偿测算", "calculation"),
        _text("option", "选的方案"),
        _money("agreed_amount", "协议金额"),  # what the household receives; below zero, what it adds
        _date("hand_over_by", "最晚交房"),
        words=(_text("note", "说明"),),
        stated=False,
    ),
    _event(  # a part of the agreed money, and when it is due
        "instalment",
        "分期付款",
        _link("agreement", "补偿协议", "agreement", required=True),
        _whole("place", "第几期", "期", required=True),
        _money("amount", "金额", required=True),
        _date("due_on", "最晚付"),
        _text("condition", "付款条件"),
        stated=False,
    ),
    _event(
        "payment",
        "付补偿",
        _date("paid_on", "付款日期", required=True),
        _money("amount", "金额", required=True),
        _list("payment_evidence", "付款凭证"),
        _link("instalment", "分期付款", "instalment"),
        _text("reference", "流水号"),
        words=(_text("payee", "收款人"),),
        writers=OFFICE,
    ),
    _event(
        "handover",
        "搬迁交房",
        _date("handed_over_on", "交房日期", required=True),
        _text("taken_over_by", "接收人"),
        _list("handover_evidence", "交房凭证"),
    ),
    _event(  # the office asks for a correction; an edit of what it asks about answers it too
        "question",
        "退回补正",
        _text("asked_record", "问哪类记录"),
        _link("asked_row", "问哪条", ""),
        _text("asked_field", "问哪一项"),
        _date("due", "最晚答复"),
        words=(_text("question", "要补正什么", required=True),),
        stated=False,
        writers=LEADS | SECOND_PEOPLE,
    ),
    _event(
        "question_answer",
        "补正答复",
        _link("question", "哪次退回", "question", required=True),
        _choice("kind", "怎么了结", ("replied", "已答复"), ("withdrawn", "不用补了"), required=True),
        words=(_text("answer", "答复"),),
        stated=False,
        writers=FIELD_STAFF | SECOND_PEOPLE,
    ),
    _event(  # written of both households of a pair, so that each one's history tells it; the newest holds
        "sameness",
        "是否同一户",
        _link("other", "另一户", "household", required=True),
        _choice("verdict", "判定", ("one", "是一户"), ("two", "是两户"), ("later", "先不定"), required=True),
        stated=False,
        writers=OFFICE,
    ),
    _event(  # that what is about the household shall never be read again; it holds once a second person confirmed it
        "purge",
        "销毁个人信息",
        _link("confirms", "确认哪个决定", "purge"),
        _text("ground", "法律依据", required=True),
        _date("ordered_on", "决定日期", required=True),
        _date("applies_from", "何日起执行", required=True),
        _text("file_offered", "全户材料交付情况", required=True),
        _link("ordered_by", "决定人", "staff", required=True),
        _text("order_signature", "决定人签名", required=True),
        stated=False,
        writers=OFFICE,
    ),
    _record(  # a flat of the area to choose from; two households in one flat are a conflict, which the office decides
        "flat",
        "安置房",
        _group(
            "flat",
            OWNED,
            _text("building", "幢号", required=True),
            _text("unit", "单元"),
            _text("room", "房号", required=True),
            _whole("on_floor", "所在层", "层"),
            _whole("storeys", "总层数", "层"),
            _text("layout", "户型"),
            _area("area", "面积"),
            _number("coefficient", "楼层系数", "", 4),
            _money("unit_price", "单价"),
            writers=OFFICE,
        ),
        _group(
            "holder",
            REVIEW,
            _choice("state", "状态", ("free", "可选"), ("reserved", "预留"), ("chosen", "已选")),
            _link("held_by", "哪一户", "household"),
            _date("held_on", "日期"),
        ),
        stated=False,
    ),
    _record(
        "assignment",
        "包户",
        _one(OWNED, _link("household", "户", "household", required=True), writers=LEADS),
        _group(
            "assignment",
            OWNED,
            _link("staff", "责任人", "staff"),
            _text("department", "单位"),
            _date("deadline", "完成日期"),
            _list("duties", "包抓内容"),
            writers=LEADS,
        ),
        stated=False,
    ),
    _record(
        "staff",
        "工作人员",
        _group(
            "staff",
            OWNED,
            _text("name", "姓名", required=True),
            _choice(
                "role",
                "职责",
                (Role.WORKER, "入户员"),
                (Role.LEAD, "组长"),
                (Role.CLERK, "征收办"),
                (Role.CHECKER, "核对人"),
                (Role.AUDITOR, "审计"),
                required=True,
            ),
            _text("public_key", "公钥"),
            _text("team", "哪一组"),
            _text("phone", "联系电话"),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(
        "area",
        "片区",
        _group(
            "area",
            OWNED,
            _text("name", "片区名称", required=True),
            _text("project", "征收项目"),
            _text("decision_number", "征收决定文号"),
            _date("notice_on", "公告日期"),
            _text("zone", "时区"),
            _text("office", "征收部门"),
            _text("office_address", "征收部门地址"),
            _text("window_phone", "申诉窗口电话"),
            _text("reconsideration_body", "复议机关"),
            _text("court", "管辖法院"),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # where the area gives the household more than the article (`rights.py`); of several the best one holds
        "area_clock",
        "权利期限",
        _group(
            "area_clock",
            OWNED,
            _choice(
                "clock",
                "哪个期限",
                ("freeze", "暂停办理"),
                ("draft_comments", "对草案提意见"),
                ("review", "申请复核评估"),
                ("review_answer", "评估机构答复"),
                ("expert_review", "申请专家鉴定"),
                ("expert_opinion", "专家鉴定意见"),
                ("decision_reconsideration", "征收决定复议"),
                ("decision_litigation", "征收决定诉讼"),
                ("compensation_reconsideration", "补偿决定复议"),
                ("compensation_litigation", "补偿决定诉讼"),
                ("publication", "公布分户补偿"),
                ("enforcement", "申请强制执行"),
                ("grievance", "答复申诉"),
                ("data_request", "答复个人信息请求"),
                required=True,
            ),
            _whole("length", "多长", required=True),  # in the unit of the article: days, working days or months
            _text("reason", "理由", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(
        "area_day",
        "当地日历",
        _group(
            "area_day",
            OWNED,
            _date("day", "日期", required=True),
            _choice("kind", "怎么过", ("rest", "休息"), ("work", "上班"), required=True),
            _text("reason", "理由", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # a fact of the project that plans ask for, such as the signing rate; each from its day on
        "area_fact",
        "片区情况",
        _group(
            "area_fact",
            OWNED,
            _text("name", "名称", required=True),
            _text("value", "数值", required=True),  # a decimal, a day, yes or no, a choice: as the plan declares it
            _text("unit", "单位"),
            _date("since", "从哪天起"),
            _text("reason", "理由", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # an issued compensation plan; `pack` is its id, `content` its `.policy` file
        "pack",
        "政策包",
        _group(
            "pack",
            APPEND,
            _text("name", "名称", required=True),
            _text("version", "版本", required=True),
            _text("pack", "政策包编号", required=True),
            _text("supersedes", "代替"),
            _date("valid_from", "有效期起"),
            _date("valid_to", "有效期止"),
            _date("issued_on", "签发日期", required=True),
            _text("content", "内容", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # a second person looked through a draft, known by its id
        "pack_check",
        "政策包核对",
        _group(
            "pack_check",
            APPEND,
            _text("pack", "政策包编号", required=True),
            _text("name", "名称"),
            _text("version", "版本"),
            _whole("cells", "算例没走到的格", "格"),
            _date("checked_on", "核对日期", required=True),
            writers=SECOND_PEOPLE,
        ),
        stated=False,
    ),
    _record(  # makes the check codes of papers; whoever holds it tells a genuine one, so each area has its own
        "check_key",
        "校验密钥",
        _group(
            "check_key",
            APPEND,
            _text("key", "密钥", required=True),
            privacy=PERSONAL,
            writers=FIELD_STAFF | SECOND_PEOPLE,  # whoever prints first makes it
        ),
        stated=False,
    ),
    _record(  # a laptop of the field; its certificate, signed by the office, says who uses it and what they may
        "device",
        "设备",
        _group(
            "device",
            OWNED,
            _text("name", "设备名称", required=True),
            _text("team", "哪一组"),
            _text("certificate", "证书", required=True),
            _whole("number", "证书编号", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # entries of a revoked device beyond the last accepted ones wait for a person
        "revocation",
        "停用设备",
        _group(
            "revocation",
            APPEND,
            _link("device", "设备", "device", required=True),
            _list("last_entries", "收到哪一笔为止"),
            _text("reason", "理由", required=True),
            _date("revoked_on", "停用日期", required=True),
            _yesno("lost", "丢失"),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(
        "office_unlock",
        "征收办开锁",
        _group(
            "office_unlock",
            APPEND,
            _link("device", "设备", "device", required=True),
            _text("reason", "理由", required=True),
            _date("opened_on", "开锁日期", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # the area's own wording of a paper, in place of the one that Ruhu brings
        "paper_text",
        "文书文本",
        _group(
            "paper_text",
            OWNED,
            _text("paper", "哪种文书", required=True),
            _text("written_language", "文字", required=True),
            _text("content", "文本", required=True),
            _text("content_digest", "文本指纹", required=True),
            writers=OFFICE,
        ),
        stated=False,
    ),
    _record(  # how a character looks that no font holds: a small picture, so that a name is printed all the same
        "drawn_sign",
        "手写字形",
        _group(
            "drawn_sign",
            APPEND,
            _text("sign", "字", required=True),
            _text("picture", "字形", required=True),  # PNG, black on white, in base 64
        ),
        stated=False,
    ),
    _record(  # a ledger, list of appraisals or of payments; the journal entries after its own are what it said
        "intake",
        "导入",
        _group(
            "intake",
            APPEND,
            _choice(
                "kind",
                "种类",
                ("ledger", "台账"),
                ("appraisal", "评估"),
                ("payment", "付款"),
                ("flat", "安置房"),
                required=True,
            ),
            _text("file_name", "文件", required=True),
            _text("file_digest", "文件指纹", required=True),
            _whole("source_rows", "原表行数", "行"),
            _whole("imported_rows", "导入行数", "行"),
            _whole("other_rows", "不是住户的行数", "行"),
            _whole("refused_rows", "没导入的行数", "行"),
            _whole("entries", "写了几笔", "笔"),
            writers=FIELD_STAFF,
        ),
        stated=False,
    ),
    RecordType(  # who looked at a sensitive field; it can't be withdrawn
        "look",
        "查看记录",
        stated=False,
        groups=(
            _group(
                "look",
                APPEND,
                _link("household", "户", "household"),
                _link("row", "看了哪条", "", required=True),
                _text("field", "看了哪项", required=True),
                writers=EVERYBODY,
            ),
        ),
    ),
)

RECORDS: dict[str, RecordType] = {record.name: record for record in _TABLE}
"""Every kind of record by its name, in the order of the papers."""
