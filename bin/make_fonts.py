#!/usr/bin/env python3
"""Make the four faces of the printed page anew: cut down from Noto Serif CJK and Noto Sans CJK.

    .venv/bin/python bin/make_fonts.py [FOLDER WITH THE .ttc FILES]

Kept are the characters of GB 2312 (6,763 and its marks), those of the names of China's townships and of the
villages that are loaded, and some that are found in people's names. The files are renamed, as what was
changed should not go under the name of the whole, and stay under the SIL Open Font License (OFL.txt beside).
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "issues" / "composing" / "fonts"
SOURCE = Path("/usr/share/fonts/opentype/noto")
FACES = {
    "Song": "NotoSerifCJK",
    "Hei": "NotoSansCJK",
}
DASH, DOT = ord("—"), ord("·")
REGISTERS = ("townships-china.csv.gz", "villages-heze.csv.gz")
HIGH_BYTES, LOW_BYTES = range(0xA1, 0xF8), range(0xA1, 0xFF)
MARKS = "·—…“”‘’〓①②③④⑤⑥⑦⑧⑨⑩℃㎡㎎㎏㎜㎝㎞℉€￥▲△▼▽●○◎■□◆◇★☆→←↑↓↗↘～•–©®™°±²³×÷％‰½¼〇〈〉"
# Not in GB 2312, yet borne by people (《通用规范汉字表》 took most of them in for that reason).
NAMES = (
    "喆堃珺玥昇祎翀芃犇焱淼骉赟琪垚晞暐昉昳旸曈曦炜煊煜熠燊燚璟璐瑄瑀瑢璇璠珅珏珩珽珵琎琤琬琰瑱璘璨瓅"
    "珮堉堔墁妤妍姝姮娴婠婕媖嫄嬅孖宓宸寔屾峤峥峣崟嵩嶷帧弢彧忞忱怿恺悫惇愔慜懋扆抃挚捷掞攽敔斌旻昊昕昱"
    "晗晙晟晢晳晶晔晰暄暅暻杺枻柊柘栩栾桢棽楒楠楹榕槿樾橦橼檀欤歆毓汧沄沅沚沣沨泂泓泚泠洢洧洹浛浠浥涵淇淏淖"
    "淩淳渟渲湉湙湜溍溦滢滪漪潆潇潞潼澂澍澔濛濡瀚瀛灏炅炆炘炟炫烜烨焓焘焯焻熙燏牁玎玗玙玚玠玢玭玮玹珉珣珝珞珦"
    "琀琇琏琚琛琨琭琮琲琳琼瑗瑛瑜瑞瑨瑭瑷璀璁璋璎璞璧瓒甯畅畲皓皞睿矞砚砺硕碧祜祐祚祺禔禛禹秾稷穆竑笏筠筱箐簃"
    "綦綮繇缦缨羲翊翎翙翚翛翥翮翯翰耔聿胤臻舜艮芊芮芯芷芸苒苡苼茜茳荃荇荞荟荥荦荭莀莙莜莹菁菡萁萱葳葶蒨蒽蓁蓉蓓蔚蔺"
    "蕊蕖蕴薇薏薷藜蘅虓蜓衎衍袆裕褀褚襄觐訚詠誉諴謇讷诒诩诰诹谌谞谟谡豫贇赅赉赪赫赳跻跬轶轾辂辉辰迦迩逄逯遥邈邕邠邢邬"
    "邰邳邵邸郃郅郇郗郜郝郢郦郯郸鄄鄞鄢酆醴釜鉴釗鈺鉦銮鋆鋮鎏鎔鏐鏻鑫钊钐钘钜钥钰钲铄铎铖铠铤铧铨铮锃锐锜锟锡锴锵锶锺镒镕镠镡镭镶閎闳闵闿阆"
    "陟陞隽雩雯雱霁霆霈霏霖霭靓靖鞠韡韫韬頔顗颀颉颋颐颖颙颛飏飒飓飖飔馗馥馨騄騏驭驰骁骅骋骐骞骢骥鬻魁鲲鳌鸢鸾鹍鹏鹭麒麓麟黉黎黛黼鼎鼐齐㛃㬎㬚㭎㳘㴔㸌䶮𬀩"
)  # fmt: skip

# Old and traditional forms that stand in printed matter and in the text layers of PDFs.
VARIANTS = (
    "盜內戶靑黃產呂吳錄淸爲為裏於眞敎旣卽黑劵衆啟檯颱祕册並佈佔兇冊凃卻吿喩國書畫學會體華義風雲龍鳳萬與東長門開關"
)  # fmt: skip


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    characters = wanted()
    print(f"{len(characters)} characters")
    for name, stem in FACES.items():
        for weight in ("Regular", "Bold"):
            target = TARGET / f"Newsroom-{name}-{weight}.otf"
            make(
                source / f"{stem}-{weight}.ttc", target, characters, family=f"Newsroom {name}", weight=weight
            )
            print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB")


def wanted() -> set[str]:
    found = set(gb2312()) | {chr(code) for code in range(0x20, 0x7F)} | set(MARKS + NAMES + VARIANTS)
    for name in REGISTERS:
        found |= set(gzip.decompress((ROOT / "towns" / "data" / name).read_bytes()).decode("utf-8"))
    return {character for character in found if character.isprintable()}


def gb2312() -> Iterator[str]:
    for high in HIGH_BYTES:
        for low in LOW_BYTES:
            yield from bytes((high, low)).decode("gb2312", errors="ignore")


def make(source: Path, target: Path, characters: set[str], *, family: str, weight: str) -> None:
    font = of_the_mainland(source)
    take_full_width(font)
    options = Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)
    close_the_dash(font)
    rename(font, family=family, weight=weight)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def of_the_mainland(path: Path) -> TTFont:
    """The font of the collection whose forms are those of the mainland (SC); not the one of fixed width."""
    for font in TTCollection(path, lazy=True).fonts:
        name = font["name"].getDebugName(16) or font["name"].getDebugName(1)
        if name.endswith("CJK SC") and "Mono" not in name:
            return font
    raise SystemExit(f"No SC font in {path}.")


def take_full_width(font: TTFont) -> None:
    """The dash and the dot between names are a cell wide, whatever a program knows of languages."""
    wide = {
        glyph: other
        for record in font["GSUB"].table.FeatureList.FeatureRecord
        if record.FeatureTag == "fwid"
        for number in record.Feature.LookupListIndex
        for table in font["GSUB"].table.LookupList.Lookup[number].SubTable
        for glyph, other in getattr(table, "ExtSubTable", table).mapping.items()
    }
    for table in font["cmap"].tables:
        if hasattr(table, "cmap"):
            for code in (DASH, DOT):
                if code in table.cmap:
                    table.cmap[code] = wide.get(table.cmap[code], table.cmap[code])


def close_the_dash(font: TTFont) -> None:
    """A dash that fills its cell, so that the two cells of —— are one line."""
    name = font.getBestCmap()[DASH]
    glyphs, old = font.getGlyphSet(), font["CFF "].cff.topDictIndex[0].CharStrings[name]
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    _left, low, _right, high = bounds.bounds
    width = font["hmtx"][name][0]
    pen = T2CharStringPen(width - old.private.nominalWidthX, glyphs)
    pen.moveTo((0, low))
    for corner in ((0, high), (width, high), (width, low)):
        pen.lineTo(corner)
    pen.closePath()
    drawn = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
    drawn.fdSelectIndex = getattr(old, "fdSelectIndex", None)
    font["CFF "].cff.topDictIndex[0].CharStrings[name] = drawn
    font["hmtx"][name] = (width, 0)


def rename(font: TTFont, *, family: str, weight: str) -> None:
    whole = f"{family} {weight}"
    names = font["name"]
    names.names = [each for each in names.names if each.nameID in (0, 5, 13, 14)]
    values = {1: family, 2: weight, 3: f"{whole};cut down from Noto", 4: whole, 6: whole.replace(" ", "-")}
    for number, value in values.items():
        names.setName(value, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [whole.replace(" ", "-")]
    top.topDictIndex[0].FamilyName, top.topDictIndex[0].FullName = family, whole


if __name__ == "__main__":
    main()
