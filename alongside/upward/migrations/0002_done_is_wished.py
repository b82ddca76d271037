from django.db import migrations


class Migration(migrations.Migration):
    """That a contact acted lies with the wish, locked, and no longer in a column of its own."""

    dependencies = [("upward", "0001_initial")]

    operations = [migrations.RemoveField(model_name="thread", name="acted_on")]
