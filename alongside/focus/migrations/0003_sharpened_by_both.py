"""What makes a one thing clearer was written by both: under the key of the two, and no longer in one voice."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alongside.pairs.models import PairText
from alongside.vault.fields import EncryptedText
from alongside.vault.ring import ring

COLUMNS = ["serves", "where_and_when", "first_sign"]


def write_anew(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """Read each text in the voice of whoever wrote in the row last, and write it under the key of the two."""
    model: Any = apps.get_model("focus", "sharpening")
    with ring():
        for row in model._default_manager.order_by("pair_id").iterator(chunk_size=500):
            for name in COLUMNS:
                before, after = PairText(), EncryptedText(of="pair_id")
                for field in (before, after):
                    field.set_attributes_from_name(name)
                if text := before.unseal(row, row.__dict__[name]):
                    setattr(row, name, after.seal(row, text))
            row.save(update_fields=COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("focus", "0002_how_it_went"), ("vault", "0001_initial")]

    operations = [migrations.RunPython(write_anew)]
