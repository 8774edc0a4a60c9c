"""What stands on a page and belongs to no story: folio lines, section names, notices, weather, junk."""

from __future__ import annotations

import re

from ingest.text import is_han, without_space
from people.bylines import EDITORS, ORGANISATION, fold

SECTION = "section"
BRIEFS = "briefs"
NOTICE = "notice"

_DATE = r"(?:19|20)\d\d\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*日?"
_EDITOR = "|".join(sorted(EDITORS, key=len, reverse=True))
_PAPER = r"[一-鿿]{2,6}(?:日报|晚报|晨报|时报|都市报|商报|导报|周报|周刊|新闻报)"

# Each pattern must match the whole line, white space at its ends apart.
STANDING: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        (
            "folio",
            rf"(?:{_PAPER})?\s*第?\s*[A-Za-z]?\s*\d{{1,2}}(?:\s*[-~、—]\s*[A-Za-z]?\d{{1,2}})?\s*版?\s*[:·|/]?\s*[一-鿿·]{{0,10}}",
        ),
        ("folio", r"[一-鿿]{2,8}\s*[·|/]?\s*(?:[A-Za-z]?\s*\d{1,2}\s*版|[A-Za-z]?0\d)"),
        ("folio", r"第?[一二三四五六七八九十A-D\d]{1,3}版\s*[:·|/]?\s*[一-鿿·\s]{0,12}"),
        ("folio", rf"{_PAPER}(?:\s*[A-Za-z][A-Za-z .]*)?"),
        ("folio", r"[A-Za-z][A-Za-z .,'&·:/-]*"),
        (
            "folio",
            (
                r"(?:主办|主管|承办|协办|出版|总编辑?|社长)\s*[:/][^。,]{2,40}"
                r"|中共[一-鿿]{2,8}委机关报|[一-鿿]{2,8}(?:日报)?社出版"
            ),
        ),
        ("folio", rf"[^。;]{{0,24}}{_DATE}[^。;]{{0,40}}"),
        ("folio", r"(?:农历|星期|癸|甲|乙|丙|丁|戊|己|庚|辛|壬)[一-鿿\s\d]{1,16}"),
        ("folio", r"(?:今日|本期|共)\s*[\d一二三四八十六]+\s*版.{0,12}"),
        ("editors", rf"[^。]{{0,12}}(?:{_EDITOR})\s*[:/][^。]{{1,80}}"),
        ("editors", rf"(?:(?:{_EDITOR})\s*[一-鿿]{{2,4}}\s*){{1,6}}"),
        (
            "slogan",
            (
                r".{0,4}(?:公益广告|社会主义核心价值观|讲文明\s*树新风"
                r"|(?:富强|民主|文明|和谐|自由|平等|公正|法治|爱国|敬业|诚信|友善|\s|、)+)"
            ),
        ),
        (
            "service",
            (
                r"[^。]{0,16}(?:电话|热线|邮编|邮箱|网址|地址|刊号|代号|许可证|邮政编码|传真|微信公众号|零售价|订价|定价|印刷|QQ)"
                r"\s*[:\d(].{0,60}"
            ),
        ),
        ("service", r".{0,30}(?:CN\s*\d\d-|总第\s*\d+\s*期|https?:|www\.|@[A-Za-z\d]).{0,40}"),
        ("weather", r".{0,6}(?:今日天气|天气预报|明日天气|未来三天).{0,80}"),
        ("weather", r"空气质量(?:指数)?\s*:?\s*\d{1,3}.{0,20}"),
        ("weather", r"[^。]{0,10}气象台[^。]{0,20}(?:预报|发布).{0,80}"),
        ("weather", r".{0,60}\d\s*(?:℃|°C|度).{0,30}(?:级|晴|雨|雪|风|左右)?.{0,10}"),
        (
            "service",
            r"(?:本报|报社)?[社地]址\s*:.{1,40}|.{0,12}(?:扫码|扫一扫|二维码|版权所有|不得转载|违者必究).{0,24}",
        ),
        (
            "folio",
            r"二[〇○零Ｏ0][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日.{0,16}",
        ),
        ("jump", r"\(?\s*(?:下转|上接|紧接|转|接)\s*第?\s*[A-D]?[\d一二三四五六七八]{1,2}\s*版.{0,12}\)?"),
    )
)

WEATHER_WORDS = re.compile(r"℃|°C|天气|气象台|气温|空气质量")

