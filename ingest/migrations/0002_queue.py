"""Pages wait in a queue. What was ingested before it is done, under the date and label of its page."""

import datetime
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forwards(apps, schema_editor):
    pages = apps.get_model("ingest", "SourcePage").objects.using(schema_editor.connection.alias)
    for source in pages.select_related("page__issue"):
        source.date, source.extra = source.page.issue.date, source.page.issue.extra
        source.label, source.name = source.page.label, source.page.name
        source.state = "done"
        source.save(update_fields=["date", "extra", "label", "name", "state"])


class Migration(migrations.Migration):

    dependencies = [
        ('ingest', '0001_initial'),
        ('issues', '0004_planned_proofread_and_read_last'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='sourcepage',
            name='date',
            field=models.DateField(null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1815, 1, 1)), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31))], verbose_name='date'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='extra',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='extra issue'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='label',
            field=models.CharField(null=True, max_length=10, validators=[django.core.validators.RegexValidator('^[\\w-]+\\Z', 'Letters, digits and Chinese characters only.')], verbose_name='label'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='machine',
            field=models.JSONField(blank=True, default=dict, verbose_name="the machine's reading"),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='name',
            field=models.CharField(blank=True, max_length=40, verbose_name='page name'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='previous',
            field=models.JSONField(blank=True, null=True, verbose_name='reading before the last correction'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='reading',
            field=models.JSONField(blank=True, default=dict, verbose_name='reading'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='received_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken in by'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='state',
            field=models.CharField(choices=[('waiting', 'waiting'), ('done', 'accepted'), ('rejected', 'rejected')], default='waiting', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='sourcepage',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='sourcepage',
            name='page',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source', to='issues.page', verbose_name='page'),
        ),
        migrations.AlterField(
            model_name='sourcepage',
            name='file_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='file'),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='sourcepage',
            name='date',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1815, 1, 1)), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31))], verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='sourcepage',
            name='label',
            field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[\\w-]+\\Z', 'Letters, digits and Chinese characters only.')], verbose_name='label'),
        ),
        migrations.AddConstraint(
            model_name='sourcepage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'rejected'])), name='source_page_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='sourcepage',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'rejected'), _negated=True), fields=('date', 'extra', 'label'), name='page_has_one_source'),
        ),
    ]
