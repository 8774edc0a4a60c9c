"""A corrected text replaces the one before, which stays as evidence; extracts say what has to be looked at."""

from django.db import migrations, models


def backwards(apps, schema_editor):
    """Before there were replaced texts, what did not count was rejected."""
    pages = apps.get_model("ingest", "SourcePage").objects.using(schema_editor.connection.alias)
    pages.filter(state="replaced").update(state="rejected")


class Migration(migrations.Migration):

    dependencies = [
        ('ingest', '0003_steps'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='sourcepage',
            name='source_page_state_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='sourcepage',
            name='page_has_one_source',
        ),
        migrations.AddField(
            model_name='extract',
            name='is_open',
            field=models.BooleanField(default=False, verbose_name='to be looked at'),
        ),
        migrations.AddField(
            model_name='extract',
            name='is_put_right',
            field=models.BooleanField(default=False, verbose_name='put right before it became a draft'),
        ),
        migrations.AddField(
            model_name='extract',
            name='printed_before',
            field=models.TextField(blank=True, verbose_name='printed text before'),
        ),
        migrations.AlterField(
            model_name='sourcepage',
            name='state',
            field=models.CharField(choices=[('waiting', 'waiting'), ('done', 'accepted'), ('rejected', 'rejected'), ('replaced', 'replaced')], default='waiting', max_length=10, verbose_name='state'),
        ),
        migrations.RunPython(migrations.RunPython.noop, backwards),
        migrations.AddConstraint(
            model_name='sourcepage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'rejected', 'replaced'])), name='source_page_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='sourcepage',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['rejected', 'replaced']), _negated=True), fields=('date', 'extra', 'label'), name='page_has_one_source'),
        ),
    ]
