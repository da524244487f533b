// The form: what is typed is kept over a reload, what was left alone is not sent.

import { Photo } from "./photo.js";

const DRAFT = "hwaga.draft";

export class Composer {
  #form;
  #complaint;
  #button;
  #sending = false;

  /** `paint(FormData)` is called with what is to be painted; while it runs, nothing more is sent. */
  constructor(form, paint) {
    this.#form = form;
    this.#complaint = form.querySelector("#complaint");
    this.#button = form.querySelector("[type=submit]");
    this.photo = new Photo(form.querySelector("[data-control=image]"), Number(form.dataset.limitMib));
    this.photo.addEventListener("change", (event) => this.#photoChanged(event.detail.complaint));
    this.#restore();
    form.addEventListener("input", (event) => this.#touched(event.target));
    form.addEventListener("formdata", (event) => this.#leaveOut(event.formData));
    form.addEventListener("keydown", (event) => this.#shortcut(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(paint);
    });
    for (const field of this.#fields()) this.#tell(field);
    this.#photoChanged("");
  }

  get text() {
    return this.#form.elements.text.value;
  }

  /** Say what went wrong, beside the button. */
  complain(sentence) {
    this.#complaint.textContent = sentence;
  }

  /** Take a complaint back whose cause is gone. */
  forgive(sentence) {
    if (this.#complaint.textContent === sentence) this.complain("");
  }

  /** Bring the form back into view, ready to type. */
  focus() {
    this.#form.scrollIntoView({ block: "start" });
    this.#form.elements.text.focus({ preventScroll: true });
  }

  async #send(paint) {
    if (this.#sending) return;
    this.complain("");
    this.#rest(true);
    try {
      await paint(new FormData(this.#form));
    } finally {
      this.#rest(false);
    }
  }

  /** The button keeps the focus, so it is not disabled. */
  #rest(sending) {
    this.#sending = sending;
    this.#button.ariaDisabled = String(sending);
  }

  #shortcut(event) {
    if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #fields() {
    return [...this.#form.elements].filter((field) => field.name && field.type !== "file");
  }

  #touched(field) {
    if (field.type === "range") field.dataset.touched = "";
    this.#tell(field);
    this.#showNeeded();
    this.#keep();
  }

  /** A slider says its number. */
  #tell(field) {
    if (field.type !== "range") return;
    field.closest(".control").querySelector("output").textContent = Number(field.value).toLocaleString(document.documentElement.lang);
    const share = (field.value - field.min) / (field.max - field.min);
    field.style.setProperty("--share", `${100 * share}%`);
  }

  /** A slider that nobody moved leaves the choice to the checkpoint; a hidden control means nothing. */
  #leaveOut(data) {
    for (const field of this.#fields()) {
      const untouched = field.type === "range" && field.dataset.touched === undefined;
      if (untouched || field.closest("[hidden]")) data.delete(field.name);
    }
  }

  #photoChanged(complaint) {
    this.complain(complaint);
    this.#showNeeded();
  }

  /** Controls that mean nothing without another one are there with it. */
  #showNeeded() {
    for (const control of this.#form.querySelectorAll("[data-needs]")) {
      const needed = this.#form.elements[control.dataset.needs];
      control.hidden = !needed.value || Boolean(needed.closest?.("[hidden]"));
    }
  }

  #keep() {
    const kept = {};
    for (const field of this.#fields()) {
      if (field.type === "checkbox") kept[field.name] = field.checked;
      else if (field.type === "radio" ? field.checked : field.type !== "range" || field.dataset.touched !== undefined)
        kept[field.name] = field.value;
    }
    try {
      localStorage.setItem(DRAFT, JSON.stringify(kept));
    } catch {
      // a browser that keeps nothing paints all the same
    }
  }

  #restore() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(DRAFT)) ?? {};
    } catch {
      return;
    }
    for (const field of this.#fields()) if (field.name in kept) this.#put(field, kept[field.name]);
    const advanced = [...this.#form.querySelectorAll(".advanced [name]")];
    this.#form.querySelector("#more").open = advanced.some((field) => kept[field.name]);
  }

  #put(field, value) {
    if (field.type === "checkbox") field.checked = value;
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
    if (field.type === "range") field.dataset.touched = "";
  }
}
