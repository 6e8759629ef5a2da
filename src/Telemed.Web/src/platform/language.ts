import { createStore } from "./store";

/** The languages the practice works in. */
export const languages = ["zh", "kk", "ru", "en"] as const;
export type Language = (typeof languages)[number];

export const languageNames: Readonly<Record<Language, string>> = {
  zh: "中文",
  kk: "Қазақша",
  ru: "Русский",
  en: "English",
};

/** The tag a browser understands, for hyphenation, fonts and dates. */
export const languageTags: Readonly<Record<Language, string>> = {
  zh: "zh-CN",
  kk: "kk-KZ",
  ru: "ru-RU",
  en: "en-GB",
};

/**
 * The tags for dates and numbers, the best first. Not every browser has a Kazakh calendar; its dates and numbers are
 * then written as Russian ones are, and not as the machine happens to be set.
 */
export const localeTags = (): readonly string[] =>
  language.get() === "kk" ? [languageTags.kk, languageTags.ru] : [languageTags[language.get()]];

/** Labels of codes as the hub's catalogues hold them. */
export type Labels = Readonly<Partial<Record<Language, string>>>;

const keptUnder = "telemed.language";

/** With `?pseudo` in the address every word is drawn 40 % longer, to find labels that do not fit. */
export const isPseudo = typeof location !== "undefined" && new URLSearchParams(location.search).has("pseudo");

export const language = createStore<Language>(firstLanguage());

export function chooseLanguage(next: Language): void {
  keep(next);
  language.set(next);
}

/** A code in the person's language; the code itself where the catalogue has no label. */
export function labelOf(labels: Labels | undefined, fallback: string): string {
  const label = labels?.[language.get()] ?? labels?.en ?? fallback.replaceAll("_", " ");
  return isPseudo ? stretched(label) : label;
}

/** Makes a text 40 % longer and gives it marks, keeping `{placeholders}` whole. */
export function stretched(text: string): string {
  const marked = text.replace(/\{[^}]*\}|[aeiouyAEIOUY]/g, hit => (hit.length > 1 ? hit : `${hit}\u0301`));
  return `⟦${marked}${"·".repeat(Math.ceil(text.length * 0.4))}⟧`;
}

function firstLanguage(): Language {
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem(keptUnder);
  if (isLanguage(kept)) return kept;
  const wishes = typeof navigator === "undefined" ? [] : navigator.languages;
  for (const wish of wishes ?? []) {
    const short = wish.slice(0, 2);
    if (isLanguage(short)) return short;
  }
  return "en";
}

export function isLanguage(text: string | null | undefined): text is Language {
  return languages.includes(text as Language);
}

function keep(next: Language): void {
  if (typeof localStorage !== "undefined") localStorage.setItem(keptUnder, next);
  if (typeof document !== "undefined") document.documentElement.lang = languageTags[next];
}
if (typeof document !== "undefined") document.documentElement.lang = languageTags[language.get()];
