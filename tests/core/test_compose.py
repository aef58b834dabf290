"""docker-compose.yml as data: nobody runs a container in the tests, but a wrong login or a missing name is seen here."""

import re
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
OWN = ("web", "worker", "worker-statistics", "worker-sealing", "beat", "migrate")
SERVERS = ("postgres", "redis")
STAYING = (*OWN[:5], *SERVERS)
TEXT = (REPOSITORY / "docker-compose.yml").read_text()
NEEDED = set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT))


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load(TEXT)["services"]


def test_the_services_are_these(services):
    assert set(services) == {*OWN, *SERVERS}


@pytest.mark.parametrize(
    ("service", "login", "addresses"),
    [
        ("web", "app", {"DATABASE_URL": "anchor_app"}),
        ("worker", "app", {"DATABASE_URL": "anchor_app"}),
        ("beat", "app", {"DATABASE_URL": "anchor_app"}),
        ("worker-statistics", "statistics", {"DATABASE_STATISTICS_URL": "anchor_statistics"}),
        ("worker-sealing", "sealer", {"DATABASE_SEALER_URL": "anchor_sealer"}),
        (
            "migrate",
            "owner",
            {
                "DATABASE_ADMIN_URL": "postgres",
                "DATABASE_OWNER_URL": "anchor_owner",
                "DATABASE_URL": "anchor_app",
                "DATABASE_STATISTICS_URL": "anchor_statistics",
                "DATABASE_SEALER_URL": "anchor_sealer",
            },
        ),
    ],
)
def test_each_process_has_its_login_and_no_other_address(services, service, login, addresses):
    environment = services[service]["environment"]
    given = {
        name: re.match(r"postgresql://(\w+):\$\{\w+:\?", value)[1]
        for name, value in environment.items()
        if name.startswith("DATABASE_")
    }

    assert environment["ANCHOR_LOGIN"] == login
    assert given == addresses


@pytest.mark.parametrize(
    ("service", "queue"), [("worker", "default"), ("worker-statistics", "statistics"), ("worker-sealing", "sealing")]
)
def test_each_worker_takes_one_queue(services, service, queue):
    assert re.findall(r"-Q (\S+)", services[service]["command"]) == [queue]


@pytest.mark.parametrize("service", ["worker-statistics", "worker-sealing"])
def test_these_workers_cannot_decrypt(services, service):
    environment = services[service]["environment"]

    assert "$" not in environment["ANCHOR_MASTER_KEY"] + environment["ANCHOR_LOOKUP_KEY"]


def test_the_key_and_the_folder_of_seals_are_the_sealing_workers_alone(services):
    assert {name for name, one in services.items() if "ANCHOR_SEAL_KEY" in one["environment"]} == {"worker-sealing"}
    assert {name for name in OWN if "volumes" in services[name]} == {"worker-sealing"}
    anchor = services["worker-sealing"]["environment"]["ANCHOR_SEAL_ANCHOR"]
    assert services["worker-sealing"]["volumes"][0].endswith(":" + anchor.rpartition("/")[0])


def test_beat_runs_once_with_its_schedule_where_it_may_write(services):
    assert "-B" not in services["worker"]["command"]
    assert "--schedule /tmp/" in services["beat"]["command"]
    assert "/tmp" in services["beat"]["tmpfs"]


@pytest.mark.parametrize("service", STAYING)
def test_what_stays_is_watched_and_restarted(services, service):
    assert services[service]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert services[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", [*OWN, *SERVERS])
def test_every_container_is_closed(services, service):
    container = services[service]

    assert container["read_only"] is True
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in container
    assert "env_file" not in container, "it would hand every secret to every process"
    if service in OWN:
        assert container["cap_drop"] == ["ALL"]


def test_only_the_web_server_has_a_port_and_only_on_the_loopback_address(services):
    assert {name for name, one in services.items() if "ports" in one} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])
    assert yaml.safe_load(TEXT)["networks"]["data"]["internal"] is True
    assert {name for name, one in services.items() if one["networks"] != ["data"]} == {"web"}


@pytest.mark.parametrize("service", OWN[:5])
def test_nothing_starts_before_the_tables_are_there(services, service):
    assert services[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_migrate_runs_once_and_in_order(services):
    command = services["migrate"]["command"]
    steps = re.findall(r"manage\.py (\w+)", command)

    assert steps == ["prepare_database", "migrate", "load_reference_data"]
    assert services["migrate"]["restart"] == "no"


def test_every_name_it_needs_is_explained_in_the_example():
    named = set(re.findall(r"^(\w+)=", (REPOSITORY / ".env.example").read_text(), re.MULTILINE))

    assert len(NEEDED) >= 10
    assert named == NEEDED


def test_no_secret_has_a_default():
    optional = set(re.findall(r"\$\{(\w+):-", TEXT))
    example = (REPOSITORY / ".env.example").read_text()

    # Nobody has approved a ground in law until the controller says so: the empty list is the safe one.
    assert optional == {"PORT", "WEB_CONCURRENCY", "ANCHOR_APPROVED_GROUNDS"}
    assert set(re.findall(r"^(\w+)=\S", example, re.MULTILINE)) == optional - {"ANCHOR_APPROVED_GROUNDS"}


def test_every_variable_the_production_settings_ask_for_is_given(services):
    source = (REPOSITORY / "anchor/settings/production.py").read_text()
    asked = set(re.findall(r"os\.environ\[\"(\w+)\"\]", source))

    assert asked
    for service in OWN:
        assert asked <= set(services[service]["environment"]), service
        assert services[service]["environment"]["DJANGO_SETTINGS_MODULE"] == "anchor.settings.production"


def test_the_image_runs_as_nobody_and_holds_only_what_runs():
    image = (REPOSITORY / "Dockerfile").read_text()
    ignored = (REPOSITORY / ".dockerignore").read_text().splitlines()

    assert re.search(r"^USER anchor$", image, re.MULTILINE)
    assert "*" in ignored
    assert not {"!.env", "!var", "!tests", "!.git"} & set(ignored)
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert {"manage.py", "anchor", "clients", "meetings", "referrals", "reporting", "templates", "static"} <= kept
