// The jobs of this browser as the page knows them: id → card, newest first.

const FINISHED = new Set(["done", "failed", "stopped"]);

export const finished = (card) => FINISHED.has(card.stage);

export class Cards extends EventTarget {
  #cards = new Map();
  #drafts = 0;
  #made = 0;
  #held = [];

  get(id) {
    return this.#cards.get(id);
  }

  /** Newest first. */
  list() {
    return [...this.#cards.values()].sort((a, b) => b.at - a.at);
  }

  /** What the server knows at a (re)connection; drafts stay, cards that it no longer has do not. */
  replace(cards) {
    const known = new Set(cards.map((card) => card.id));
    for (const [id, card] of this.#cards) if (!card.draft && !known.has(id)) this.#cards.delete(id);
    for (const card of cards) this.#receive(card);
    this.#changed();
  }

  /** One card as it is now. */
  put(card) {
    this.#receive(card);
    this.#changed();
  }

  /** A card for what was sent and is not answered yet. */
  draft(text, headline) {
    this.#drafts += 1;
    const id = `draft-${(this.#made += 1)}`;
    const nothing = { details: [], fraction: null, preview: null, pictures: [], actions: ["cancel"] };
    this.#cards.set(id, { ...nothing, id, draft: true, at: Date.now() / 1000, stage: "thinking", text, headline });
    this.#changed();
    return id;
  }

  /** The answer came: `card` takes the draft's place, or nothing does. */
  settle(draft, card) {
    this.#drafts -= 1;
    this.#cards.delete(draft);
    if (card) this.#take(card);
    if (!this.#drafts) for (const held of this.#held.splice(0)) this.#take(held);
    this.dispatchEvent(new CustomEvent("settled", { detail: { draft, card } }));
    this.#changed();
  }

  /** While a draft has no id yet, strangers wait: one of them may be the draft's own. */
  #receive(card) {
    if (this.#drafts && !this.#cards.has(card.id)) this.#held.push(card);
    else this.#take(card);
  }

  /** A finished card stays finished, whatever comes late. */
  #take(card) {
    const before = this.#cards.get(card.id);
    if (before && finished(before) && !finished(card)) return;
    const preview = card.preview ?? (finished(card) ? null : (before?.preview ?? null)); // not every step has one
    this.#cards.set(card.id, { ...card, preview });
    const news = before && (before.stage !== card.stage || (finished(before) && before.headline !== card.headline));
    if (news) this.dispatchEvent(new CustomEvent("stage", { detail: card }));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
