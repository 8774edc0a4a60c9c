"""The groups of the roles. Who was 编辑 is 责任编辑 now, who was 总编 is 值班总编."""

from django.db import migrations

RENAMED = {"编辑": "责任编辑", "总编": "值班总编"}
ROLES = ["通讯员", "记者", "责任编辑", "部主任", "值班总编", "校对", "图片编辑", "版式", "管理员"]
NEW = ["部主任", "校对", "图片编辑", "版式", "管理员"]


def forwards(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for old, new in RENAMED.items():
        groups.filter(name=old).update(name=new)
    for name in ROLES:
        groups.get_or_create(name=name)


def backwards(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=NEW).delete()
    for old, new in RENAMED.items():
        groups.filter(name=new).update(name=old)


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_desks"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
