"""Who appears in the registers of benchmarks. All of it invented."""

from kefu.sample.matters import CASH, CLEANING, DESK, GREEN, ORDER, WORKS

CLERKS = ("苏晓雯", "陈立言", "何佳宁", "马文静", "林可")
HANDLERS = {
    WORKS: ("周大成", "吴永年", "郑海波", "冯铁柱", "蒋志明", "韩冬生"),
    CLEANING: ("罗桂香", "唐素珍"),
    ORDER: ("高振山", "宋长河", "谢军"),
    GREEN: ("叶松林",),
    CASH: ("许慧", "卢静"),
    DESK: CLERKS,
}
CONTRACTOR = "宏远施工单位"
COMMUNITIES = {"云栖花园": 12, "望湖里": 8, "梧桐公馆": 6}
