import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.pairs.models
import alongside.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pairs", "0002_words_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reflection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("as_coach", models.BooleanField(default=False, verbose_name="as a coach")),
                ("began_on", models.DateField(verbose_name="begun on")),
                ("finished_on", models.DateField(blank=True, null=True, verbose_name="put away on")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "invite",
                    models.ForeignKey(
                        blank=True,
                        help_text="Until there is a pair.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pairs.invite",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pairs.pair",
                        verbose_name="before a talk",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["author", "began_on"], name="reflection_author")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_on", None), models.Q(("pair", None), _negated=True)),
                        fields=("author", "pair", "as_coach"),
                        name="one_open_reflection_for_a_pair",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("finished_on", None), ("pair", None)),
                        fields=("author",),
                        name="one_open_reflection_alone",
                    ),
                ],
                "verbose_name": "notes",
                "verbose_name_plural": "your notes for yourself",
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("slug", models.CharField(max_length=40)),
                ("question", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="question")),
                ("answer", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="answer")),
                (
                    "mover",
                    alongside.vault.fields.EncryptedText(
                        default="",
                        help_text="One of cards.Whose' values.",
                        of="author_id",
                        verbose_name="who could move it",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[("", "open"), ("written", "written"), ("skipped", "skipped")],
                        default="",
                        max_length=7,
                        verbose_name="how far",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, help_text="Counts saves, so that a stale one is noticed."),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cards", to="reflections.reflection"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("reflection", "slug"), name="card_once"),
                    models.UniqueConstraint(fields=("reflection", "position"), name="card_position"),
                ],
                "verbose_name": "question",
                "verbose_name_plural": "what you answered for yourself",
            },
        ),
        migrations.CreateModel(
            name="SoloFocus",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("aim", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="the one thing")),
                ("will", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="I will")),
                ("look_back_on", models.DateField(verbose_name="looking back on")),
                ("chosen_on", models.DateField(verbose_name="chosen on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "ended_as",
                    alongside.vault.fields.EncryptedText(
                        default="", help_text="One of focus' endings.", of="author_id"
                    ),
                ),
                (
                    "learning",
                    alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="what I learnt"),
                ),
                (
                    "helped",
                    alongside.vault.fields.EncryptedText(
                        default="", of="author_id", verbose_name="what helped from outside"
                    ),
                ),
                (
                    "hindered",
                    alongside.vault.fields.EncryptedText(
                        default="", of="author_id", verbose_name="what hindered from outside"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on", None)), fields=("author",), name="one_solo_focus"
                    )
                ],
                "verbose_name": "one thing, just for you",
                "verbose_name_plural": "one thing, just for you",
            },
        ),
        migrations.CreateModel(
            name="SoloStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="step")),
                ("done_on", models.DateField(blank=True, null=True)),
                ("dropped_on", models.DateField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="reflections.solofocus"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "verbose_name": "small step, just for you",
                "verbose_name_plural": "small steps, just for you",
            },
        ),
        migrations.CreateModel(
            name="BroughtCard",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("slug", models.CharField(max_length=40)),
                (
                    "question",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="question", voice="by_id"),
                ),
                (
                    "answer",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="answer", voice="by_id"),
                ),
                (
                    "mover",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="who could move it", voice="by_id"
                    ),
                ),
                ("brought_on", models.DateField(verbose_name="shown on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="reflections.card",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pair", "brought_on"], name="brought_pair")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("card", None), _negated=True), fields=("pair", "card"), name="brought_once"
                    )
                ],
                "verbose_name": "what you showed",
                "verbose_name_plural": "what you showed somebody",
            },
        ),
    ]
