"""System checks of the three locks: nothing is left outside the wall by forgetting, and nobody runs as the owner."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from anchor.access import wall
from anchor.access.matrix import MATRIX
from anchor.access.outside import OUTSIDE
from anchor.access.version import matrix_version
from anchor.audit.sealing.installation import refuse_misplaced_key


@register("access")
def every_model_has_its_place(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Each model stands in the matrix or in the list of what lies outside, never in both, never in neither."""
    inside = {row.model for row in MATRIX.values()}
    errors = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if model._meta.auto_created and model._meta.app_label in {"auth"}:
            continue
        if (label in inside) == (label in OUTSIDE):
            where = "both in the matrix and outside" if label in inside else "neither in the matrix nor outside"
            errors.append(Error(f"{label} stands {where} the wall", id="access.E001"))
    return errors


@register("access")
def every_child_keeps_its_tenant(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """A reference between tenant tables carries the tenant, or a child could point into another house."""
    return [
        Error(f"{model._meta.label}.{field.name} must be a TenantForeignKey", id="access.E002")
        for row in MATRIX.values()
        for model in [apps.get_model(row.model)]
        for field in model._meta.concrete_fields
        if field.is_relation and wall.is_plain_reference(field)
    ]


@register(Tags.database)
def nobody_runs_as_owner(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The web and the workers own nothing, bypass nothing, and find a policy on every tenant table."""
    if settings.LOGIN == "owner" or not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        mighty = cursor.fetchone()[0]
        cursor.execute(
            "SELECT relname, relrowsecurity, pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE relname = ANY(%s)",
            [[apps.get_model(row.model)._meta.db_table for row in MATRIX.values()]],
        )
        found = cursor.fetchall()
    errors = [Error("this process may bypass the wall", id="access.E003")] if mighty else []
    for table, walled, owned in found:
        if owned:
            errors.append(Error(f"this process owns {table}", id="access.E004"))
        if not walled:
            errors.append(Error(f"{table} has no wall", id="access.E005"))
    return errors


def refuse_unapproved_rules() -> None:
    """Raise ImproperlyConfigured when the controllers have not approved the rules this program was compiled with."""
    version, approved = matrix_version(), settings.APPROVED_MATRIX
    if approved is not None and approved != version:
        raise ImproperlyConfigured(
            f"the matrix is of version {version}, approved is {approved or 'none'}: let the controllers read the page "
            "'Who may see what' of a demo of this version, then set ANCHOR_APPROVED_MATRIX"
        )


def refuse_unsafe_start() -> None:
    """Called when a web server or a worker starts. Raises ImproperlyConfigured when it could look over the wall.

    Or when the rules it would answer by are not the approved ones.

    Connection and pool are closed again, because servers fork after this.
    """
    if settings.LOGIN not in ("app", "statistics", "sealer"):
        raise ImproperlyConfigured("a server or worker runs under the application's, statistics or sealer's login only")
    refuse_misplaced_key()
    refuse_unapproved_rules()
    errors = nobody_runs_as_owner(databases=["default"])
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
    if errors:
        raise ImproperlyConfigured("; ".join(str(error.msg) for error in errors))
