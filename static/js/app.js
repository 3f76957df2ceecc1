/* What plain HTML and htmx can not do: toasts, busy buttons, confirmations, badges, focus. */
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const text = (name) => $("#texts").getAttribute(`data-${name}`);
  const remember = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
  };

  // Toasts -----------------------------------------------------------------------------------

  const toast = (message, level = "info") => {
    const item = $("#toast").content.firstElementChild.cloneNode(true);
    item.classList.add(`alert-${level}`);
    item.firstElementChild.textContent = message;
    const same = $$("#toasts .alert").find((old) => old.textContent === item.textContent);
    same?.remove();
    $("#toasts").append(item);
  };

  document.addEventListener("toast", ({ detail }) =>
    detail.messages.forEach(({ text: message, level }) => toast(message, level)),
  );
  document.addEventListener("animationend", ({ target, animationName }) => {
    if (animationName === "leave") target.remove();
  });

  // Failed requests: the page and what was typed stay as they are ------------------------------

  const isBackground = (element) => element.id === "badges" || "quiet" in element.dataset;
  const isWholePage = (xhr) => /^\s*<!doctype/i.test(xhr.responseText);

  const reason = (xhr) => {
    const page = isWholePage(xhr) && new DOMParser().parseFromString(xhr.responseText, "text/html");
    const said = page && $("[data-error]", page)?.textContent.trim();
    return said || text(xhr.status) || (xhr.status >= 500 ? text("5") : text("unknown"));
  };

  const failed = ({ detail }) => {
    if (!isBackground(detail.elt)) toast(reason(detail.xhr), "error");
  };
  const unreachable = ({ detail }) => {
    if (!isBackground(detail.elt)) toast(text("offline"), "error");
  };

  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400 || !event.detail.shouldSwap || !isWholePage(xhr)) return;
    event.detail.shouldSwap = false;
    failed(event);
  });

  // Badges: every 30 s while somebody looks, and at once on coming back -------------------------

  const REFRESH = 30_000;
  let signedOut = false;
  let refreshed = Date.now();

  const refresh = () => {
    const due = Date.now() - refreshed >= REFRESH - 500;
    if (!due || signedOut || document.hidden || !$("#badges")) return;
    refreshed = Date.now();
    htmx.trigger("#badges", "refresh");
  };

  const sumGroups = () =>
    $$("[data-sum]").forEach((sum) => {
      const counts = $$("li .count", sum.closest("details")).map((count) => count.textContent);
      const total = counts.reduce((all, count) => all + (parseInt(count, 10) || 0), 0);
      const more = total > 99 || counts.some((count) => count.endsWith("+"));
      sum.textContent = more ? "99+" : total || "";
    });

  setInterval(refresh, REFRESH);
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("htmx:oobAfterSwap", sumGroups);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    // A poll must not throw somebody out of a half-filled form.
    if (!isBackground(event.detail.elt) || !event.detail.xhr.getResponseHeader("HX-Redirect")) return;
    event.preventDefault();
    signedOut = true;
    toast(text("signed-out"), "error");
  });

  // Sending: one click is one request ----------------------------------------------------------

  const submits = (form) => $$("button:not([type=button]):not([type=reset])", form);

  const busy = (form, submitter) => {
    form.dataset.busy = "";
    if (submitter) submitter.dataset.busy = "";
    submits(form).forEach((button) => (button.disabled = true));
  };

  const idle = (form) => {
    const sender = $("[data-busy]", form);
    delete form.dataset.busy;
    submits(form).forEach((button) => {
      delete button.dataset.busy;
      button.disabled = false;
    });
    if (sender && document.activeElement === document.body) sender.focus();
  };

  const confirmed = new WeakSet();

  const ask = (form, submitter) => {
    const dialog = $("#confirm");
    const yes = $("#confirm-yes");
    const button = submitter || submits(form)[0];
    $("#confirm-text").textContent = form.dataset.confirm;
    yes.textContent = button.textContent.trim();
    yes.classList.toggle("btn-error", button.classList.contains("btn-error"));
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      confirmed.add(form);
      form.requestSubmit(submitter);
    };
    dialog.showModal();
  };

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.dataset.confirm && !confirmed.delete(form)) {
        event.preventDefault();
        event.stopPropagation();
        ask(form, event.submitter);
      }
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // The browser must read the form before its button is switched off; htmx already has.
    if (event.defaultPrevented || form.method !== "post") return;
    setTimeout(() => busy(form, event.submitter));
    setTimeout(() => idle(form), 20_000);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const { elt, requestConfig } = detail;
    if (elt.matches("form") && requestConfig.verb !== "get") {
      busy(elt, requestConfig.triggeringEvent?.submitter);
    }
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt.matches("form")) idle(detail.elt);
    if (detail.successful) detail.elt.closest(".dialog:popover-open")?.hidePopover();
  });
  addEventListener("pageshow", () => $$("form[data-busy]").forEach(idle));

  // Filters: nothing empty in an address that people share --------------------------------------

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get" || !detail.elt.closest("[data-filter]")) return;
    for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
  });

  // Focus ----------------------------------------------------------------------------------------

  const focusInvalid = (root) => $("[aria-invalid=true]", root)?.focus();

  document.addEventListener("htmx:afterSettle", ({ detail }) => focusInvalid(detail.elt));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const field = $("[data-filter] input[type=search]") || $("[data-filter] :is(input, select)");
    if (!field) return;
    event.preventDefault();
    field.focus();
  });

  // Lists whose last row has left: what follows, or that nothing is left ---------------------------

  document.addEventListener("htmx:beforeCleanupElement", ({ target }) => {
    const rows = target.matches(".data tbody > tr") && target.parentElement;
    if (!rows) return;
    setTimeout(() => {
      if (!rows.isConnected || rows.rows.length) return;
      htmx.ajax("GET", location.href, { target: rows.closest("[id]"), swap: "outerHTML" });
    });
  });

  // Tables, theme, sidebar -------------------------------------------------------------------------

  document.addEventListener("mouseover", ({ target }) => {
    const cell = target.closest(".data td");
    if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText;
  });

  const countSelected = (form) => {
    const boxes = $$("tbody input[type=checkbox]", form);
    const chosen = boxes.filter((box) => box.checked).length;
    const all = $("[data-select-all]", form);
    if (all) all.checked = chosen > 0 && chosen === boxes.length;
    if (all) all.indeterminate = chosen > 0 && chosen < boxes.length;
    $$("[data-selected]", form).forEach((place) => (place.textContent = chosen));
  };

  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form:has([data-select-all])");
    if (!form || target.type !== "checkbox") return;
    if ("selectAll" in target.dataset) {
      $$("tbody input[type=checkbox]", form).forEach((box) => (box.checked = target.checked));
    }
    countSelected(form);
  });

  document.addEventListener("click", ({ target }) => {
    target.closest("[data-close]")?.closest(".alert").remove();
    const theme = target.closest("[data-theme-form] button");
    if (!theme) return;
    if (theme.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
    $$("button", theme.form).forEach((button) =>
      button.setAttribute("aria-pressed", button === theme),
    );
  });

  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches(".sidebar-group")) return;
      const closed = $$(".sidebar-group").flatMap((group, at) => (group.open ? [] : [at]));
      remember("closed_groups", closed.join("."));
    },
    true,
  );

  sumGroups();
  focusInvalid(document);
})();
