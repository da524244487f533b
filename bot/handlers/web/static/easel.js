// The picture that is looked at: on its way, done, or gone wrong.

import { finished } from "./cards.js";
import { Panels } from "./panels.js";
import { veiled } from "./veil.js";

export class Easel {
  #root;
  #chosen = 0;
  #card = null;
  #panels;

  /**
   * `actions` maps again, over, cancel, unveil and the variations to functions of (card, picture index), correct to one
   * of (card, words); the rest is for the panels.
   */
  constructor(root, actions) {
    this.#root = root;
    this.#panels = new Panels(root, actions);
    const does = {
      ...actions,
      inpaint: (card, index) => this.#panels.toggle("retouch", card, index),
      outpaint: (card, index) => this.#panels.toggle("widen", card, index),
    };
    for (const button of root.querySelectorAll("button[data-do]"))
      button.addEventListener("click", () => does[button.dataset.do](this.#card, this.#chosen));
    const form = this.#find(".correction");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = form.elements.text.value.trim();
      form.reset();
      if (words) actions.correct(this.#card, words);
    });
  }

  /** Show a card as it is now; null takes it away. */
  show(card) {
    if (card === this.#card) return;
    if (card?.id !== this.#card?.id) {
      this.#chosen = 0;
      this.#find(".correction").reset();
      this.#panels.close();
    }
    this.#card = card;
    this.#draw(card);
  }

  #draw(card) {
    this.#root.hidden = !card;
    if (!card) return;
    this.#find(".mat").dataset.stage = card.stage;
    this.#find(".headline").textContent = card.headline;
    this.#find(".typed").textContent = card.text;
    this.#showCanvas(card);
    this.#showProgress(card);
    this.#showStrip(card.pictures);
    this.#showActions(card);
    this.#showDetails(card.details);
  }

  /** Put words back that were not taken. */
  retype(words) {
    this.#find(".correction").elements.text.value = words;
  }

  reveal() {
    this.#root.scrollIntoView({ block: "nearest" });
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  #showCanvas(card) {
    const canvas = this.#find(".canvas");
    const source = card.pictures[this.#chosen]?.url ?? card.preview;
    canvas.alt = finished(card) ? card.text || card.headline : "";
    if (canvas.dataset.card !== card.id && canvas.classList.contains("veiled")) canvas.hidden = true; // before it is bare
    canvas.classList.toggle("veiled", veiled(card));
    if (source) swap(canvas, source);
    else if (canvas.dataset.card !== card.id) canvas.hidden = true;
    canvas.dataset.card = card.id;
  }

  #showProgress(card) {
    const bar = this.#find(".progress");
    bar.hidden = finished(card);
    if (card.fraction === null) bar.removeAttribute("value");
    else bar.value = card.fraction;
  }

  #showStrip(pictures) {
    const strip = this.#find(".strip");
    strip.hidden = pictures.length < 2;
    const thumbnails = pictures.length < 2 ? [] : pictures.map((picture, index) => this.#thumbnail(picture, index));
    strip.replaceChildren(...thumbnails);
  }

  #thumbnail(picture, index) {
    const button = element("button", { type: "button", className: "thumbnail" });
    button.ariaPressed = String(index === this.#chosen);
    const className = veiled(this.#card) ? "veiled" : "";
    button.append(element("img", { src: picture.url, alt: picture.name, className }));
    button.addEventListener("click", () => {
      this.#chosen = index;
      this.#panels.close();
      this.#draw(this.#card);
      this.#find(`.strip li:nth-child(${index + 1}) button`).focus();
    });
    const item = element("li");
    item.append(button);
    return item;
  }

  #showActions(card) {
    const picture = card.pictures[this.#chosen];
    const offered = {
      download: picture,
      over: picture,
      again: finished(card),
      cancel: card.actions.includes("cancel"),
      vary_subtle: picture && card.actions.includes("vary_subtle"),
      vary_strong: picture && card.actions.includes("vary_strong"),
      inpaint: picture && !veiled(card), // marked by hand: it takes nothing that finds a part by words
      outpaint: picture && card.actions.includes("outpaint"),
      favourite: picture && card.actions.includes("favourite"),
      remove: finished(card) && card.actions.includes("delete"),
      unveil: veiled(card) && (picture || card.preview),
    };
    for (const action of this.#root.querySelectorAll("[data-do]")) {
      if (!offered[action.dataset.do] && action === document.activeElement) this.#root.focus({ preventScroll: true });
      action.hidden = !offered[action.dataset.do];
    }
    const correction = this.#find(".correction");
    if (!picture && correction.contains(document.activeElement)) this.#root.focus({ preventScroll: true });
    correction.hidden = !picture;
    const download = this.#find("[data-do=download]");
    download.href = picture?.url ?? "";
    download.download = picture?.name ?? "";
  }

  #showDetails(details) {
    const pairs = details.map(([label, value]) => {
      const pair = element("div");
      pair.append(element("dt", { textContent: label }), element("dd", { textContent: value }));
      return pair;
    });
    this.#find(".details").replaceChildren(...pairs);
  }
}

/** An element with some properties. */
export function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

/** Change a picture once the new one is decoded, so that nothing flickers; the last one asked for wins. */
export async function swap(image, source) {
  if (image.dataset.source === source) {
    image.hidden = false;
    return;
  }
  image.dataset.source = source;
  const next = element("img", { src: source });
  await next.decode().catch(() => {});
  if (image.dataset.source !== source) return;
  image.src = source;
  image.hidden = false;
}
