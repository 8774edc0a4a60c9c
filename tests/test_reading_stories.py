"""The checks of the last reading: stories that are unfinished."""

from __future__ import annotations

from functools import partial

from articles.models import Article, Photo
from issues.reading.finding import Kind
from tests.reading_world import (
    ReadingTestCase,
    World,
)


class StoriesTest(ReadingTestCase):
    def test_gaps(self) -> None:
        gaps = [
            "全镇共投入□□万元。",
            "全镇共投入■■■万元。",
            "全镇共投入XX万元。",
            "XX镇党委书记到会讲话。",
            "全镇有xxx人参加。",
            "会议于X月X日举行。",
            "会议于11月×日举行。",
            "（原因待核）一切顺利。",
            "说明待补",
            "全镇种植小麦？？亩。",
            "全镇种植小麦约??万亩。",
            "全镇种植小麦____亩。",
            "全镇种植小麦【待核】亩。",
            "全镇种植小麦（待补充）亩。",
            "村支书【姓名待核实】带头。",
            "全镇种植小麦[请核实数字]亩。",
            "【此处插入表格】全镇种植小麦。",
            "全镇种植小麦 TODO 亩。",
            "全镇种植小麦&nbsp;3万亩。",
            "全镇种植小麦<br>3万亩。",
            "全镇种植小�3万亩。",
            "×××亩小麦长势喜人。",
            "投资***万元。",
            "投资（金额待定）很大。",
            "投资（？）万元。",
            "镇长（姓名？）介绍。",
            "本报讯（记者 XXX）一切顺利。",
            "（此段待改）一切顺利。",
            "一切顺利。【编辑注：核实后发】",
            "此处待补充。",
        ]
        self.try_defects(
            Kind.STORIES,
            [(gap, partial(World.write, label="A2", body=gap), [("gap", "A2")]) for gap in gaps],
        )

    def test_gaps_elsewhere_than_in_the_body(self) -> None:
        self.try_defects(
            Kind.STORIES,
            [
                ("headline", lambda w: w.write("A3", headline="XX镇念好人才经"), [("gap", "A3")]),
                ("deck", lambda w: w.write("A3", deck="引回人才□□名"), [("gap", "A3")]),
                ("byline", lambda w: w.write("A2", printed_byline="记者 ×××"), [("gap", "A2")]),
                ("kicker", lambda w: w.write("A3", kicker="【待定稿】"), [("gap", "A3")]),
                (
                    "caption",
                    lambda w: Photo.objects.filter(article=w.stories["A3"]).update(
                        caption="XX镇的农机手在作业。"
                    ),
                    [("gap", "A3")],
                ),
            ],
        )

    def test_what_is_no_gap(self) -> None:
        texts = [
            "20××年×月×日，被告人张某来到××村。",
            "【核心提示】一切顺利。",
            "【查摆整改】一切顺利。",
            "死因（原因待查）不明，问题（待改进）不少，税款（需补缴）已清。",
            "出场名单待定，具体数字待核实。",
            "□记者 王燕",
            "嫌疑人张××已被抓获。",
            "车牌号为鲁R×××××的货车停在路边。",
            "他买了一件XXL号的棉衣。",
            "XX染色体与XY染色体不同。",
            "“为什么？？”他问。",
            "“你说呢？”“我？”他笑了。",
            "【开栏的话】今起推出专栏。",
            "【相关链接】",
            "具体原因有待核实。",
            "活动时间待定。",
            "他缺席（缺席者另有3人）会议。",
            "一亩地能收1000斤×2季。",
            "长20米×宽3米的大棚建好了。",
            "菏泽市××× 是常见的写法。",
            "他说（具体数字有待核实），会尽快公布。",
            "检测点（请核酸检测人员从东门进）开放了。",
            "[图注]见下表。",
            "AT&T公司来访。",
        ]
        self.try_clean([(text, partial(World.write, label="A2", body=text)) for text in texts])

    def test_open_sentences(self) -> None:
        ends = [
            "挖掘人才资源，完善人才信息",
            "据统计，全镇已召开“板凳",
            "今年以来，全镇新签项目11个，",
            "今年以来，全镇新签项目11个、",
            "今年以来，全镇新签项目11个。下一步，将继续优化",
            "他说，下一步要做的事情有：",
            "今年,全镇新签项目11个,完成投资3亿元,同比",
        ]
        self.try_defects(
            Kind.STORIES,
            [(end, partial(World.write, label="A2", body=end), [("open_sentence", "A2")]) for end in ends],
        )

    def test_an_open_sentence_in_the_middle(self) -> None:
        body = "全镇新签项目11个。\n下一步，将继续优化营商环境，让企业\n“服务好了。”他说。\n大家都点头。"
        self.try_defects(
            Kind.STORIES, [("middle", lambda w: w.write("A2", body=body), [("open_sentence", "A2")])]
        )

    def test_what_is_no_open_sentence(self) -> None:
        texts = [
            "“服务好了，心里就暖。”",
            "他笑着说：“好！”",
            "还有很多……",
            "全镇新签项目11个；",
            "具体措施如下：\n一是优化服务。",
            "（记者 王燕）",
            "村民们都说好。（记者 王燕 通讯员 郭锦萍）",
            "村民们都说好。 王燕",
            "一切顺利。\n图为太平镇的麦田，一片翠绿",
            "特此公告\n巨野县自然资源局\n2026年11月29日",
            "（据新华社）",
            "（图/文 王燕）",
            "地址：菏泽市人民路1号，电话：0530-5612345",
            "他说好。□ 王燕",
            "联系电话：0530-5612345，联系人：李主任",
            "（作者单位：巨野县融媒体中心）",
            "（未完待续）",
            "来源：新华社",
            "一、优化服务",
            "让企业满意——",
            "优服务，解难题\n一切都变了。",
            "产业旺、乡村美、百姓富\n一切都变了。",
            "## 优服务，解难题",
            "> 服务好了，心里就暖",
        ]
        self.try_clean([(text, partial(World.write, label="A2", body=text)) for text in texts])

    def test_verses_and_lists_end_as_they_like(self) -> None:
        verses = "春风又绿江南岸，\n明月何时照我还，\n田野里一片金黄\n老屋前，槐花开了又落，落了又开"
        table = "冠军：田庄镇，成绩3分20秒\n亚军：太平镇，成绩3分25秒\n季军：大义镇，成绩3分27秒"
        self.try_clean(
            [
                ("verses", lambda w: w.add("A4", "秋日", verses, genre="feature")),
                ("a table", lambda w: w.add("A4", "成绩", table)),
                ("photo news without a body", lambda w: w.stories["A1"]),
            ]
        )

    def test_the_rest(self) -> None:
        def slot(world: World, line: str) -> None:
            world.write("A1", body=line)

        self.try_defects(
            Kind.STORIES,
            [
                ("cut off", lambda w: w.write("A3", is_cut_off=True), [("cut_off", "A3")]),
                (
                    "cut off says it all",
                    lambda w: w.write("A3", is_cut_off=True, body="下一步，将继续优化营商环境，让"),
                    [("cut_off", "A3")],
                ),
                (
                    "no headline",
                    lambda w: w.write("A3", headline="", status=Article.Status.DRAFT),
                    [("headline_missing", "A3")],
                ),
                ("a second photo of one", lambda w: slot(w, "[图2]"), [("slot_without_photo", "A1")]),
                ("full width", lambda w: slot(w, "【图３】"), [("slot_without_photo", "A1")]),
                ("number nought", lambda w: slot(w, "[图0]"), [("slot_without_photo", "A1")]),
            ],
        )
        self.try_clean(
            [
                ("the one photo", lambda w: slot(w, "[图1]")),
                ("a brief without headline", lambda w: w.add("A1", "", "简讯一条。", genre="brief")),
            ]
        )
