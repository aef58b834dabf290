"""Anchor: early, multi-professional help for children and adolescents."""

from anchor.celery import app as celery_app

__all__ = ["celery_app"]
