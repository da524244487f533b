// What opens below the picture: marking a part of it for what comes there, and painting on around it.

import { Mask } from "./mask.js";
import { word } from "./words.js";

export class Panels {
  #retouch;
  #widen;
  #mask;
  #mat;
  #actions;
  #subject = null;

  /** `actions` maps edit and outpaint to functions of (card, picture index, FormData). */
  constructor(root, actions) {
    this.#actions = actions;
    this.#retouch = root.querySelector("#retouch");
    this.#widen = root.querySelector("#widen");
    this.#mat = root.querySelector(".mat");
    this.#mask = new Mask(root.querySelector(".mask"), root.querySelector(".canvas"));
    this.#hear();
  }

  /** Open one of them, or close it where it is open: "retouch" or "widen". */
  toggle(name, card, index) {
    const open = this.#opened !== name;
    this.close();
    if (!open) return;
    this.#subject = [card, index];
    this.#of(name).hidden = false;
    if (name === "retouch") {
      this.#mask.open();
      this.#mat.scrollIntoView({ block: "start" }); // what is marked comes first
    }
    this.#tell();
  }

  close() {
    this.#subject = null;
    this.#mask.close();
    for (const form of [this.#retouch, this.#widen]) {
      form.hidden = true;
      form.reset();
    }
    this.#tell();
  }

  get #opened() {
    return !this.#retouch.hidden ? "retouch" : !this.#widen.hidden ? "widen" : "";
  }

  #of(name) {
    return name === "retouch" ? this.#retouch : this.#widen;
  }

  #tell() {
    for (const name of ["retouch", "widen"])
      for (const button of document.querySelectorAll(`[aria-controls=${name}]`))
        button.ariaExpanded = String(this.#opened === name);
  }

  #hear() {
    const [undo, clear] = ["undo", "clear"].map((name) => this.#retouch.querySelector(`[data-${name}]`));
    undo.addEventListener("click", () => this.#mask.undo());
    clear.addEventListener("click", () => this.#mask.clear());
    this.#mask.addEventListener("change", () => {
      undo.disabled = clear.disabled = this.#mask.empty;
      this.#complain("");
    });
    const brush = this.#retouch.querySelector("[data-brush]");
    brush.addEventListener("input", () => (this.#mask.brush = brush.value / 100));
    this.#retouch.addEventListener("reset", () => (this.#mask.brush = brush.defaultValue / 100));
    this.#retouch.addEventListener("submit", (event) => this.#edit(event));
    this.#widen.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send("outpaint", new FormData(this.#widen, event.submitter));
    });
  }

  async #edit(event) {
    event.preventDefault();
    const form = new FormData(this.#retouch);
    if (this.#mask.empty && !form.get("where")?.trim()) {
      this.#complain(word("unmarked"));
      return;
    }
    if (!this.#mask.empty) form.set("mask", await this.#mask.file());
    this.#send("edit", form);
  }

  #complain(sentence) {
    this.#retouch.querySelector(".complaint").textContent = sentence;
  }

  #send(action, form) {
    const subject = this.#subject;
    this.close();
    if (subject) this.#actions[action](...subject, form);
  }
}
