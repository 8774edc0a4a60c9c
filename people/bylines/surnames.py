"""Chinese surnames, to tell (杨杰) at the end of a story from (节选). Source: 百家姓 with additions."""

from __future__ import annotations

SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗"
    "山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴"
    "胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎"
    "戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相"
    "查后荆红游竺权逯盖益桓公岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖闫付代兰覃仝丛初战仉由亓苑信矫原隋楚占苟母"
    "句尧禚迟柘滕逯逮渠撒庹才候祖解冼冯区揭麦展刑仵位訾但化斗来"
)

COMPOUND = frozenset(
    "欧阳 司马 诸葛 上官 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 申屠 端木 南宫 独孤 "
    "钟离 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 公羊 轩辕 鲜于 闾丘 亓官 司寇 呼延 拓跋 第五 "
    "东郭 南门 西门 百里".split()
)


# Three names of four characters.
LONGEST_GLUED = 12


def is_person_name(word: str) -> bool:
    """Whether `word` can be a person's name: 王燕, 司马然宁, 艾力·买买提; not 节选."""
    if "·" in word:
        return len(word) >= 4
    if word[:2] in COMPOUND:
        return 3 <= len(word) <= 4
    return 2 <= len(word) <= 3 and word[0] in SINGLE


def split_glued(word: str) -> list[str]:
    """柳学超戴子梅 -> 柳学超, 戴子梅; [] if `word` cannot be two or three names written together.

    A longer word has too many ways to be cut to try them all: 王王王…的的的 would take years.
    """
    if not word or len(word) > LONGEST_GLUED:
        return []
    if is_person_name(word):
        return [word]
    for size in (3, 2, 4):
        rest = word[size:]
        if len(rest) >= 2 and is_person_name(word[:size]) and (names := split_glued(rest)):
            return [word[:size], *names]
    return []
