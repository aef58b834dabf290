// Conveniences only: every page works without this file. No data is kept in the browser.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const english = () => document.documentElement.lang.startsWith("en");

  // --- Saving with the keyboard -----------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest?.("form");
    if (!form) return;
    event.preventDefault();
    const buttons = [...form.elements].filter((element) => element.type === "submit");
    form.requestSubmit(buttons.find((button) => button.matches(".primary")) || buttons[0]);
  });

  // --- One submission at a time -----------------------------------------------------------------------------------

  const isChanging = (form) => form.method === "post" && !form.hasAttribute("data-repeatable");

  const release = (form) => {
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
    all("[aria-disabled=true][data-held]", form).forEach((button) => {
      button.removeAttribute("aria-disabled");
      delete button.dataset.held;
    });
  };

  const hold = (form) => {
    form.dataset.busy = "yes";
    form.setAttribute("aria-busy", "true");
    all("button:not([type=button], [type=reset])", form).forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.dataset.held = "yes";
    });
    setTimeout(() => release(form), 20000); // a download answers without leaving the page
  };

  // Capturing, so that it comes before htmx. Buttons are not disabled outright: that would drop the pressed one's value.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (isChanging(form)) {
      leaving = form;
      clearTimeout(drafts.get(form)?.timer); // what is saved for good must not become a draft again
      hold(form);
    }
  }, true);

  addEventListener("pageshow", () => all("form[data-busy]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest("form");
    if (!form) return;
    release(form);
    const draft = drafts.get(form);
    if (draft && event.detail.successful) draft.failingSince = 0;
    if (form === leaving) leaving = null;
    if (draft?.dirty && !event.detail.successful) wait(form, PAUSE);
  });

  // --- Drafts -----------------------------------------------------------------------------------------------------

  const PAUSE = 1000;
  const PATIENCE = 10000;
  const RETRY = 5000;
  const drafts = new Map();
  let leaving = null;

  const clock = () => {
    const text = new Date().toLocaleTimeString("en-GB", { timeZone: "Europe/Helsinki", hour: "2-digit", minute: "2-digit" });
    return english() ? text : text.replace(/^0/, "").replace(":", ".");
  };

  const say = (form, key, isWarning) => {
    const line = form.querySelector(".saved");
    if (!line) return;
    line.classList.toggle("warn", isWarning);
    const text = line.dataset[key].replace("{time}", clock());
    const words = line.querySelector("span");
    if (words.textContent !== text) words.textContent = text;
    line.querySelector("svg")?.removeAttribute("hidden");
  };

  const fieldsOf = (form) => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    return data;
  };

  const send = async (form) => {
    const draft = drafts.get(form);
    clearTimeout(draft.timer);
    if (!form.isConnected) drafts.delete(form);
    if (!form.isConnected || !draft.dirty || draft.sending || leaving === form) return;
    draft.sending = true;
    draft.dirty = false;
    let state = "offline";
    try {
      const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
      const body = fieldsOf(form);
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        keepalive: document.hidden && body.toString().length < 60000, // the page may be closing
        headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest", "X-Quiet": "1" },
      });
      state = answer.ok ? "saved" : answer.status >= 500 ? "offline" : "refused";
    } catch { /* no connection: state stays offline */ }
    draft.sending = false;
    settle(form, draft, state);
  };

  const settle = (form, draft, state) => {
    if (state === "saved") {
      draft.failingSince = 0;
      say(form, "saved", false);
      if (draft.dirty) wait(form, PAUSE);
      return;
    }
    draft.dirty = true;
    draft.failingSince ||= Date.now();
    if (state === "refused" || Date.now() - draft.failingSince >= PATIENCE) say(form, state, true);
    if (state === "offline") wait(form, RETRY);
  };

  const wait = (form, time) => {
    const draft = drafts.get(form);
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => send(form), time);
  };

  const draftOf = (element) => {
    const form = element.closest?.("form[data-draft-url]");
    if (form && !drafts.has(form)) drafts.set(form, { dirty: false, sending: false, failingSince: 0, timer: 0 });
    return form;
  };

  document.addEventListener("input", (event) => {
    const form = draftOf(event.target);
    if (!form) return;
    drafts.get(form).dirty = true;
    wait(form, PAUSE);
  });
  document.addEventListener("change", (event) => {
    const form = draftOf(event.target);
    if (form) send(form);
  });
  addEventListener("online", () => drafts.forEach((draft, form) => send(form)));
  addEventListener("beforeunload", (event) => {
    const isUnsaved = [...drafts].some(([form, draft]) => form.isConnected && form !== leaving && draft.failingSince);
    if (isUnsaved) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) drafts.forEach((draft, form) => send(form));
  });

  // --- After a swap -----------------------------------------------------------------------------------------------

  const focusErrors = (root) => {
    const first = root.matches?.("[data-errors]") ? root
      : root.querySelector?.("[data-errors]") || root.querySelector?.("[aria-invalid=true]");
    const target = first?.matches("fieldset") ? first.querySelector("input") : first;
    target?.focus();
    return Boolean(target);
  };

  const show = (id, target) => {
    const part = document.getElementById(id)?.content.firstElementChild?.cloneNode(true);
    if (!part || !target) return;
    all("[data-spoken]").forEach((old) => old.remove());
    part.dataset.spoken = "yes";
    (target.closest("form, section, .panel") || target).prepend(part);
    part.focus();
  };

  let isHeld = false; // whether what had the focus goes with the part that is replaced

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    isHeld = target.contains(document.activeElement);
    const isWholePage = /^\s*<!doctype/i.test(xhr.responseText);
    const isBlank = xhr.status >= 400 && !xhr.responseText.trim();
    if (!(isWholePage || isBlank) || target === document.body) return;
    if (target.id && xhr.responseText.includes(`id="${target.id}"`)) {
      event.detail.selectOverride = `#${target.id}`; // the view answers whole pages only: take the part from it
      return;
    }
    // A part was asked for and another page or nothing came: the session has ended, or the server is in trouble.
    event.detail.shouldSwap = false;
    show(xhr.status < 400 || xhr.status === 401 ? "t-signed-out" : "t-failed", event.detail.elt || target);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    prepare(event.detail.elt);
    if (isHeld && document.activeElement === document.body) {
      event.detail.elt.tabIndex = -1; // the keyboard goes on where it was, and not from the top of the page
      event.detail.elt.focus({ preventScroll: true });
    }
    isHeld = false;
    if (event.detail.xhr?.status >= 400) focusErrors(event.detail.elt) || focusErrors(document);
  });
  document.addEventListener("htmx:sendError", (event) => show("t-offline", event.detail.elt));
  document.addEventListener("htmx:timeout", (event) => show("t-offline", event.detail.elt));

  // --- Rows of a formset ------------------------------------------------------------------------------------------

  const count = (box, name) => box.querySelector(`[name$="-${name}"]`);

  const addRow = (box) => {
    const total = count(box, "TOTAL_FORMS");
    const number = Number(total.value);
    const holder = document.createElement("template");
    holder.innerHTML = box.querySelector("template").innerHTML
      .replaceAll("__prefix__", number).replaceAll("__number__", number + 1);
    const row = holder.content.querySelector("[data-row]");
    box.querySelector("template").before(row);
    total.value = number + 1;
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    row.dispatchEvent(new Event("input", { bubbles: true }));
    offer(box);
  };

  const offer = (box) => {
    const most = count(box, "MAX_NUM_FORMS");
    box.querySelector("[data-add]").hidden = Number(count(box, "TOTAL_FORMS").value) >= Number(most?.value || 1000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-add], [data-close]");
    if (button?.matches("[data-add]")) addRow(button.closest("[data-rows]"));
    if (button?.matches("[data-close]")) button.closest("[data-toast]").remove();
  });

  // --- Dialogs, where the browser does not yet know command and commandfor -----------------------------------------

  if (!("command" in HTMLButtonElement.prototype)) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button[commandfor]");
      const dialog = button && document.getElementById(button.getAttribute("commandfor"));
      if (!dialog) return;
      if (button.getAttribute("command") === "show-modal") dialog.showModal();
      else dialog.close(button.value);
    });
  }

  // --- Toasts: ten seconds, waiting while pointed at or focused; what went wrong stays -----------------------------

  const TOAST = 10000;

  const start = (toast) => {
    if (toast.dataset.running) return;
    toast.dataset.running = "yes";
    all("[data-close]", toast).forEach((button) => { button.hidden = false; });
    if (toast.classList.contains("stays")) return;
    let left = TOAST;
    const tick = setInterval(() => {
      if (!toast.isConnected) clearInterval(tick);
      if (toast.matches(":hover, :focus-within") || document.hidden) return;
      left -= 250;
      if (left <= 0) toast.remove();
    }, 250);
  };

  const prepare = (root) => {
    if (!root?.querySelectorAll) return;
    all("[data-rows]", root).forEach(offer);
    all("[data-toast]").forEach(start);
  };

  // Writing begins at once where all of the form is in sight; on a phone that would scroll past the fields before.
  const begin = () => {
    const first = matchMedia("(width >= 62rem)").matches && document.querySelector("[data-begin]");
    first?.focus?.({ preventScroll: true });
  };

  prepare(document);
  if (!location.hash) focusErrors(document.getElementById("main") || document) || begin();
})();
