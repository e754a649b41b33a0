"""The fifteen who work in the sample's office: who holds which post."""

from typing import NamedTuple

COMMUNITY, CODE, RULEBOOK = "翠湖苑", "CH", "property"
DESK, WORKS, CLEANING, ORDER = "客户服务部", "工程部", "保洁部", "秩序部"


class Member(NamedTuple):
    """One of the cast: name, name to sign in with, the post's word in rulebooks, department."""

    name: str
    username: str
    post: str
    department: str


CAST = (
    Member("张晓梅", "zhangxm", "agent", DESK),
    Member("何佳宁", "hejn", "agent", DESK),
    Member("马文静", "mawj", "receptionist", DESK),
    Member("刘强", "liuq", "lead", DESK),
    Member("陈静", "chenj", "supervisor", DESK),
    Member("王建国", "wangjg", "manager", DESK),
    Member("高振山", "gaozs", "deputy-general-manager", DESK),
    Member("曾芳", "zengf", "cashier", DESK),
    Member("赵敏", "zhaom", "auditor", DESK),
    Member("孙丽", "sunl", "administrator", DESK),
    Member("李大伟", "lidw", "engineer", WORKS),
    Member("周大成", "zhoudc", "engineer", WORKS),
    Member("吴永年", "wuyn", "engineering-supervisor", WORKS),
    Member("罗桂香", "luogx", "cleaning-supervisor", CLEANING),
    Member("郑国富", "zhenggf", "guard", ORDER),
)
# Posts that somebody holds beside their own, so that each duty of the rulebook finds a bearer.
ALSO = {"wangjg": ("head", "estate-manager", "trainer"), "chenj": ("shift-supervisor",)}
