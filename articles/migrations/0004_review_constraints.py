import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_three_stages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='signoff',
            name='former_stage',
        ),
        migrations.AlterField(
            model_name='signoff',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='articles.reviewstage', verbose_name='stage'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('headline', ''), _negated=True), ('status__in', ['draft', 'returned', 'killed']), ('genre__in', ['brief', 'photo']), _connector='OR'), name='filed_article_has_headline', violation_error_message='Only briefs and photo news may be filed without a headline.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage__isnull', False), ('status', 'in_review')), models.Q(models.Q(('status', 'in_review'), _negated=True), ('stage', None)), _connector='OR'), name='article_in_review_has_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('genre', 'correction')), models.Q(models.Q(('genre', 'correction'), _negated=True), ('corrects', None)), _connector='OR'), name='correction_corrects_a_story'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('article', 'by'), name='one_standing_sign_off_a_person'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('article', 'stage'), name='one_standing_sign_off_a_stage'),
        ),
    ]
