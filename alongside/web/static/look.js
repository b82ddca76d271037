// Small things HTML can't do everywhere yet. Every page works without them.

// Fields that grow with the text, where CSS can't do it (field-sizing).
if (!CSS.supports("field-sizing", "content")) {
  const grow = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  const growing = "textarea.line, textarea.write, textarea.box";
  document.addEventListener("input", (event) => event.target.matches?.(growing) && grow(event.target));
  for (const name of ["DOMContentLoaded", "htmx:load"])
    document.addEventListener(name, () => document.querySelectorAll(growing).forEach(grow));
  document.querySelectorAll(growing).forEach(grow);
}

// Buttons that open and close dialogs by commandfor, where the browser doesn't know it.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!dialog) return;
    if (button.getAttribute("command") === "show-modal") dialog.showModal();
    if (button.getAttribute("command") === "close") dialog.close();
  });
}

// Control or command with Enter sends what one is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.("textarea")) return;
  const form = event.target.form;
  form?.requestSubmit(form.querySelector(".btn:not([type=button])") ?? undefined);
});

// A talk asks every few seconds whether something is new. Whoever has begun to write is told so, and keeps their words.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters, path } = event.detail;
  if (!path.includes("/pulse/") || path.includes("typing=")) return;
  const fields = elt.closest("#card")?.querySelectorAll("textarea") ?? [];
  if ([...fields].some((field) => field.value !== field.defaultValue || field === document.activeElement)) parameters.typing = "1";
});

// Hidden inputs that tell in which time zone somebody is when they first come in.
for (const input of document.querySelectorAll("input[data-time-zone]"))
  input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

// A button that says how many things are ticked: "Show Cleo 2 answers".
for (const form of document.querySelectorAll("form[data-counts]")) {
  const button = form.querySelector("[data-one][data-many]");
  if (!button) continue;
  const nothing = button.textContent;
  const count = () => {
    const ticked = form.querySelectorAll("input[type=checkbox]:checked").length;
    const words = ticked === 1 ? button.dataset.one : button.dataset.many.replace("#", ticked);
    button.textContent = ticked ? words : nothing;
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}

// What was refused far down a long page is brought into sight, and the keyboard goes there.
const refused = document.querySelector(".errorlist")?.closest(".field, form");
if (refused) {
  refused.scrollIntoView({ block: "center" });
  refused.querySelector("input:not([type=hidden]), textarea, select")?.focus({ preventScroll: true });
}
