"""Corrections are undone step by step: the reading before the last one becomes the first step back."""

from django.db import migrations, models

LISTS = ("stories", "furniture", "questions")


def forwards(apps, schema_editor):
    for source in _pages(apps, schema_editor).filter(previous__isnull=False):
        source.back = [{name: [0, len(source.reading[name]), source.previous[name]] for name in LISTS}]
        source.save(update_fields=["back"])


def backwards(apps, schema_editor):
    for source in (each for each in _pages(apps, schema_editor).iterator() if each.back):
        source.previous = dict(source.reading)
        for name, (place, gone, come) in source.back[-1].items():
            entries = source.reading[name]
            source.previous[name] = [*entries[:place], *come, *entries[place + gone :]]
        source.save(update_fields=["previous"])


def _pages(apps, schema_editor):
    return apps.get_model("ingest", "SourcePage").objects.using(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('ingest', '0002_queue'),
    ]

    operations = [
        migrations.AddField(
            model_name='sourcepage',
            name='back',
            field=models.JSONField(blank=True, default=list, verbose_name='steps that undo'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='forward',
            field=models.JSONField(blank=True, default=list, verbose_name='steps that do again'),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.RemoveField(
            model_name='sourcepage',
            name='previous',
        ),
    ]
