// The few sentences that the page itself says; the server wrote them in the reader's language.

const words = document.querySelector("#words").content;

export const word = (key) => words.querySelector(`[data-word="${key}"]`).textContent;
