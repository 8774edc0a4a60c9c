"""The published stories, newest first, in an index of their own: counts and lists leave the texts alone."""

from django.db import migrations, models
from django.db.models import F, OrderBy, Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_corrections_newest"), ("towns", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                F("status"),
                OrderBy(F("publish_at"), descending=True),
                OrderBy(F("id"), descending=True),
                F("county"),
                condition=Q(withdrawn_at__isnull=True),
                name="article_public_newest",
            ),
        ),
    ]
