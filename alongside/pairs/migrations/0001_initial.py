import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.pairs.models
import alongside.vault.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invite",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "inviter_side",
                    models.CharField(
                        choices=[("performer", "performer"), ("coach", "coach")], max_length=9, verbose_name="as"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("line", "with the lead"),
                            ("peer", "among colleagues"),
                            ("reverse", "the other way round"),
                            ("across", "across teams"),
                            ("coaching", "coaching for coaches"),
                        ],
                        max_length=9,
                        verbose_name="among whom",
                    ),
                ),
                (
                    "words",
                    alongside.vault.fields.EncryptedText(default="", of="inviter_id", verbose_name="a line with it"),
                ),
                ("sent_on", models.DateField(verbose_name="sent on")),
                ("expires_on", models.DateField(verbose_name="stands until")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="said yes on")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="taken back on")),
                ("somebody_else", models.BooleanField(default=False, help_text="The invited person chose to say so.")),
                (
                    "invited",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who was asked",
                    ),
                ),
                (
                    "inviter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who asked",
                    ),
                ),
                (
                    "suggested",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whom the invited coach thinks of instead; said to the inviter on purpose.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who was named instead",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["invited", "expires_on"], name="invite_invited"),
                    models.Index(fields=["inviter", "expires_on"], name="invite_inviter"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("inviter", models.F("invited")), _negated=True), name="invite_two_people"
                    )
                ],
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations you sent or were sent",
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("line", "with the lead"),
                            ("peer", "among colleagues"),
                            ("reverse", "the other way round"),
                            ("across", "across teams"),
                            ("coaching", "coaching for coaches"),
                        ],
                        max_length=9,
                        verbose_name="among whom",
                    ),
                ),
                ("began_on", models.DateField(verbose_name="since")),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="resting since")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "coach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who coaches",
                    ),
                ),
                (
                    "performer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who performs",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["performer", "ended_at"], name="pair_performer"),
                    models.Index(fields=["coach", "ended_at"], name="pair_coach"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("performer", "coach"),
                        name="one_open_pair_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("performer", models.F("coach")), _negated=True), name="pair_two_people"
                    ),
                ],
                "verbose_name": "pair",
                "verbose_name_plural": "you and others",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("see_aim", "the aim of our one thing")], max_length=9, verbose_name="what"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pair", "by", "reader", "what"), name="one_consent_each")
                ],
                "verbose_name": "what you allow",
                "verbose_name_plural": "what you allow others to see",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "starter",
                    models.BooleanField(
                        default=False,
                        help_text="The four starter lines, unchanged.",
                        verbose_name="the four lines alone",
                    ),
                ),
                ("every_weeks", models.PositiveSmallIntegerField(default=2, verbose_name="a talk every so many weeks")),
                (
                    "liked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "We'll find out"),
                            ("listen", "Listen"),
                            ("think", "Think with me"),
                            ("advise", "Advise me"),
                            ("decide", "Help me decide"),
                            ("do", "Do it with me"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="how the performer likes to be coached",
                    ),
                ),
                (
                    "keeps_words",
                    models.BooleanField(
                        default=False,
                        help_text="What one of us wrote here stays with the other when one is forgotten.",
                        verbose_name="words stay when one is forgotten",
                    ),
                ),
                (
                    "words",
                    alongside.pairs.models.PairText(
                        default="", of="pair_id", verbose_name="in our words", voice="by_id"
                    ),
                ),
                ("made_on", models.DateField(verbose_name="of")),
                (
                    "performer_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="the performer agreed on"),
                ),
                ("coach_signed_on", models.DateField(blank=True, null=True, verbose_name="the coach agreed on")),
                ("set_aside_on", models.DateField(blank=True, null=True, verbose_name="set aside on")),
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
                "constraints": [
                    models.UniqueConstraint(fields=("pair", "version"), name="agreement_version"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("performer_signed_on", None), ("set_aside_on", None)),
                            models.Q(("coach_signed_on", None), ("set_aside_on", None)),
                            _connector="OR",
                        ),
                        fields=("pair",),
                        name="one_proposed_agreement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("set_aside_on", None),
                            ("performer_signed_on", None),
                            ("coach_signed_on", None),
                            _connector="OR",
                        ),
                        name="signed_is_not_set_aside",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_weeks__gte", 1), ("every_weeks__lte", 12)), name="agreement_rhythm"
                    ),
                ],
                "verbose_name": "agreement",
                "verbose_name_plural": "what you two agreed",
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField(verbose_name="from")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="to")),
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("pair",), name="one_open_pause"
                    )
                ],
                "verbose_name": "rest",
                "verbose_name_plural": "when coaching rested",
            },
        ),
        migrations.CreateModel(
            name="Permission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("see_aim", "the aim of our one thing")], max_length=9, verbose_name="what"
                    ),
                ),
                (
                    "as_lead",
                    models.BooleanField(
                        default=False, help_text="Lapses when the reader stops being the performer's lead."
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                (
                    "pair",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.pair"),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reader", "what"], name="permission_reader")],
                "constraints": [models.UniqueConstraint(fields=("pair", "reader", "what"), name="one_permission_each")],
                "verbose_name": "permission",
                "verbose_name_plural": "what others may see, since you both said yes",
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("performer", "performer"), ("coach", "coach")], max_length=9, verbose_name="whose"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("progress", "help with progress"),
                            ("obstacles", "help with obstacles"),
                            ("learning", "help with learning"),
                            ("candour", "room to be candid"),
                            ("commitments", "keep commitments"),
                            ("openness", "stay open to learning"),
                            ("aims", "set good aims"),
                        ],
                        max_length=11,
                        verbose_name="about",
                    ),
                ),
                (
                    "words",
                    alongside.pairs.models.PairText(default="", of="pair_id", verbose_name="in words", voice="by_id"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="pairs.agreement"
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
                "constraints": [models.UniqueConstraint(fields=("agreement", "about"), name="one_promise_each")],
                "verbose_name": "promise",
                "verbose_name_plural": "promises you wrote down",
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "answer",
                    alongside.vault.fields.EncryptedText(
                        default="", help_text="NOT_NOW or OTHER.", of="author_id", verbose_name="answer"
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "invite",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairs.invite"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "verbose_name": "answer to an invitation",
                "verbose_name_plural": "what you answered to invitations",
            },
        ),
    ]
