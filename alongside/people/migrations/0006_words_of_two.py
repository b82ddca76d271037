"""What is agreed about this place has a yes of both sides now. Nothing but the demo had filled the field it replaces."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_found_in_order"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="organisation",
            name="how_we_use_it",
        ),
        migrations.CreateModel(
            name="HouseAgreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", models.TextField(help_text="In Markdown. On an open page, and so not encrypted.")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waits for a yes of the employees"), ("standing", "agreed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("proposed_on", models.DateField()),
                ("agreed_on", models.DateField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("state",), name="one_house_agreement_each"),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                        name="house_agreement_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_on", None), ("state", "waiting")),
                            models.Q(("agreed_on__isnull", False), ("state", "standing")),
                            _connector="OR",
                        ),
                        name="house_agreement_stands_when_agreed",
                    ),
                ],
            },
        ),
    ]
