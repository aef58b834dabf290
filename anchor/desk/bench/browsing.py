"""What only a browser can measure: how soon the case page answers a click, and how many keys a logged meeting costs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anchor.desk.bench.server import HOST, Server

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
SLOWER = 4  # times, as an old laptop is
CLICKS = 12
AT_MOST = 60  # key presses, after which the walk has lost its way
# The longest time from a click or key to the next paint, as the browser itself tells it (Event Timing, 8 ms grains).
WATCH = """() => { window.slowest = 0; window.told = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())
  if (entry.interactionId) { window.told += 1; window.slowest = Math.max(window.slowest, entry.duration); } })
  .observe({type: "event", buffered: true, durationThreshold: 16}); }"""
FOCUSED = "() => document.activeElement?.getAttribute('href') || document.activeElement?.name || ''"


@contextmanager
def reading(server: Server, session: str) -> Iterator[Any]:
    """A page of Chromium, signed in. Raises RuntimeError when there is no browser on this machine."""
    from playwright.sync_api import sync_playwright  # of the developers' packages, as this bench is

    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(base_url=f"http://{HOST}:{server.port}", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "anchor_session", "value": session, "domain": HOST, "path": "/"}])
        yield context.new_page()
        browser.close()


def slowest_answer(server: Server, session: str, path: str) -> float:
    """Milliseconds from an interaction with the case page to the next paint, the worst of a dozen, on a slow processor.

    Raises RuntimeError when the browser told of no interaction: then nothing was measured.
    """
    with reading(server, session) as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(path)
        page.evaluate(WATCH)
        for turn in range(CLICKS):
            tabs = page.locator("#story [role=tab], #story nav a, #story .tabs a")
            tabs.nth(turn % tabs.count()).click()
            page.wait_for_load_state("networkidle")
            page.keyboard.press("Tab")
        if page.evaluate("() => window.told") < CLICKS // 2:
            raise RuntimeError("the browser told of too few interactions: nothing was measured")
        return float(page.evaluate("() => window.slowest"))


def keys_to_log_a_meeting(server: Server, session: str, path: str) -> int:
    """Keys pressed from the opened case page to the saved meeting, without those of the text itself.

    Raises RuntimeError when no meeting was saved.
    """
    with reading(server, session) as page:
        page.goto(path)
        pressed = 0

        def press(key: str) -> None:
            nonlocal pressed
            pressed += 1
            page.keyboard.press(key)
            if pressed > AT_MOST:
                raise RuntimeError(f"{path}: more than {AT_MOST} keys and no meeting")

        press("Tab")  # the link that skips the frame
        press("Enter")
        while not page.evaluate(FOCUSED).endswith("/meetings/new/"):
            press("Tab")
        press("Enter")
        page.wait_for_url("**/meetings/new/")
        page.wait_for_function("() => document.activeElement?.name === 'text'")
        page.keyboard.type("Juteltiin koulusta ja vapaa-ajasta.")
        while page.evaluate(FOCUSED) != "told_before":  # that the record was told of must be said each time
            press("Shift+Tab")
        press("Space")
        press("Control+Enter")
        page.wait_for_url(lambda address: not address.endswith("/new/"))
        return pressed
