"""The first door, and the sign of life."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.queries import asked


@pytest.mark.parametrize(
    ("who", "begins"),
    [
        ("auditor", "/log/"),
        ("register_officer", "/extracts/"),
        ("superior", "/emergency-accesses/"),
        ("county_emergency_user", "/emergency/"),
        ("administrator", "/protected-rights/"),
        ("responsible_social_worker", "/today/"),
        ("coordinator", "/today/"),
        ("municipal_manager", "/reports/"),
        ("national_coordinator", "/reports/"),
        ("anonymous", "/sign-in/?next=/"),
    ],
)
def test_where_each_role_begins(world, who, begins):
    response = world.browser(who).get("/")

    assert (response.status_code, response.headers["Location"]) == (302, begins)


def test_the_sign_of_life_is_public_and_asks_nothing(db):
    with CaptureQueriesContext(connection) as captured:
        response = Browser().get("/health/")

    assert (response.status_code, response.content) == (200, b"ok")
    assert [sql for sql in asked(captured) if not sql.startswith("SELECT set_config")] == []
