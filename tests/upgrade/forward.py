"""`python -m tests.upgrade.forward`: bring a kept release's database to the present code, and check that nothing is missing."""

import sys

import django
from django.core.management import CommandError, call_command

if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        call_command("make_wall", check=True)
    except (CommandError, SystemExit) as missing:
        sys.exit(f"the migrations do not lead to the present code: {missing}")
