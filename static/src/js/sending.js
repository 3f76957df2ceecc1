/* Sending: one click is one request, and what asks first is asked first. */
import { $, $$ } from "./page.js";

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
  const chosen = $("[data-selected]", form)?.textContent ?? "";
  $("#confirm-text").textContent = form.dataset.confirm.replace("{n}", chosen);
  yes.textContent = button.textContent.trim();
  const dangerous = button.classList.contains("btn-error");
  yes.classList.toggle("btn-error", dangerous);
  yes.classList.toggle("btn-primary", !dangerous);
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
  if (elt.matches("form:not([data-filter])") && requestConfig.verb !== "get") {
    busy(elt, requestConfig.triggeringEvent?.submitter);
  }
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("form")) idle(detail.elt);
  if (detail.successful) detail.elt.closest(".dialog:popover-open")?.hidePopover();
});
addEventListener("pageshow", () => $$("form[data-busy]").forEach(idle));
