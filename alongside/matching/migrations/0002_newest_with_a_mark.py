from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def repeat_the_day(apps, schema_editor):
    """Each mark takes the day of its listing."""
    listings = apps.get_model("matching", "Listing").objects.filter(pk=OuterRef("listing"))
    apps.get_model("matching", "Mark").objects.update(listed_on=Subquery(listings.values("listed_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="mark", name="mark_digest"),
        migrations.AlterField(
            model_name="mark",
            name="listing",
            field=models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="marks", to="matching.listing"),
        ),
        migrations.AddField(model_name="mark", name="listed_on", field=models.DateField(null=True)),
        migrations.RunPython(repeat_the_day, migrations.RunPython.noop),
        migrations.AlterField(model_name="mark", name="listed_on", field=models.DateField()),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(fields=["digest", "-listed_on", "listing"], name="mark_newest"),
        ),
    ]
