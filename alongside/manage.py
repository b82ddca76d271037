"""Django's own commands, for developers; operators use `alongside`."""

import os
import sys

from django.core.management import execute_from_command_line

WITHHELD = {"changepassword", "createsuperuser"}
"""No command signs in as a person: whoever runs the server can't set somebody's password."""

if __name__ == "__main__":
    if WITHHELD & set(sys.argv[1:2]):
        sys.exit("Nobody sets the password of somebody else. People sign in by a code or a link, see docs/operate.md.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    execute_from_command_line(sys.argv)
