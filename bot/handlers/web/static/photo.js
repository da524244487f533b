// The photo of the form: dropped anywhere, pasted, or picked. The file input alone knows which it is.

import { word } from "./words.js";

export class Photo extends EventTarget {
  #control;
  #input;
  #shown;
  #limitMib;

  constructor(control, limitMib) {
    super();
    this.#control = control;
    this.#limitMib = limitMib;
    this.#input = control.querySelector("input");
    this.#shown = control.querySelector(".chosen");
    this.#input.addEventListener("change", () => this.#show());
    this.#shown.addEventListener("load", () => URL.revokeObjectURL(this.#shown.src));
    this.#shown.addEventListener("error", () => (this.#shown.hidden = true)); // HEIC: the server can read it, the browser cannot
    control.querySelector(".remove").addEventListener("click", () => this.remove());
    this.#acceptDrops();
    document.addEventListener("paste", (event) => this.#paste(event));
  }

  get file() {
    return this.#input.files[0];
  }

  /** Take a file as if it had been picked. */
  set(file) {
    const transfer = new DataTransfer();
    if (file) transfer.items.add(file);
    this.#input.files = transfer.files;
    this.#show();
  }

  remove() {
    this.set(null);
    this.#input.focus();
  }

  /** A word processor copies its text as a picture, too: then the text is meant. */
  #paste(event) {
    if (!event.clipboardData.types.includes("text/plain")) this.#choose(event.clipboardData.files, event);
  }

  #choose(files, event) {
    const file = [...files].find((file) => file.type.startsWith("image/") || /\.(heic|heif|avif)$/i.test(file.name));
    if (!file) return;
    event.preventDefault();
    this.set(file);
  }

  #acceptDrops() {
    let inside = 0; // enter and leave come for every element on the way
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    const over = (entered) => {
      inside = Math.max(0, inside + entered);
      this.#control.classList.toggle("over", inside > 0);
    };
    window.addEventListener("dragenter", (event) => carries(event) && over(1));
    window.addEventListener("dragleave", (event) => carries(event) && over(-1));
    window.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    window.addEventListener("drop", (event) => {
      over(-inside);
      if (!carries(event)) return;
      event.preventDefault(); // a file that is no picture must not replace the page
      this.#choose(event.dataTransfer.files, event);
    });
  }

  #show() {
    const tooLarge = this.file && this.file.size > this.#limitMib * 2 ** 20;
    if (tooLarge) this.#input.value = "";
    const { file } = this;
    this.#control.classList.toggle("filled", Boolean(file));
    this.#control.querySelector(".remove").hidden = !file;
    this.#control.querySelector(".name").textContent = file?.name ?? "";
    this.#shown.hidden = !file;
    if (file) this.#shown.src = URL.createObjectURL(file);
    else this.#shown.removeAttribute("src");
    this.dispatchEvent(new CustomEvent("change", { detail: { complaint: tooLarge ? word("too_large") : "" } }));
  }
}
