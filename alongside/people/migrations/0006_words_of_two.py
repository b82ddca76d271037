"""What is agreed about this place has two names under it now: see upward/0003. Nothing but the demo had filled it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0005_found_in_order")]

    operations = [migrations.RemoveField("organisation", "how_we_use_it")]
