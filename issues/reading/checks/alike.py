"""Characters that are typed for each other: they sound the same, or look alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import eq

from pypinyin import Style, lazy_pinyin, pinyin

# What eye and recognition mix up although it sounds otherwise. What sounds the same need not stand here.
LOOKS = (
    "已己巳 未末朱 土士 千干于 日曰 大太犬 人入八 戊戌戍 冶治 晴睛 茵菌 崇祟 田由甲申 王玉 鄄甄 巨臣 "
    "明朋 晨展 丹舟 凤风 围固 岗冈 杨扬 郭敦 孙逊 陈阵 徐除 李季 刘列 余佘 潘藩 金全 白百 毛手 秦泰 "
    "史吏 孟盂 尤龙 平乎 波泼 宇字 佳住 倩情 婷停 雪雷 琳淋 梅悔 良艮 洁沽 央英 光先 锦绵 艳绝 崔催 "
    "亮壳 春眷 秀季 瑞端 彤肜 红江 折拆 汩汨 炙灸 赢羸 斌赋 彬淋 晟展 祺棋 钧钓 侯候 宁宇 坤绅 杰木 "
    "荣柴 邢刑 那邢 肖背 颜颖 贺架 常堂 石右 袁哀 阎阁 冯马 汤场 沈沉 蔡祭 夏复 贾买 桥娇 集焦 苑范 "
    "淳谆 定走 堌固 屯电 庙届 寨塞 楼搂 营宫"
).split()


def _pairs(groups: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for group in groups for one in group for other in group if one != other)


LOOK_ALIKE = _pairs(LOOKS)


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """Its syllables without tones, all of them: 单 is dan, shan and chan."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(found[0]) if found else frozenset()


def sound_alike(one: str, other: str) -> bool:
    return one == other or not readings(one).isdisjoint(readings(other))


def sound_near(one: str, other: str) -> bool:
    """Whether they sound the same to many an ear and keyboard: min and ming, zi and zhi."""
    return one == other or not {_blurred(each) for each in readings(one)}.isdisjoint(
        _blurred(each) for each in readings(other)
    )


def _blurred(reading: str) -> str:
    initial = reading.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return initial.removesuffix("g") if initial.endswith("ng") else initial


def alike(one: str, other: str) -> bool:
    """Whether one of two characters is typed or read for the other."""
    return sound_alike(one, other) or (one, other) in LOOK_ALIKE


def is_alike(one: str, other: str) -> bool:
    """Whether two names of one length are alike character by character."""
    return all(a == b or alike(a, b) for a, b in zip(one, other, strict=True))


def is_variant(one: str, other: str) -> bool:
    """Two names of one length that differ in one character, or two, all of them alike: 郭锦萍 and 郭锦平."""
    if one == other or len(one) != len(other):
        return False
    wrong = len(one) - sum(map(eq, one, other))
    if wrong > max(1, len(one) - 2):
        return False
    is_long = len(one) > 2 and wrong == 1
    return is_alike(one, other) or (is_long and all(map(sound_near, one, other)))


def is_left_out(shorter: str, longer: str) -> bool:
    """Whether the longer of two words is the shorter one with one character more: 王燕 and 王晓燕."""
    is_longer = len(longer) == len(shorter) + 1
    return is_longer and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def is_exchanged(one: str, other: str) -> bool:
    """曹慧丽 and 曹丽慧: the same characters after the surname in another order."""
    return (
        len(one) == len(other)
        and one != other
        and sorted(one[1:]) == sorted(other[1:])
        and one[0] == other[0]
    )


def is_homophone(one: str, other: str) -> bool:
    """赵学勤 and 赵雪芹: every character sounds the same."""
    is_long = len(one) == len(other) >= 3 and one != other and one[0] == other[0]
    return is_long and all(sound_alike(a, b) for a, b in zip(one, other, strict=True))


def sounded(name: str) -> str:
    """One spelling for all that sounds the same, by the usual reading of each character."""
    return " ".join(lazy_pinyin(name))


def is_slip(one: str, other: str) -> bool:
    """A variant, or a word of three characters and more with any one of them wrong."""
    if is_variant(one, other):
        return True
    is_long = len(one) == len(other) >= 3
    return is_long and sum(a != b for a, b in zip(one, other, strict=True)) == 1
