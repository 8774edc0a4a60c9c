"""The words that made-up stories are made of. Pure.

Those of the newsroom are frequent; the rarer ones come from the dictionary of phrases that pypinyin brings
along, the n-th of them 1/n times as often as the first (Zipf's law), so that there are words of every
frequency down to those of one story among hundreds of thousands.
"""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import accumulate

from pypinyin.phrases_dict import phrases_dict

HAN_ONLY = re.compile(r"[\u4e00-\u9fff]{2,4}")
PLANTED = 120

NOUNS = """
招商引资 乡村振兴 基层治理 营商环境 高质量发展 重点项目 粮食安全 高标准农田 人居环境 主题教育 党员干部
志愿服务 文明实践 产业园区 牡丹产业 生物医药 高端化工 电子商务 直播带货 特色农业 现代农业 设施农业 蔬菜大棚
芦笋种植 山药产业 大蒜种植 小麦 玉米 棉花 西瓜 辣椒 苹果 黄桃 肉牛养殖 湖羊养殖 合作社 家庭农场 农产品
农机手 农技人员 技术指导 田间管理 冬小麦 秋收秋种 三夏生产 麦收 播种 灌溉 抗旱 防汛 排涝 水利设施 引黄灌区
黄河滩区 滩区迁建 河长制 林长制 田长制 生态环境 大气污染防治 秸秆禁烧 扬尘治理 污水处理 垃圾分类 农村改厕
道路硬化 户户通 路灯 绿化 健身广场 文化广场 农家书屋 幸福院 食堂 养老服务 医疗保障 家庭医生 健康体检
疫苗接种 卫生室 县人民医院 中医院 义务教育 职业教育 校园安全 交通安全 消防安全 食品安全 安全生产 隐患排查
应急演练 反诈宣传 平安建设 矛盾调解 信访工作 网格员 综治中心 法治宣传 民法典 公益诉讼 检察建议 司法所 派出所
税务局 市场监管 不动产登记 政务服务 一窗受理 帮办代办 减税降费 普惠金融 小微企业 专精特新 技术改造
数字化转型 智能制造 机械加工 木材加工 板材 家具 汉服 服装加工 纺织 酿酒 食品加工 冷链物流 快递物流 农村公路
高速公路 高铁 机场 公交 充电桩 光伏发电 风力发电 天然气 供热 供水 自来水 电网 变电站 通信基站 就业创业
技能培训 零工市场 公益岗位 返乡创业 大学生 退役军人 最美家庭 好媳妇 好婆婆 移风易俗 红白理事会 乡贤 非遗
剪纸 面塑 鲁锦 戏曲 山东梆子 柳子戏 枣梆 武术 书法 绘画 诗词 文化旅游 牡丹文化旅游节 水浒 古城 博物馆 图书馆
红色教育 革命旧址 烈士陵园 清明 端午 中秋 春节 元宵 庙会 集市 人大代表 政协委员 提案 视察 调研 座谈会 推进会
现场会 观摩 签约仪式 开工仪式 竣工 验收 审计 巡察 纪检监察 廉政教育 作风建设 担当作为 组织生活会 党建引领
第一书记 驻村工作队 村两委 党支部 党小组 党课 村集体经济 土地流转 土地托管 宅基地 城乡融合 城镇化 棚户区改造
老旧小区改造 物业服务
""".split()
VERBS = """
推进 落实 开展 组织 召开 实施 建设 改造 提升 打造 培育 壮大 帮助 引导 鼓励 支持 服务 走访 慰问 调研 督导
检查 排查 整治 宣传 培训 指导 协调 解决 完善 健全 创新 探索 优化 深化 强化 巩固 拓展 盘活 带动 吸引 引进
签约 投产 扩建 验收 收购 销售 种植 养殖 加工 推广 示范 学习 交流 观摩
""".split()
QUALITIES = """
扎实 有效 积极 全面 深入 持续 有力 稳步 认真 主动 精准 高效 广泛 进一步 着力 大力 切实 严格 集中 及时 重点
常态化 多措并举 因地制宜 统筹
""".split()
BODIES = """
县委 县政府 镇党委 镇政府 县农业农村局 县自然资源局 县住建局 县交通运输局 县水务局 县卫健局 县教体局
县民政局 县人社局 县文旅局 县公安局 县检察院 县法院 县妇联 团县委 县总工会 县融媒体中心 市供电公司
县供电公司 县税务局 县消防救援大队 县交警大队 县气象局 县科协 县残联 市生态环境局
""".split()
TECHNICAL = """
G318 G35 G240 S307 PM2.5 PM10 5G 4K A股 B超 CT VR AI APP ETC GDP LED KTV T恤 U盘 3D打印 K127+300 100MW 10kV
220kV 12345 ISO9001 110 120 QQ群 Wi-Fi O2O B2B C919 G3 H股 CCTV DNA N95 X光 P2P
""".split()
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文海波斌宇浩凯鑫鹏飞燕玲梅萍雪慧莉颖"
    "琳晶倩婷岩松林森泉峰春夏秋冬月阳晨曦"
)
TAGS = """
乡村振兴 招商引资 主题教育 三农 教育 医疗 文旅 法治 平安建设 营商环境 生态环保 交通 民生 党建 基层治理 就业
养老 非遗 牡丹 芦笋 大蒜 山药 电商 消防 反诈 防汛 秋收 麦收 春耕 科技 体育 文化 志愿服务 退役军人 妇联 青年
金融 税务 供电 水利
""".split()


@cache
def rare_words() -> tuple[list[str], list[float]]:
    """The rarer words, the frequent ones of them first, and the sums of their weights.

    Their order is always the same, and has nothing to do with how they are written.
    """
    words = sorted(word for word in phrases_dict if HAN_ONLY.fullmatch(word))
    random.Random(9).shuffle(words)  # noqa: S311  # No secret: the same words for the same seed.
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


@cache
def frequent_words() -> tuple[list[str], list[float]]:
    """Those of the newsroom, by a flatter law: the last of them still stands in every thousandth story."""
    return NOUNS, list(accumulate(1 / (rank + 8) ** 0.8 for rank in range(len(NOUNS))))


@cache
def planted() -> list[str]:
    """Phrases of eight characters that stand in few stories and nowhere else."""
    words = [word for word in rare_words()[0] if len(word) == 2]
    chosen = random.Random(8).sample(words, 4 * PLANTED)  # noqa: S311  # As above.
    return ["".join(chosen[start : start + 4]) for start in range(0, len(chosen), 4)]
