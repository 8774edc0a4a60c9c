"""The three reviews of a daily, and what was signed and filed before there were three."""

from django.db import migrations

STAGES = [(1, "一审", "责任编辑"), (2, "二审", "部主任"), (3, "三审", "值班总编")]
# What a step is called now, by what it was called.
ACTIONS = {"file": "submit", "sign_off": "approve"}


def forwards(apps, schema_editor):
    """The one sign-off there was is the last one now; filed copy is submitted copy."""
    using = schema_editor.connection.alias
    ReviewStage = apps.get_model("articles", "ReviewStage")
    for order, name, role in STAGES:
        ReviewStage.objects.using(using).get_or_create(order=order, defaults={"name": name, "role": role})
    last = ReviewStage.objects.using(using).order_by("order").last()
    SignOff = apps.get_model("articles", "SignOff")
    SignOff.objects.using(using).update(stage=last, stage_name=last.name)
    rename(apps, using, statuses={"filed": "submitted"}, actions=ACTIONS)


def backwards(apps, schema_editor):
    """Of several reviews only the last sign-off is left; what is in review is filed copy again."""
    using = schema_editor.connection.alias
    ReviewStage = apps.get_model("articles", "ReviewStage")
    SignOff = apps.get_model("articles", "SignOff")
    last = ReviewStage.objects.using(using).order_by("order").last()
    SignOff.objects.using(using).exclude(stage=last).delete()
    SignOff.objects.using(using).update(stage=None, former_stage="final")
    apps.get_model("articles", "Article").objects.using(using).update(stage=None)
    apps.get_model("articles", "Article").objects.using(using).filter(genre="correction").update(genre="news")
    statuses = {"submitted": "filed", "in_review": "filed", "returned": "draft", "killed": "draft"}
    rename(apps, using, statuses=statuses, actions={new: old for old, new in ACTIONS.items()})
    ReviewStage.objects.using(using).all().delete()


def rename(apps, using, *, statuses, actions):
    Article = apps.get_model("articles", "Article")
    StatusChange = apps.get_model("articles", "StatusChange")
    for old, new in statuses.items():
        Article.objects.using(using).filter(status=old).update(status=new)
        StatusChange.objects.using(using).filter(status=old).update(status=new)
    for old, new in actions.items():
        StatusChange.objects.using(using).filter(action=old).update(action=new)


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0002_review"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
