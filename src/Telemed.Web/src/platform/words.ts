import { isPseudo, language, languages, stretched, type Language } from "./language";
import { useStore } from "./store";

type Dictionary = Readonly<Record<string, string>>;

/** The words of one slice in every language. All languages hold the same keys: the compiler and a test see to it. */
export interface Words<K extends string> {
  readonly all: Readonly<Record<Language, Readonly<Record<K, string>>>>;
}

/** Says one word; `{name}` is filled from the second argument, `{name|image|images}` chooses the word for its number. */
export type Say<K extends string> = (key: K, values?: Readonly<Record<string, string | number>>) => string;

const defined: Words<string>[] = [];

export function defineWords<const E extends Dictionary>(all: {
  readonly en: E;
  readonly zh: { readonly [K in keyof E]: string };
  readonly ru: { readonly [K in keyof E]: string };
  readonly kk: { readonly [K in keyof E]: string };
}): Words<Extract<keyof E, string>> {
  const words = { all } as unknown as Words<Extract<keyof E, string>>;
  defined.push(words as Words<string>);
  return words;
}

/** The words of a slice in the person's language; the component is drawn again when he changes it. */
export function useWords<K extends string>(words: Words<K>): Say<K> {
  return sayIn(words, useStore(language));
}

/** The same outside of components. */
export function say<K extends string>(
  words: Words<K>,
  key: K,
  values?: Readonly<Record<string, string | number>>,
): string {
  return sayIn(words, language.get())(key, values);
}

export function sayIn<K extends string>(words: Words<K>, inLanguage: Language): Say<K> {
  const dictionary = words.all[inLanguage];
  return (key, values) => filled(isPseudo ? stretched(dictionary[key]) : dictionary[key], values);
}

// Of the four languages only English needs two forms: Chinese and Kazakh have one, and Russian words stand before numbers.
const placeholder = /\{(\w+)(?:\|([^|}]+)\|([^|}]+))?\}/g;

function filled(text: string, values: Readonly<Record<string, string | number>> | undefined): string {
  if (values === undefined) return text;
  return text.replace(placeholder, (whole, name: string, one?: string, several?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return one === undefined || several === undefined ? String(value) : Number(value) === 1 ? one : several;
  });
}

/** Every problem of completeness in a slice's words, as sentences; an empty list means all is well. */
export function gapsIn(words: Words<string>): string[] {
  const gaps: string[] = [];
  const placeholders = (text: string) =>
    [...new Set([...text.matchAll(placeholder)].map(hit => hit[1]))].toSorted().join();
  for (const [key, english] of Object.entries(words.all.en)) {
    for (const other of languages) {
      const text = words.all[other][key];
      if (text === undefined || text.trim() === "") gaps.push(`${other} lacks "${key}"`);
      else if (placeholders(text) !== placeholders(english)) gaps.push(`${other} "${key}" has other {placeholders}`);
    }
  }
  for (const other of languages) {
    for (const key of Object.keys(words.all[other])) {
      if (!(key in words.all.en)) gaps.push(`${other} has "${key}", which English lacks`);
    }
  }
  return gaps;
}
