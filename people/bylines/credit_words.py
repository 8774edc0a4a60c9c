"""The vocabulary of bylines and credit lines: which printed word gives which role.

Source: the forms seen in 菏泽日报 and other dailies, with their half-width and full-width spellings.
"""

from __future__ import annotations

import re

REPORTER = "reporter"
TRAINEE = "trainee_reporter"
INTERN = "intern"
SPECIAL = "special_reporter"
CORRESPONDENT = "correspondent"
WRITER = "writer"
PHOTOGRAPHER = "photographer"
PROVIDER = "provider"
GRAPHICS = "graphics"

ROLES = (
    REPORTER,
    TRAINEE,
    INTERN,
    SPECIAL,
    CORRESPONDENT,
    WRITER,
    PHOTOGRAPHER,
    PROVIDER,
    GRAPHICS,
)

# Words that stand before names. The longest is tried first: 特约通讯员 before 通讯员.
LABELS = {
    "见习记者": TRAINEE,
    "实习记者": TRAINEE,
    "特约记者": SPECIAL,
    "摄影记者": PHOTOGRAPHER,
    "小记者": REPORTER,
    "记者": REPORTER,
    "实习生": INTERN,
    "特约通讯员": CORRESPONDENT,
    "通讯员": CORRESPONDENT,
    "特约撰稿人": WRITER,
    "特约评论员": WRITER,
    "评论员": WRITER,
    "作者": WRITER,
    "撰文": WRITER,
    "文字": WRITER,
    "供稿": WRITER,
}

# What one does, printed after the names (王燕 摄) or before them with / or : (图/袁芬).
# `both` gives each name two credits, its label's own and photographer.
BOTH = "both"
ACTS = {
    "文/图": BOTH,
    "图/文": BOTH,
    "文/摄": BOTH,
    "文·图": BOTH,
    "文图": BOTH,
    "图文": BOTH,
    "文、图": BOTH,
    "文并摄": BOTH,
    "撰文/摄影": BOTH,
    "文/摄影": BOTH,
    "摄影报道": BOTH,
    "图文报道": BOTH,
    "文图报道": BOTH,
    "摄影": PHOTOGRAPHER,
    "摄": PHOTOGRAPHER,
    "图": PHOTOGRAPHER,
    "图片": PHOTOGRAPHER,
    "供图": PROVIDER,
    "图片提供": PROVIDER,
    "提供图片": PROVIDER,
    "制图": GRAPHICS,
    "绘图": GRAPHICS,
    "漫画": GRAPHICS,
    "插图": GRAPHICS,
    "绘": GRAPHICS,
    "画": GRAPHICS,
    "文": WRITER,
    "报道": WRITER,
    "整理": WRITER,
}

# These words stand for an editor's work; whoever is named after them is not credited.
EDITORS = (
    "责任编辑 责任校对 值班编委 值班主任 值班总编 本版编辑 本版主编 美术编辑 图片编辑 视觉设计 版面设计 "
    "责编 版式 校对 美编 编辑 审核 组版 排版 主编 监制 统筹 策划 审读 终审 编审 "
    "编校 值班 制作 二审 三审 初审 审校 检校 设计"
).split()

# A paper, agency, site or station may stand before the label: 新华社记者, 菏泽日报全媒体记者.
OUTLET = (
    r"(?:[一-鿿]{2,8}?(?:日报|晚报|晨报|时报|都市报|导报|商报|周刊|电视台|广播|融媒体中心|客户端|新闻网|"
    r"报社|通讯社|社|网|报))"
)
OWN = r"(?:本报|本台|本网|本刊|本社|日报|晚报)"
QUALIFIER = r"(?:全媒体|融媒体|融媒|首席|特派|驻[一-鿿]{2,4}|高级|资深|主任|文字|青年|校园|实习)"

_LABEL_WORDS = "|".join(r"\s?".join(word) for word in sorted(LABELS, key=len, reverse=True))
LABEL = re.compile(rf"(?P<outlet>{OUTLET}(?!讯))?(?P<own>{OWN})?(?:{QUALIFIER})*(?P<word>{_LABEL_WORDS})")
BARE_LABEL = re.compile(rf"(?:{OWN})?(?:{QUALIFIER})*(?:{_LABEL_WORDS})")
ACT = re.compile("|".join(r"\s?".join(map(re.escape, act)) for act in sorted(ACTS, key=len, reverse=True)))
EDITOR = re.compile("|".join(sorted(EDITORS, key=len, reverse=True)))
PROVIDED = re.compile(
    r"(?:本版|本文|文中|新闻|资料)?(?:图片|照片|图文|图)?均?(?:由|据)(?P<who>[^。;(]{2,40}?)(?:提供|供图)(?:图片)?"
)
SOURCE = re.compile(r"(?:来源|图片来源|来源于|转自)[:\s]")

ORGANISATION = re.compile(
    r"^[一-鿿A-Za-z]*(?:中心|宣传部|组织部|统战部|政法委|法院|检察院|局|公司|集团|委员会|管委会|党工委|党委|团委|妇联|"
    r"工会|政府|报社|电视台|学校|中学|小学|大学|学院|职专|大队|支队|中队|派出所|医院|卫生院|办公室|[一二三四]中|协会|联合会|总站|商会|"
    r"图书馆|文化馆|博物馆|气象台|研究院|研究所|税务所|街道|镇|乡|银行|合作社|部|会|办|处|站|社|网|台|报|县委|区委|市委)$"
)

# How the place that stands in brackets behind a name ends.
PLACE = re.compile(r"(?:镇|乡|街道|办事处|县|区|市|村)$")

SURE_BODIES = (
    "局",
    "法院",
    "检察院",
    "公司",
    "中心",
    "大队",
    "宣传部",
    "街道",
    "日报",
    "县委",
    "区委",
    "市委",
)

# Collective names that stand for no person. 本通 is 本报通讯员.
COLLECTIVES = frozenset("本通 本报综合 本报讯 新华社 新华社发 中新社发 综合".split())

# Bracketed words at the end of a text that are no names although they begin like some.
NO_NAMES = frozenset(
    "连载 完结 全文 有删 有删节 摄影 资料图 资料图片 待续 于右 包含 相关 时间 方言 单位 公示 广告".split()
)
