// What is the person's own: settings, linked accounts, their data. The server says what came of it.

import { element } from "./easel.js";
import { Problem, ask, kept } from "./server.js";
import { word } from "./words.js";

/** Send each form as it is filled in; what was left empty is not sent. The settings are shown as they are. */
export function serve(root, connected) {
  const settings = root.querySelector("[data-kept]");
  const show = () => trying(settings, () => fill(settings, connected));
  for (const form of root.querySelectorAll("form"))
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await trying(form, () => send(form, event.submitter, connected));
      if (form !== settings) show(); // they are another's now, or erased
    });
  root.addEventListener("toggle", () => root.open && show());
}

/** Say beside a form what went wrong with it. */
async function trying(form, act) {
  try {
    await act();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    tell(form, problem.message);
  }
}

/** Nobody changes a setting before they see what it is. */
async function fill(form, connected) {
  const fields = form.querySelector("fieldset");
  fields.disabled = true;
  await connected; // who this browser is comes with the first connection
  const chosen = await kept(form.getAttribute("action"));
  clear(form);
  for (const [name, value] of Object.entries(chosen)) form.elements.namedItem(name).value = String(value);
  fields.disabled = false;
}

async function send(form, button, connected) {
  const filled = new FormData();
  for (const [name, value] of new FormData(form, button)) if (value !== "") filled.set(name, value);
  button.disabled = true;
  try {
    await connected;
    const { text, file } = await ask(form.getAttribute("action"), filled);
    const shown = "kept" in form.dataset;
    tell(form, shown ? word("saved") : text);
    if (file) save(file);
    if (!shown) clear(form);
  } finally {
    button.disabled = false;
  }
}

function tell(form, sentence) {
  form.querySelector(".told").textContent = sentence;
}

function clear(form) {
  HTMLFormElement.prototype.reset.call(form); // an option may have that name
}

function save(file) {
  const link = element("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once the browser has taken it
}
