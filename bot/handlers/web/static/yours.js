// What is the person's own: settings, linked accounts, their data. The server says what came of it.

import { element } from "./easel.js";
import { Problem, ask } from "./server.js";

/** Send each form as it is filled in; what was left empty is not sent. */
export function serve(root, connected) {
  for (const form of root.querySelectorAll("form"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, connected);
    });
}

async function send(form, connected) {
  const told = form.querySelector(".told");
  const button = form.querySelector("[type=submit]");
  const filled = new FormData();
  for (const [name, value] of new FormData(form)) if (value !== "") filled.set(name, value);
  button.disabled = true;
  try {
    await connected; // who this browser is comes with the first connection
    const { text, file } = await ask(form.getAttribute("action"), filled);
    told.textContent = text;
    if (file) save(file);
    HTMLFormElement.prototype.reset.call(form); // an option may have that name
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    told.textContent = problem.message;
  } finally {
    button.disabled = false;
  }
}

function save(file) {
  const link = element("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once the browser has taken it
}
