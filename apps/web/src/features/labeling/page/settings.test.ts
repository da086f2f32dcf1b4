import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, readSettings, SettingsStore } from "./settings.js";

it.each([null, "", "not json", "null", "7", "[]", '{"fillOpacity":"much","colorBy":"red","lineWidthPx":null}'])(
  "%s is no settings: they are as at first",
  (text) => {
    expect(readSettings(text)).toEqual(DEFAULT_SETTINGS);
  },
);

it("takes what fits and keeps the rest", () => {
  const { fillOpacity, colorBy, brightness } = readSettings(
    '{"fillOpacity":0.5,"colorBy":{"by":"instance"},"brightness":"x"}',
  );
  expect([fillOpacity, colorBy, brightness]).toEqual([0.5, { by: "instance" }, 1]);
});

it("is kept per user, and outlives a full storage", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  new SettingsStore("jane", storage).set({ lineWidthPx: 3 });
  expect(new SettingsStore("jane", storage).get().lineWidthPx).toBe(3);
  expect(new SettingsStore("john", storage).get().lineWidthPx).toBe(DEFAULT_SETTINGS.lineWidthPx);
  const full = {
    ...storage,
    setItem: () => {
      throw new DOMException("", "QuotaExceededError");
    },
  };
  const store = new SettingsStore("jane", full);
  store.set({ lineWidthPx: 2 });
  expect(store.get().lineWidthPx).toBe(2);
});
