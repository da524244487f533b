// Puts the page together: the form, the easel, the shelf, and the server behind them.

import { Cards, finished } from "./cards.js";
import { Composer } from "./composer.js";
import { Easel } from "./easel.js";
import { Problem, file, listen, post } from "./server.js";
import { Shelf } from "./shelf.js";
import { lift } from "./veil.js";
import { word } from "./words.js";
import { serve } from "./yours.js";

const find = (selector) => document.querySelector(selector);
const cards = new Cards();
const title = document.title;
const unwanted = new Set(); // drafts that were cancelled before they were jobs
let selected = null;

const composer = new Composer(find("#composer"), (form) => send("/jobs", form, form.get("text")));
const easel = new Easel(find("#easel"), {
  again,
  correct,
  over,
  cancel,
  unveil,
  vary_subtle: (card, index) => goOn("vary", card, index, formOf({ strength: "subtle" })),
  vary_strong: (card, index) => goOn("vary", card, index, formOf({ strength: "strong" })),
  edit: (card, index, form) => goOn("edit", card, index, form),
  outpaint: (card, index, form) => goOn("outpaint", card, index, form),
  favourite: (card) => own("favourite", card),
  remove: (card) => confirm(word("really")) && own("delete", card),
});
const shelf = new Shelf(find("#shelf"), (id) => {
  select(id);
  easel.reveal();
});

const connected = new Promise((resolve) => {
  listen({
    all: (list) => {
      cards.replace(list);
      composer.forgive(word("unreachable"));
      resolve();
    },
    one: (card) => cards.put(card),
    online: (there) => (find("#offline").hidden = there),
    busy: () => cards.list().some((card) => !finished(card)),
  });
});

serve(find("#yours"), connected);

cards.addEventListener("change", render);
cards.addEventListener("stage", ({ detail: card }) => say(card.headline));
cards.addEventListener("settled", ({ detail: { draft, card } }) => {
  if (selected === draft) selected = card?.id ?? null;
});

/** Send something to be painted and stand its card on the easel while it is thought about; whether it was taken. */
async function send(path, form, text) {
  const draft = cards.draft(text, word("thinking"));
  composer.complain("");
  select(draft);
  easel.reveal();
  say(word("thinking"));
  try {
    await connected; // who this browser is comes with the first connection
    const card = await post(path, form);
    const stopped = unwanted.delete(draft) && (await cancel(card));
    cards.settle(draft, stopped ? { ...card, stage: "stopped", headline: word("cancelling"), actions: [] } : card);
    return true;
  } catch (problem) {
    cards.settle(draft, null);
    complain(problem);
    return false;
  }
}

async function again(card) {
  await send(`/jobs/${card.id}/again`, new FormData(), card.text);
}

/** Another picture from one of a finished card's. */
async function goOn(command, card, index, form) {
  form.set("picture", index + 1);
  const text = form.get("what") || form.get("text") || card.text;
  if (!(await send(`/jobs/${card.id}/${command}`, form, text))) select(card.id);
}

function formOf(values) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

/** Change a finished picture in plain words. */
async function correct(card, words) {
  const form = formOf({ text: words });
  if (await send(`/jobs/${card.id}/correct`, form, `${card.text}\n${words}`)) return;
  select(card.id);
  easel.retype(words);
}

/** Whether the server was told so; what came of it comes by itself. */
async function cancel(card) {
  if (card.draft) {
    unwanted.add(card.id);
    cards.put({ ...card, headline: word("cancelling"), actions: [] });
    return false;
  }
  try {
    await post(`/jobs/${card.id}/cancel`, new FormData());
    return true;
  } catch (problem) {
    complain(problem);
    return false;
  }
}

/** Keep a picture, or delete it: what came of it is told. */
async function own(command, card) {
  try {
    const { text } = await post(`/jobs/${card.id}/${command}`, formOf({ job: card.id }));
    composer.complain("");
    say(text);
    if (command === "favourite") return cards.put({ ...card, headline: text });
    cards.put({ ...card, stage: "stopped", headline: text, pictures: [], details: [], actions: [] });
    select(null);
  } catch (problem) {
    complain(problem);
  }
}

/** Somebody wants to see it all the same. */
function unveil(card) {
  lift(card);
  cards.put({ ...card });
}

/** Take a finished picture as the photo for the next one. */
async function over(card, index) {
  try {
    composer.photo.set(await file(card.pictures[index]));
    composer.focus();
  } catch (problem) {
    complain(problem);
  }
}

function complain(problem) {
  if (!(problem instanceof Problem)) throw problem;
  composer.complain(problem.message);
  find("#complaint").scrollIntoView({ block: "nearest" });
}

function select(id) {
  selected = id;
  render();
}

function render() {
  const list = cards.list().filter((card) => card.stage !== "stopped" || card.id === selected);
  if (!cards.get(selected)) selected = (list.find((card) => !finished(card)) ?? list[0])?.id ?? null;
  easel.show(cards.get(selected) ?? null);
  shelf.show(list, selected);
  document.title = progressOf(list) + title;
}

/** How far the picture is that is being painted, for a tab in the background. */
function progressOf(list) {
  const painting = list.find((card) => card.stage === "painting" && card.fraction !== null);
  return painting ? `${Math.round(painting.fraction * 100)} % · ` : "";
}

/** For those who listen to the page. */
function say(sentence) {
  find("#status").textContent = sentence;
}
