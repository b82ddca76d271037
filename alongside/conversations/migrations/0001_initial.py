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
        ("reflections", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("planned_for", models.DateTimeField(blank=True, null=True, verbose_name="planned for")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="to")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="called off")),
                (
                    "mode",
                    models.CharField(
                        choices=[("table", "one phone on the table"), ("screens", "each at their own screen")],
                        default="table",
                        max_length=7,
                        verbose_name="how",
                    ),
                ),
                ("guide", models.CharField(blank=True, default="", max_length=40)),
                ("guide_language", models.CharField(blank=True, default="", max_length=12)),
                ("guide_version", models.PositiveSmallIntegerField(default=0)),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="The card on the table, counted from 0."),
                ),
                (
                    "part_said",
                    models.BooleanField(
                        default=False,
                        help_text="The coach has begun with their own part.",
                        verbose_name="opened with the coach’s part",
                    ),
                ),
                (
                    "ended_with",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not yet"),
                            ("one-thing", "one thing"),
                            ("nothing", "nothing today, and that is fine"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="ended with",
                    ),
                ),
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
            ],
            options={
                "indexes": [models.Index(fields=["pair", "started_at"], name="conversation_pair")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("cancelled_at", None), ("closed_at", None), models.Q(("started_at", None), _negated=True)
                        ),
                        fields=("pair",),
                        name="one_talk_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("started_at", None)),
                        fields=("pair",),
                        name="one_planned_talk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None), models.Q(("started_at", None), _negated=True), _connector="OR"
                        ),
                        name="closed_after_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cancelled_at", None), ("started_at", None), _connector="OR"),
                        name="cancelled_before_started",
                    ),
                ],
                "verbose_name": "talk",
                "verbose_name_plural": "talks you began or planned",
            },
        ),
        migrations.CreateModel(
            name="ClosingWords",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "worth",
                    alongside.pairs.models.PairText(
                        default="",
                        help_text="One of Worth's values.",
                        of="pair_id",
                        verbose_name="worth the time",
                        voice="by_id",
                    ),
                ),
                (
                    "different",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what should be different", voice="by_id"
                    ),
                ),
                ("both_in", models.BooleanField(default=False, verbose_name="both have said theirs")),
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
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closing_words",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("conversation", "by"), name="closing_words_each")],
                "verbose_name": "words at the end",
                "verbose_name_plural": "your words at the end of talks",
            },
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="notes")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="conversations.conversation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "author"), name="one_private_note_each")
                ],
                "verbose_name": "notes only for you",
                "verbose_name_plural": "your notes of talks, only for you",
            },
        ),
        migrations.CreateModel(
            name="SharedNotes",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "text",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="notes", voice="pair_id"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_notes",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "abstract": False,
                "verbose_name": "notes of a talk",
                "verbose_name_plural": "notes of your talks",
            },
        ),
        migrations.CreateModel(
            name="NotesVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                (
                    "text",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="notes", voice="pair_id"),
                ),
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
                    "notes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="conversations.sharednotes",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("notes", "version"), name="notes_version")],
                "verbose_name": "earlier notes",
                "verbose_name_plural": "earlier versions of notes, as you saved them",
            },
        ),
        migrations.CreateModel(
            name="StartHere",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="start here")),
                ("written_on", models.DateField(verbose_name="on")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("pair", "author"), name="one_start_here_each")],
                "verbose_name": "next time, start here",
                "verbose_name_plural": "next time, start here",
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="what", voice="by_id")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to talk about"), ("done", "talked about"), ("dropped", "no longer needed")],
                        default="open",
                        max_length=7,
                        verbose_name="how far",
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="raised on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
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
            ],
            options={
                "indexes": [models.Index(fields=["pair", "state"], name="topic_pair")],
                "verbose_name": "something to talk about",
                "verbose_name_plural": "what you put on the list to talk about",
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("slug", models.CharField(max_length=40)),
                ("question", alongside.pairs.models.PairText(default="", of="pair_id", voice="pair_id")),
                (
                    "performer",
                    models.CharField(
                        blank=True,
                        choices=[("", "not yet"), ("wrote", "wrote"), ("skipped", "skipped")],
                        default="",
                        max_length=7,
                    ),
                ),
                ("coach_wrote", models.BooleanField(default=False)),
                (
                    "brought",
                    models.ForeignKey(
                        blank=True,
                        help_text="What was shown already; the card goes on from there instead of asking again.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="reflections.broughtcard",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "position"), name="turn_position"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coach_wrote", False), models.Q(("performer", ""), _negated=True), _connector="OR"
                        ),
                        name="performer_goes_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("words", "my words"),
                            ("question", "a question"),
                            ("observation", "something I saw, with an example"),
                            ("offer", "an offer"),
                        ],
                        default="words",
                        max_length=11,
                        verbose_name="as",
                    ),
                ),
                (
                    "text",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what I wrote", voice="by_id"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
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
                    "turn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="conversations.turn"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("turn", "by"), name="one_answer_each")],
                "verbose_name": "answer in a talk",
                "verbose_name_plural": "what you wrote in talks",
            },
        ),
    ]
