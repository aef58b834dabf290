"""A whole installation as `make demo` starts it, with a small world, and people who walk through it in Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
READY_WITHIN = 180  # seconds; a small world is built in a few
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WORLD = "--contacts-per-year 300 --years 1 --seed 1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def installation() -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, with a folder that goes when the tests end."""
    folder = Path(os.environ["ANCHOR_VAR"]) / f"browser-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ANCHOR_", "DJANGO_"))}
    yield environment | {
        "ANCHOR_VAR": str(folder),
        "ANCHOR_EMBEDDED_DURABLE": "0",
        "ANCHOR_DEMO_WORLD": WORLD,
        "DJANGO_SETTINGS_MODULE": "anchor.settings.demo",
    }
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def address(installation: dict[str, str]) -> Iterator[str]:
    """The address of the installation, running: PostgreSQL, Redis, web server, two workers, beat, a small world."""
    port = free_port()
    environment = installation | {"PORT": str(port)}
    folder = Path(installation["ANCHOR_VAR"])
    log = folder / "demo.log"
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "run_demo"], cwd=REPOSITORY, env=environment, stdout=output, stderr=output
        )
        try:
            _wait_until_ready(demo, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(30)


def _wait_until_ready(demo: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while "Anchor runs at" not in log.read_text(errors="replace"):
        if demo.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the demo did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.3)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium of the machine, or Playwright's own."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            if os.environ.get("CI"):
                pytest.fail("no Chromium: .ci/run must not go on without it")
            pytest.skip("no Chromium on this machine and none could be installed")
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


LAPTOP, PHONE, SMALL = {"width": 1440, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 640}
Person = Callable[..., Page]


@pytest.fixture(scope="session")
def signed_in() -> dict[tuple[str, str], StorageState]:
    """The cookies of those who have signed in once, by person and language: signing in is slow on purpose."""
    return {}


@pytest.fixture
def person(chromium: Browser, address: str, signed_in: dict[tuple[str, str], StorageState]) -> Iterator[Person]:
    """`person("salla@demo.example")` signs somebody in and gives the page they look at; every error of a page fails."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def sign_in(email: str, *, language: str = "fi", screen: dict[str, int] = LAPTOP, scripts: bool = True) -> Page:
        cookies = signed_in.get((email, language))
        context = chromium.new_context(
            base_url=address,
            viewport=screen,
            java_script_enabled=scripts,
            locale=f"{language}-FI",
            storage_state=cookies,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None)
        page.goto("/" if cookies else "/sign-in/")
        if not cookies:
            page.fill("input[name=email]", email)
            page.fill("input[name=password]", password_of(email))
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/sign-in/" not in url)
            choose_language(page, language)
            signed_in[email, language] = context.storage_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    # A refused or invalid form is answered with 4xx, which the browser also writes to its console.
    errors = [complaint for complaint in complaints if "status of 4" not in complaint]
    assert errors == []


def password_of(email: str) -> str:
    """The password the sign-in page itself prints for its demo people."""
    from anchor.desk.demo import signins

    return next(one["password"] if isinstance(one, dict) else one.password for one in signins())


def choose_language(page: Page, language: str) -> None:
    """Press the language's button in the frame; on a phone it is in the menu."""
    if page.locator("html").get_attribute("lang") == language:
        return
    button = page.locator(f"form[action*='/language/'] button[value={language}]")
    if not button.first.is_visible():
        page.locator(".menu-btn").click()
    button.first.click()
    page.wait_for_selector(f"html[lang={language}]")
