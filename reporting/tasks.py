"""Tasks take ids, open their own scope, and may run twice. `count_figures` runs on the statistics worker."""

from celery import shared_task

from reporting.services import pipeline


@shared_task(name="reporting.tasks.advance_report")
def advance_report(job_id: str) -> None:
    """Begin what comes next in a report, if anything does."""
    pipeline.advance(job_id)


@shared_task(name="reporting.tasks.resume_report")
def resume_report(job_id: str) -> None:
    """Go on with a report that somebody started again."""
    pipeline.resume(job_id)


@shared_task(name="reporting.tasks.collect_facts")
def collect_facts(step_id: str) -> None:
    """Collect the facts of one tenant and year."""
    pipeline.run_collect(step_id)


@shared_task(name="reporting.tasks.count_figures")
def count_figures(step_id: str) -> None:
    """Count the figures of a report from identifier-free facts."""
    pipeline.run_count(step_id)


@shared_task(name="reporting.tasks.render_report")
def render_report(step_id: str) -> None:
    """Make the PDF of a report."""
    pipeline.run_render(step_id)


@shared_task(name="reporting.tasks.revive_jobs")
def revive_jobs() -> int:
    """Send again what stands still."""
    return pipeline.revive()
