// Pictures that nobody sees before they want to.

const lifted = new Set();

export const veiled = (card) => Boolean(card.spoiler) && !lifted.has(card.id);

/** From now on, and until the page is loaded again. */
export const lift = (card) => lifted.add(card.id);
