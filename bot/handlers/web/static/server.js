// What the page asks of the server, and what the server tells by itself.

import { word } from "./words.js";

/** A refusal or a fault, as a sentence for the person. */
export class Problem extends Error {}

/** Post a form; the answer's JSON. Throws Problem. */
export async function post(path, body) {
  let response;
  try {
    response = await fetch(path, { method: "POST", body });
  } catch {
    throw new Problem(word("unreachable"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer.problem ?? word("unreachable"));
  return answer;
}

/**
 * Listen for cards as long as the page lives: all recent ones at every (re)connection, then each as it changes.
 * `online` hears whether the server is there.
 */
export function listen({ all, one, online }) {
  const source = new EventSource("/events");
  source.addEventListener("cards", (event) => {
    online(true);
    all(JSON.parse(event.data));
  });
  source.addEventListener("card", (event) => one(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    online(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000, { all, one, online });
  });
}
