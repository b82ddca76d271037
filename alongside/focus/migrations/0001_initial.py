import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.pairs.models
import alongside.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0001_initial"),
        ("pairs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Focus",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "aim",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="our one thing", voice="by_id"
                    ),
                ),
                ("look_back_on", models.DateField(verbose_name="looking back on")),
                ("chosen_at", models.DateTimeField(verbose_name="chosen")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
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
                "indexes": [models.Index(fields=["pair", "chosen_at"], name="focus_pair")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("pair",), name="one_open_focus"
                    )
                ],
                "verbose_name": "one thing",
                "verbose_name_plural": "our one things, in your words",
            },
        ),
        migrations.CreateModel(
            name="Experiment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "question",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="question", voice="by_id"),
                ),
                ("begun_on", models.DateField(verbose_name="begun on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("", "trying"), ("keep", "keep"), ("adapt", "adapt"), ("drop", "drop")],
                        default="",
                        max_length=5,
                        verbose_name="and now",
                    ),
                ),
                (
                    "expected",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what I expect", voice="tried_by_id"
                    ),
                ),
                (
                    "happened",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what happened", voice="tried_by_id"
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
                (
                    "tried_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tried by",
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="experiments", to="focus.focus"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)), fields=("focus",), name="one_thing_to_try"
                    )
                ],
                "verbose_name": "something to try",
                "verbose_name_plural": "what you wanted to try",
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("helped", "It helped"),
                            ("partly", "Partly"),
                            ("not-yet", "Not yet"),
                            ("set-aside", "Set aside"),
                        ],
                        max_length=9,
                        verbose_name="how",
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
                (
                    "focus",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ending", to="focus.focus"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "verbose_name": "how it ended",
                "verbose_name_plural": "how our one things ended",
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("performer", "performer"), ("coach", "coach")], max_length=9, verbose_name="as"
                    ),
                ),
                (
                    "text",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="I will", voice="by_id"),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="by")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "in hand"),
                            ("happened", "happened"),
                            ("differently", "happened differently"),
                            ("something-else", "something else came first"),
                            ("no-longer", "no longer matters"),
                        ],
                        default="",
                        max_length=14,
                        verbose_name="how it went",
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
                (
                    "focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="focus.focus"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("focus", "side"), name="one_commitment_each")],
                "verbose_name": "what you will do",
                "verbose_name_plural": "what you said you would do",
            },
        ),
        migrations.CreateModel(
            name="LookBack",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "learning",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what I learnt", voice="by_id"
                    ),
                ),
                (
                    "helped",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what helped from outside", voice="by_id"
                    ),
                ),
                (
                    "hindered",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what hindered from outside", voice="by_id"
                    ),
                ),
                ("written_on", models.DateField(verbose_name="on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="look_backs", to="focus.focus"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("focus", "by"), name="one_look_back_each")],
                "verbose_name": "looking back",
                "verbose_name_plural": "your looks back",
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="way", voice="by_id")),
                ("suggested", models.BooleanField(default=False, verbose_name="suggested")),
                ("chosen", models.BooleanField(default=False, verbose_name="chosen")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "experiment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="focus.experiment"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("chosen", True)), fields=("experiment",), name="one_option_chosen"
                    ),
                    models.UniqueConstraint(fields=("experiment", "position"), name="option_position"),
                ],
                "verbose_name": "one way to try it",
                "verbose_name_plural": "ways to try it",
            },
        ),
        migrations.CreateModel(
            name="ParkedIdea",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="idea", voice="by_id")),
                ("parked_on", models.DateField(verbose_name="since")),
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
                "indexes": [models.Index(fields=["pair", "closed_on"], name="parked_pair")],
                "verbose_name": "idea for later",
                "verbose_name_plural": "ideas for later",
            },
        ),
        migrations.CreateModel(
            name="Sense",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "confidence",
                    alongside.vault.fields.EncryptedText(default="", of="author_id", verbose_name="how sure, 0 to 10"),
                ),
                (
                    "importance",
                    alongside.vault.fields.EncryptedText(
                        default="", of="author_id", verbose_name="how much it matters, 0 to 10"
                    ),
                ),
                (
                    "first_minutes",
                    alongside.vault.fields.EncryptedText(
                        default="", of="author_id", verbose_name="the first twenty minutes"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="focus.focus"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("focus", "author"), name="one_sense")],
                "verbose_name": "how sure you are",
                "verbose_name_plural": "how sure you are, only for you",
            },
        ),
        migrations.CreateModel(
            name="Sharpening",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "proposed_by",
                    models.CharField(
                        blank=True,
                        choices=[("performer", "performer"), ("coach", "coach")],
                        default="",
                        help_text="Whose idea it was; both can correct it.",
                        max_length=9,
                        verbose_name="whose idea",
                    ),
                ),
                (
                    "serves",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="what it is good for", voice="by_id"
                    ),
                ),
                (
                    "where_and_when",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="where and when", voice="by_id"
                    ),
                ),
                (
                    "first_sign",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="the first sign", voice="by_id"
                    ),
                ),
                (
                    "performer_agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="the performer agreed on"),
                ),
                ("coach_agreed_on", models.DateField(blank=True, null=True, verbose_name="the coach agreed on")),
                (
                    "extended",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Times extended since it was last worded.", verbose_name="times carried on"
                    ),
                ),
                (
                    "touched_on",
                    models.DateField(
                        help_text="When one of the two last did something about it.", verbose_name="last touched on"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "chosen_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "focus",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sharpening", to="focus.focus"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "abstract": False,
                "verbose_name": "what makes it clearer",
                "verbose_name_plural": "what makes our one things clearer",
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="step", voice="by_id")),
                (
                    "state",
                    models.CharField(
                        choices=[("in-hand", "in hand"), ("done", "done"), ("dropped", "dropped")],
                        default="in-hand",
                        max_length=7,
                        verbose_name="how far",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(help_text="1 to 3.")),
                ("taken_on", models.DateField(verbose_name="taken on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="focus.focus"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in-hand")), fields=("focus", "place"), name="three_steps_in_hand"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 3)), name="step_places"
                    ),
                ],
                "verbose_name": "small step",
                "verbose_name_plural": "small steps",
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="line", voice="by_id")),
                ("said_at", models.DateTimeField(verbose_name="on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="said", to="focus.commitment"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "abstract": False,
                "verbose_name": "a line on how it goes",
                "verbose_name_plural": "your lines on how it goes",
            },
        ),
    ]
