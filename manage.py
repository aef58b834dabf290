#!/usr/bin/env python
"""Command line of Anchor. Commands act as the owner of the schema; servers and workers never do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchor.settings.demo")
    os.environ.setdefault("ANCHOR_LOGIN", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
