"""How offices call the columns of their registers, and the values in them; what suggestions are made from.

Keys are the rulebook's words. Words are compared in lower case without blanks and signs (`plain`); the earlier one of a
list counts more.
"""

import re

from kefu.lib.width import half_width

_SIGNS = re.compile(r"[\s_\-()\[\]【】:：/.、,]+")


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


TIMES: dict[str, tuple[str, ...]] = {
    "case.received": _words("""受理时间 来电时间 接待时间
        报修时间 投诉时间 留言时间 反映时间 来访时间 诉求时间 接报时间 提交时间 申请时间
        受理日期 来电日期 报修日期 投诉日期 反映日期 登记时间 登记日期 创建时间 发起时间 建单时间 开单时间
        opendt opened opentime opendate dateopened received receivedat submitted submittedat requested createdat
        created createddate reported"""),
    "case.accepted": _words("接单时间 接手时间 确认时间 签收时间 accepted acknowledged accepteddate"),
    "case.assigned": _words("派单时间 派工时间 分派时间 指派时间 下派时间 assigned assignedat dispatched"),
    "case.forwarded": _words("转办时间 转交时间 转派时间 移交时间 交办时间 forwarded transferred"),
    "repair.arrived": _words("到场时间 到达时间 到达现场时间 上门时间 arrived arrivedat onsite"),
    "case.answered": _words("答复时间 回复时间 反馈时间 答复日期 回复日期 answered answeredat replied response"),
    "case.resolved": _words("""完成时间 办结时间 解决时间 处理完成时间 完工时间 修复时间 处理时间 办理时间 维修时间
        完成日期 办结日期         处理日期 resolved resolvedat completed completedat finished"""),
    "case.revisited": _words("回访时间 回访日期 revisited revisit followup followupat"),
    "case.closed": _words("关闭时间 结案时间 归档时间 关单时间 结单时间 结案日期 closeddt closedat dateclosed closed"),
    "case.reopened": _words("重开时间 重办时间 返工时间 reopened reopenedat"),
}
DUE = _words(
    "承诺时间 截止时间 应办结时间 要求完成时间 办理期限 截止日期 期限 targetdt target duedate dueat due sla deadline"
)
RECORDED = _words("录入时间 登记时间 记录时间 recorded recordedat entered enteredat")

SUBJECT = _words("""工单编号 工单号 单号
     受理编号 留言编号 案件编号 事项编号 登记编号 流水号 编号 序号 caseenquiryid caseid ticketid
    ticket requestid case id number""")
FACTS: dict[str, tuple[str, ...]] = {
    "kind": _words("类别 类型 事项类型 诉求类型 业务类型 工单类型 来件类型 性质 kind type"),
    "severity": _words("等级 级别 投诉等级 严重程度 紧急程度 severity priority"),
    "channel": _words("渠道 来源 受理渠道 受理方式 来电方式 反映方式 诉求来源 channel source"),
    "category": _words("一级分类 分类 类目 小类 大类 问题类型 类别 类型 category type reason subject"),
    "repair.way": _words("维修性质 报修性质 维修类别 报修类别 维修范围 repairway"),
    "revisit.satisfied": _words("满意 是否满意 满意度 回访满意 客户满意度 回访结果 satisfied satisfaction"),
    "revisit.signed": _words("签字 客户签字 业主签字 是否签字 签名 客户签名 signed signature"),
}
GROUPS: dict[str, tuple[str, ...]] = {
    "category": FACTS["category"] + FACTS["kind"],
    "department": _words("部门 责任部门 承办部门 处理部门 承办单位 责任单位 科室 department team queue"),
    "person": _words(
        "处理人 责任人 经办人 承办人 维修人 维修工 接待人 受理人 接线员 登记人 handler assignee owner agent"
    ),
}
ACTORS: dict[str, tuple[str, ...]] = {
    "case.received": _words("接待人 受理人 接线员 登记人 记录人 接报人 receivedby openedby"),
    "case.accepted": _words("接单人 acceptedby"),
    "case.assigned": _words("派单人 派工人 assignedby"),
    "repair.arrived": _words("维修人 维修工 维修人员 上门人员 engineer"),
    "case.resolved": _words("处理人 办理人 经办人 承办人 维修人 维修人员 责任人 resolvedby handler assignee"),
    "case.answered": _words("答复人 回复人 answeredby"),
    "case.revisited": _words("回访人 回访员 revisitedby"),
    "case.closed": _words("结案人 关单人 closedby"),
}
WORDS: dict[str, tuple[str, ...]] = {
    "matter": _words("事由 内容 诉求内容 问题描述 反映内容 投诉内容 报修内容 来电内容 详情 描述 description details"),
    "place": _words("地点 位置 地址 发生地点 location address place"),
    "caller": _words("姓名 业主 业主姓名 客户姓名 来电人 报修人 投诉人 联系人 住户 name caller customer"),
    "contact": _words("电话 手机 联系电话 联系方式 手机号 来电号码 phone mobile contact telephone"),
    "unit": _words("房号 房间号 单元房号 门牌 住址 unit room apartment"),
}
# Other columns that are often there and are not needed; they are never taken for anything else.
PRIVATE = _words(
    "电话 手机 联系电话 联系方式 姓名 业主姓名 客户姓名 房号 单元 地址 详情 内容 意见 备注 location phone name"
)

VALUES: dict[str, dict[str, str]] = {
    "kind": {
        "投诉": "complaint",
        "报修": "repair",
        "维修": "repair",
        "咨询": "enquiry",
        "询问": "enquiry",
        "建议": "suggestion",
        "表扬": "praise",
        "求助": "request",
        "委托": "commission",
        "故障": "fault",
        "complaint": "complaint",
        "repair": "repair",
        "enquiry": "enquiry",
        "inquiry": "enquiry",
        "suggestion": "suggestion",
        "praise": "praise",
        "compliment": "praise",
        "request": "request",
    },
    "severity": {"重大": "major", "严重": "major", "特大": "major", "一般": "general", "普通": "general"},
    "channel": {
        "电话": "phone",
        "来电": "phone",
        "热线": "phone",
        "微信": "wechat",
        "来访": "counter",
        "前台": "counter",
        "窗口": "counter",
        "信件": "letter",
        "来信": "letter",
        "邮件": "email",
        "邮箱": "email",
        "上门": "visit",
        "走访": "visit",
        "微博": "social",
        "网站": "web",
        "网络": "web",
        "phone": "phone",
        "call": "phone",
        "web": "web",
        "email": "email",
    },
    "repair.way": {
        "户内": "private",
        "有偿": "private",
        "自费": "private",
        "保修": "warranty",
        "质保": "warranty",
        "公共": "public",
        "公区": "public",
    },
}
YES_NO = frozenset({"revisit.satisfied", "revisit.signed"})


def plain(text: str) -> str:
    """A heading as synonyms are written."""
    return _SIGNS.sub("", half_width(text)).lower()


def likeness(heading: str, words: tuple[str, ...]) -> int:
    """How much a heading looks like one of the words: 0 not at all; equal is more than containing, early than late."""
    text = plain(heading)
    best = 0
    for rank, word in enumerate(words):
        if text == word:
            best = max(best, 2_000 - rank)
        elif word in text and (len(word) > 2 or not word.isascii()):
            best = max(best, 1_000 + 10 * len(word) - rank)
    return best


def meaning(fact: str, value: str) -> str | None:
    """What a value of a fact's column most likely means."""
    text = plain(value)
    return next((word for sign, word in VALUES.get(fact, {}).items() if sign in text), None)