_SECTION_END = (
    r"(?:新闻|进行时|快讯|要闻|聚焦|之窗|视点|广角|专栏|专版|专刊|副刊|速递|速览|传真|在线|看台|纵横|博览|视野|瞭望|茶座|论坛|"
    r"播报|特刊|周刊|时讯|资讯|简讯|短讯|短波|走基层|看点|时评|简报|快报|快递|档案|直通车|曝光台|回音壁|大家谈|百姓事|面对面|动态|热线)"
)
# One-word names of pages and columns; words of two characters are hardly ever a headline.
PLAIN_SECTIONS = frozenset(
    "综合 民生 法治 社会 经济 文化 教育 健康 时政 体育 国内 国际 县区 区县 农业 "
    "生活 镜头 影像 关注 文明 党建 产业 乡村 公益 导读 评论 理论 副刊 广告 专题 服务 要闻 本地 头条 声音 "
    "人物".split()
)
SECTION_NAME = re.compile(
    rf"[一-鿿“”·\s|—-]{{0,10}}?{_SECTION_END}|今日[一-鿿]{{2,4}}|[一-鿿]{{2,4}}·[一-鿿]{{2,4}}"
)
# The same, but only of names as short as 民生关注: longer lines that end so are titles.
SHORT_NAME = re.compile(
    r"[一-鿿]{2,4}(?:关注|见闻|写真|万象|风采|采风|纵览|集锦|扫描|巡礼|掠影|剪影|橱窗|窗口|园地|热点|焦点|追踪|"
    r"连线|发布|频道|讲堂|信箱)"
)
BRIEFS_NAME = re.compile(
    r"[一-鿿\s·]{0,6}(?:简讯|短讯|一句话新闻|简明新闻|微新闻|短波|要闻简报|新闻速览|快讯|速览|简报|新闻集装箱)"
)
NOTICE_NAME = re.compile(
    r"[一-鿿\s()“”《》、\d]{0,24}(?:声明|公告|启事|通告|公示|讣告|通知|广告|更正|致歉信?|提示|招租|出租|出售|求购|悬赏|招标|拍卖|转让|须知|说明书)"
    r"(?:\s*\([^)]{1,16}\))?[:!]?"
)
NOTICE_BODY = re.compile(
    r"声明作废|特此(?:公告|声明|通知|公示|通告)|遗失[^。]{0,30}(?:证|执照|公章|发票|印章|合同|收据|协议|保单|许可)"
    r"|(?:敬请|请)(?:广大)?(?:用户|市民|客户|读者|居民)[^。]{0,20}(?:谅解|准备|周知|相互转告)|债权债务|登报之日起|挂失|公告期"
    r"|(?:联系|咨询|报名|服务|招聘|订阅)(?:电话|热线)|特此更正|如下:$|深表歉意|价格面议|有意者|报名时间|必有重谢|竞买|投标人|申报债权"
)
JUMP_AT_END = re.compile(
    r"[(（]\s*(?:下转|转|紧接)\s*第?\s*[A-Da-d]?\s*[\d一二三四五六七八]{1,2}\s*版.{0,8}?[)）]\s*$"
)
JUMP_AT_START = re.compile(
    r"^\s*[(（]\s*(?:上接|接)\s*第?\s*[A-Da-d]?\s*[\d一二三四五六七八]{1,2}\s*版.{0,8}?[)）]\s*"
)


def is_junk(text: str) -> bool:
    """Marks alone, or one single character: • | 丨 ■ ."""
    chars = [char for char in text if not char.isspace()]
    if len(chars) <= 1:
        return True
    return not any(char.isalnum() and char not in "丨一" for char in chars) and len(chars) <= 12


def standing_furniture(text: str) -> str | None:
    """The reason why a line can be no part of a story whatever stands around it, or None."""
    line = fold(text).strip(" □■◆●|")
    if len(line) > 130:
        return None
    for reason, pattern in STANDING:
        if pattern.fullmatch(line) and _holds(reason, line):
            return reason
    return None


def _holds(reason: str, line: str) -> bool:
    if reason == "weather":
        return bool(WEATHER_WORDS.search(line)) and not re.search(r"记者|本报讯|!", line)
    if reason == "folio" and any(is_han(char) for char in line):
        return len(line) <= 60 and "," not in line.replace(", ", "")
    return True


def section_name(text: str) -> str | None:
    """`section`, `briefs` or `notice` if the line names a column of the page: 县区新闻, 简讯, 遗失声明."""
    line = without_space(fold(text)).strip("|-—·:☆★●■◆□◎▲▼")
    if len(line) > 30 or not line:
        return None
    if NOTICE_NAME.fullmatch(line):
        return NOTICE
    if BRIEFS_NAME.fullmatch(line):
        return BRIEFS
    if line in PLAIN_SECTIONS or SHORT_NAME.fullmatch(line):
        return SECTION
    return SECTION if len(line) <= 12 and SECTION_NAME.fullmatch(line) else None


def signs_notice(text: str) -> bool:
    """Whether a line below a notice is who gives it: 曹县自来水公司, 清算组."""
    line = without_space(fold(text))
    return bool(ORGANISATION.match(line)) or line.endswith(("清算组", "管理人"))


def is_notice_text(text: str) -> bool:
    """Whether a paragraph reads as a notice: 单县杨士梁遗失营业执照副本,…,声明作废。"""
    return bool(NOTICE_BODY.search(fold(text)))
