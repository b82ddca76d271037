"""What makes a one thing clearer was written by both: under the key of the two, and no longer in one voice."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alongside.pairs.models import PairText
from alongside.vault.actions import check_master
from alongside.vault.ring import ring

COLUMNS = {"serves": "what it is good for", "where_and_when": "where and when", "first_sign": "the first sign"}


def write_anew(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """Read each text in the voice of whoever wrote in the row last, and write it under the key of the two.

    Without the master key nothing is done: what was passed over could not be read in the new voice later.
    """
    check_master()
    model: Any = apps.get_model("focus", "sharpening")
    with ring():
        for row in model._default_manager.order_by("pair_id").iterator(chunk_size=500):
            for name in COLUMNS:
                if text := getattr(row, name):
                    field = PairText(voice="pair_id")
                    field.set_attributes_from_name(name)
                    setattr(row, name, field.seal(row, text))
            row.save(update_fields=list(COLUMNS))


class Migration(migrations.Migration):
    dependencies = [("focus", "0002_how_it_went"), ("vault", "0001_initial")]

    operations = [
        migrations.RunPython(write_anew),
        *(
            migrations.AlterField(
                "sharpening", name, PairText(default="", of="pair_id", verbose_name=said, voice="pair_id")
            )
            for name, said in COLUMNS.items()
        ),
    ]
