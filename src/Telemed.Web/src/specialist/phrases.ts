import { createStore } from "../platform/store";

/** A reader's own texts, kept on his device. */
const keptUnder = (personId: string) => `telemed.phrases.${personId}`;
const phrasesAtMost = 60;

const loaded = new Map<string, ReturnType<typeof createStore<readonly string[]>>>();

export function phrasesOf(personId: string): ReturnType<typeof createStore<readonly string[]>> {
  let store = loaded.get(personId);
  if (!store) {
    const kept = localStorage.getItem(keptUnder(personId));
    store = createStore<readonly string[]>(kept === null ? [] : (JSON.parse(kept) as readonly string[]));
    loaded.set(personId, store);
  }
  return store;
}

export function keepPhrase(personId: string, text: string): void {
  const phrase = text.trim();
  if (phrase === "") return;
  const store = phrasesOf(personId);
  store.set([phrase, ...store.get().filter(other => other !== phrase)].slice(0, phrasesAtMost));
  localStorage.setItem(keptUnder(personId), JSON.stringify(store.get()));
}

export function dropPhrase(personId: string, phrase: string): void {
  const store = phrasesOf(personId);
  store.set(store.get().filter(other => other !== phrase));
  localStorage.setItem(keptUnder(personId), JSON.stringify(store.get()));
}
