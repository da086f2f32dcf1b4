import type { SampleInList } from "../../api/types.js";
import type { Suggestion } from "../../components/QueryBar.js";
import { STATUSES } from "../../components/status.js";
import { SORT_WORDS, STATUS_WORDS } from "./sample-query.js";

const KEYS: readonly Suggestion[] = [
  { word: "status:", words: "by label status" },
  { word: "name:", words: "what the name contains" },
  { word: "sort:", words: "in which order" },
];

const STATUS_SUGGESTIONS: readonly Suggestion[] = [...STATUS_WORDS].map(([word, status]) => ({
  word: `status:${word}`,
  words: STATUSES[status].name,
}));

const SORT_SUGGESTIONS: readonly Suggestion[] = Object.keys(SORT_WORDS).flatMap((word) => [
  { word: `sort:${word}`, words: word === "name" ? "A to Z" : "lowest or oldest first" },
  { word: `sort:-${word}`, words: word === "name" ? "Z to A" : "highest or newest first" },
]);

const MAX_SUGGESTIONS = 12;

/** What a word in the making may become; metadata is taken from the samples in sight. */
export function suggestWords(word: string, samples: readonly SampleInList[]): readonly Suggestion[] {
  const pool = word.includes(":")
    ? [...STATUS_SUGGESTIONS, ...SORT_SUGGESTIONS, ...metadataWords(samples)]
    : [...KEYS, ...metadataKeys(samples)];
  const start = word.toLowerCase();
  return pool
    .filter((suggestion) => suggestion.word.toLowerCase().startsWith(start) && suggestion.word !== word)
    .slice(0, MAX_SUGGESTIONS);
}

function metadataKeys(samples: readonly SampleInList[]): Suggestion[] {
  const names = new Set(samples.flatMap(({ metadata }) => Object.keys(metadata)));
  return [...names].filter(isPlain).map((name) => ({ word: `${name}:`, words: "by metadata" }));
}

function metadataWords(samples: readonly SampleInList[]): Suggestion[] {
  const words = samples.flatMap(({ metadata }) =>
    Object.entries(metadata).flatMap(([name, value]) => {
      const text = String(value);
      return isPlain(name) && isPlain(text) ? [`${name}:${text}`] : [];
    }),
  );
  return [...new Set(words)].map((word) => ({ word, words: "by metadata" }));
}

/** What needs no quotes. */
function isPlain(text: string): boolean {
  return text !== "" && text.length <= 60 && !/[\s:",]/.test(text);
}
