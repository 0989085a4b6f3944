"""Item lists that do not exist, in the size of a prefecture's: verbs × objects × organs, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


def listed(text: str) -> tuple[str, ...]:
    """Words written one after another."""
    return tuple(text.split())


OBJECTS = listed("""
食品经营 食品生产 药品零售 医疗器械经营 公共场所卫生 饮用水供水单位卫生 医疗机构执业 放射诊疗 护士执业 医师执业
母婴保健技术服务 义诊活动 生育服务 道路货物运输经营 道路旅客运输经营 机动车维修经营 机动车驾驶员培训
出租汽车经营 船舶营运 港口经营 公路超限运输 占用挖掘公路 从业资格 网约车运输 建设工程规划 建设用地规划
建筑工程施工 商品房预售 房地产开发企业资质 物业服务企业 城镇燃气经营 城镇污水排入排水管网 户外广告设施设置
城市建筑垃圾处置 临时占用城市道路 砍伐城市树木 古树名木迁移 取水 河道采砂 水土保持方案 水利工程开工 洪水影响评价
排污 建设项目环境影响评价 危险废物经营 辐射安全 林木采伐 林木种子生产经营 占用林地 野生动物人工繁育 农药经营
兽药经营 种畜禽生产经营 动物防疫条件 动物诊疗 水域滩涂养殖 渔业捕捞 拖拉机驾驶 农作物种子生产经营 劳务派遣经营
人力资源服务 民办职业培训学校 工伤 失业保险金 灵活就业社会保险补贴 创业担保贷款 公益性岗位补贴 职业技能提升补贴
社会保险登记 养老待遇 社会团体 民办非企业单位 慈善组织 养老机构 特困人员 最低生活保障 临时救助 孤儿基本生活费
残疾人证 高龄津贴 婚姻 收养 地名 殡葬服务设施 民办学校 教师资格 校车使用 学籍 演出经营 娱乐场所经营
互联网上网服务营业场所 文物保护工程 艺术品经营 旅行社 体育经营高危险性项目 广播电视节目制作经营 出版物零售
印刷经营 电影放映 烟草专卖零售 酒类流通 成品油零售经营 拍卖业务 典当行 计量器具 特种设备使用 特种设备作业人员
检验检测机构资质 企业 个体工商户 农民专业合作社 企业投资项目 固定资产投资项目节能 政府投资项目 粮食收购
危险化学品经营 烟花爆竹零售 非煤矿山安全生产 特种作业人员 消防安全 建设工程消防 旅馆业特种行业
公章刻制业特种行业 保安服务 民用爆炸物品 大型群众性活动 户口 居住证 出入境通行 税收优惠 发票 代开增值税
住房公积金 公租房 不动产 房屋租赁 土地经营权 宅基地 矿业权 测绘资质 气象探测 雷电防护装置 宗教活动场所 清真食品
涉外婚姻 档案利用 医疗保险参保 异地就医 医疗救助
""")  # fmt: skip
VERBS = listed("""
许可 许可新办 许可证核发 许可证变更 许可证延续 许可证补办 许可证注销 登记 设立登记 变更登记 注销登记 备案
变更备案 注销备案 审批 审核 认定 确认 初审 信息查询 政策咨询 申领 发放 资格核查 年度报告 证书换发 检验 验收
预约办理 投诉处理
""")  # fmt: skip
SORTS = ("", "", "", *listed("""
（首次） （省级权限下放） （县级） （乡镇受理） （承诺制） （法定代表人） （地址） （名称） （住所） （新建）
（改建） （扩建） （遗失） （损毁） （自贸区） （中外合资） （个人） （单位）
"""))  # fmt: skip
ORGANS = listed("""
市场监督管理局 卫生健康局 交通运输局 自然资源局 住房和城乡建设局 水务局 生态环境局 林业局 农业农村局
人力资源和社会保障局 民政局 教育局 文化旅游局 商务局 发展和改革局 应急管理局 公安局 税务局 医疗保障局 行政审批局
气象局 档案馆 残疾人联合会 烟草专卖局 城市管理局 司法局 财政局 统计局
""")  # fmt: skip
PLACES = ("市", "东江县", "西岭县", "南浦区", "北原区", "青川镇", "白石镇", "长桥街道", "云台乡", "柳塘村")
SLIPS = "场厂证正许徐经京营盈登灯记计变边更耕注主销肖"


@dataclass(frozen=True)
class Fact:
    """One item: enough to be found by."""

    code: str
    name: str
    organ: str


def items(count: int, seed: int = 7) -> Iterator[Fact]:
    """So many items, no two of one code; names repeat across organs, as they do in life."""
    dice = Random(seed)
    for n in range(count):
        name = dice.choice(OBJECTS) + dice.choice(VERBS) + dice.choice(SORTS)
        organ = dice.choice(PLACES) + dice.choice(ORGANS)
        yield Fact(f"BENCH-{n:07d}", name, organ)


SAID = listed("""
我想开饭店 办社保 社保卡丢了怎么办 烟草证到期 注册公司 公司注销 开宾馆 开诊所 孩子上学 生孩子 退休 结婚 高龄补贴 残疾证
网约车 砍树 打井 人社局失业 房子过户 低保
""")
WRITTEN = {
    "许": "序",
    "经": "京",
    "营": "迎",
    "登": "灯",
    "记": "计",
    "变": "便",
    "更": "耕",
    "注": "住",
    "证": "正",
    "审": "身",
}


def questions(names: list[str], count: int, initials: dict[str, str], seed: int = 11) -> list[tuple[str, str, str]]:
    """What people type, an equal part each: a name, two characters of it, its initials, the name with one wrong
    character, with one that sounds the same, with one missing, and what people say in life. Each with its kind and the
    name that was meant."""
    dice = Random(seed)
    asked = []
    for n in range(count):
        name = dice.choice(names)
        start = dice.randrange(max(1, len(name.split("（")[0]) - 1))
        kinds = (
            ("name", name),
            ("two", name[start : start + 2]),
            ("initials", initials[name][: dice.randint(3, 8)]),
            ("typo", _slip(name, dice)),
            ("sound", "".join(WRITTEN.get(c, c) for c in name[:12])),
            ("missing", name[: (at := dice.randrange(1, min(len(name), 8)))] + name[at + 1 :]),
            ("said", SAID[n // 7 % len(SAID)]),
        )
        asked.append((*kinds[n % len(kinds)], name))
    return asked


def _slip(name: str, dice: Random) -> str:
    at = dice.randrange(min(len(name), 8))
    return name[:at] + dice.choice([c for c in SLIPS if c != name[at]]) + name[at + 1 :]
