"""The program as its workers run it, but slowly: `celery -A tests.workers.slow_motion`.

Before each statement and each message it waits a little, so that a kill at a random moment hits between any two of them
and not mostly while a page is printed. `ANCHOR_TEST_DEFECT=1` makes a copy with two defects, for the controls.
"""

import os
import random
import time

from celery.signals import worker_init
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from anchor.celery import app

PACE = 0.02  # seconds, on average


def pause():
    time.sleep(random.uniform(0, 2 * PACE))


def slowly(execute, sql, params, many, context):
    pause()
    return execute(sql, params, many, context)


@receiver(connection_created)
def slow_down(connection, **kwargs):
    if slowly not in connection.execute_wrappers:
        connection.execute_wrappers.append(slowly)


send_at_once = app.send_task


def send_slowly(*args, **kwargs):
    pause()
    return send_at_once(*args, **kwargs)


app.send_task = send_slowly


def spoil():
    """The nation's reports are published before their step is finished, the municipalities' are remembered twice."""
    from anchor.core.models import Job, JobState
    from reporting.services import pipeline

    print_report, record = pipeline.print_report, pipeline.record

    def publish_early(report):
        printed = print_report(report)
        if report.kind == "nation":
            Job.objects.filter(pk=report.job_id).update(state=JobState.DONE)
        return printed

    def record_twice(*args, **kwargs):
        record(*args, **kwargs)
        return record(*args, **kwargs)

    pipeline.print_report, pipeline.record = publish_early, record_twice


if os.environ.get("ANCHOR_TEST_DEFECT"):
    worker_init.connect(lambda **kwargs: spoil(), weak=False)
