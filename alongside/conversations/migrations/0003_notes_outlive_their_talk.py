"""Notes for oneself stay when the talk they were taken in is gone."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate


def date_them(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Notes are of the day on which their talk began."""
    talks = apps.get_model("conversations", "Conversation")._default_manager.filter(pk=OuterRef("conversation"))
    began = talks.values(day=TruncDate(Coalesce("started_at", "planned_for", "cancelled_at")))
    apps.get_model("conversations", "PrivateNote")._default_manager.update(begun_on=Subquery(began))


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_turned_and_themes")]

    operations = [
        migrations.AddField("privatenote", "begun_on", models.DateField(null=True)),
        migrations.RunPython(date_them),
        migrations.AlterField("privatenote", "begun_on", models.DateField(verbose_name="begun on")),
        migrations.AlterField(
            "privatenote",
            "conversation",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="conversations.conversation",
            ),
        ),
    ]
