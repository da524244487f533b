// What the page asks of the server, and what the server tells by itself.

import { word } from "./words.js";

/** A refusal or a fault, as a sentence for the person. */
export class Problem extends Error {}

/** Post a form; the answer's JSON. Throws Problem. */
export async function post(path, body) {
  const response = await reach(path, { method: "POST", body });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer.problem ?? word("unreachable"));
  return answer;
}

/** Post a command's form; what is said, and a file where there is one. Throws Problem. */
export async function ask(path, body) {
  const response = await reach(path, { method: "POST", body });
  const text = response.headers.get("Hwaga-Text");
  if (response.ok && text !== null) {
    const name = /filename="(.+)"/.exec(response.headers.get("Content-Disposition"))[1];
    return { text: decodeURIComponent(text), file: new File([await response.blob()], name) };
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer.problem ?? word("unreachable"));
  return { text: answer.text, file: null };
}

/** What is kept at an address. Throws Problem. */
export async function kept(path) {
  const response = await reach(path);
  if (!response.ok) throw new Problem(word("unreachable"));
  return response.json();
}

/** A finished picture as a file. Throws Problem. */
export async function file({ url, name }) {
  const response = await reach(url);
  if (!response.ok) throw new Problem(word("unreachable"));
  const blob = await response.blob();
  return new File([blob], name, { type: blob.type });
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Problem(word("unreachable"));
  }
}

/**
 * Listen as long as the page lives: `all` hears every recent card at each (re)connection, `one` each as it changes,
 * `online` whether the server is there. A tab that nobody looks at lets go unless it is `busy`: browsers allow six
 * connections to one place, over all tabs.
 */
export function listen({ all, one, online, busy }) {
  let source = null;

  function connect() {
    source?.close();
    source = new EventSource("/events");
    source.addEventListener("cards", (event) => {
      online(true);
      all(JSON.parse(event.data));
    });
    source.addEventListener("card", (event) => one(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      online(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000); // an answer that was no stream
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !busy()) source.close();
    else if (!document.hidden && source.readyState === EventSource.CLOSED) connect();
  });
  connect();
}
