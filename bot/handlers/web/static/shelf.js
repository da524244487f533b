// All pictures of this browser, newest first, as small ones to choose from.

import { finished } from "./cards.js";
import { element, swap } from "./easel.js";
import { veiled } from "./veil.js";
import { word } from "./words.js";

export class Shelf {
  #root;
  #list;
  #items = new Map();
  #select;

  /** `select(id)` is called with the card that somebody wants to look at. */
  constructor(root, select) {
    this.#root = root;
    this.#list = root.querySelector("ul");
    this.#select = select;
  }

  /** Show the cards, and which one stands on the easel. */
  show(cards, selected) {
    this.#root.hidden = !cards.length;
    const kept = new Set(cards.map((card) => card.id));
    for (const [id, item] of this.#items) if (!kept.has(id)) this.#forget(id, item);
    cards.forEach((card, place) => this.#place(card, place, card.id === selected));
  }

  #forget(id, item) {
    item.remove();
    this.#items.delete(id);
  }

  #place(card, place, selected) {
    const item = this.#items.get(card.id) ?? this.#make(card.id);
    if (this.#list.children[place] !== item) this.#list.insertBefore(item, this.#list.children[place] ?? null);
    const button = item.querySelector("button");
    button.dataset.stage = card.stage;
    button.ariaCurrent = String(selected);
    button.ariaLabel = `${word("open")}: ${card.text || card.headline}`;
    item.querySelector(".label").textContent = card.text;
    const source = card.pictures[0]?.url ?? card.preview;
    item.querySelector("img").classList.toggle("veiled", veiled(card));
    if (source) swap(item.querySelector("img"), source);
    const bar = item.querySelector("progress");
    bar.hidden = finished(card);
    if (card.fraction !== null) bar.value = card.fraction;
  }

  #make(id) {
    const item = element("li");
    const button = element("button", { type: "button", className: "small" });
    button.append(element("img", { alt: "", hidden: true, loading: "lazy" }), element("progress"), element("span", { className: "label" }));
    button.addEventListener("click", () => this.#select(id));
    item.append(button);
    this.#items.set(id, item);
    return item;
  }
}
