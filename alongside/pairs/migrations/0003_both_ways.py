"""How often the two ask each other how they are doing, both ways: part of what they agreed, and fixed like the rest."""

from importlib import import_module

from django.db import migrations, models

stay = import_module("alongside.pairs.migrations.0002_words_stay")
FIXED = (*stay.FIXED, "both_ways_weeks")


def put_up(apps, schema_editor):
    stay.put_up(apps, schema_editor, FIXED)


class Migration(migrations.Migration):
    dependencies = [("pairs", "0002_words_stay")]
    operations = [
        migrations.RunPython(stay.take_down, stay.put_up),
        migrations.AddField(
            model_name="agreement",
            name="both_ways_weeks",
            field=models.PositiveSmallIntegerField(
                default=7,
                help_text="After how many weeks the two ask each other how they are doing, both ways.",
                verbose_name="both ways every so many weeks",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("both_ways_weeks__gte", 6), ("both_ways_weeks__lte", 8)),
                name="agreement_both_ways_rhythm",
            ),
        ),
        migrations.RunPython(put_up, stay.take_down),
    ]
