import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { SDK_PHRASES, sdkErrorOf } from "./errors.js";
import { hasSdkPhrase, quoteForMessage } from "./quote.js";

describe("quoteForMessage", () => {
  const cases: [text: string, quoted: string][] = [
    ["daisies", '"daisies"'],
    ["", '""'],
    ["Blümchen 🌼", '"Blümchen 🌼"'],
    ["not found", '"not·found"'],
    ["NOT Found", '"NOT·Found"'],
    ["time-outime-out", '"time·outime·out"'],
    ["throttled", '"thro·ttled"'],
    ["a\r\nb\u0000", '"a\\u000d\\u000ab\\u0000"'],
    ["\u202egpj.exe", '"\\u202egpj.exe"'],
    ["\ud800", '"\\ud800"'],
    ["x".repeat(81), `"${"x".repeat(80)}…"`],
    ["x".repeat(80), `"${"x".repeat(80)}"`],
    ["🌼".repeat(81), `"${"🌼".repeat(80)}…"`],
  ];
  test.each(cases)("%j", (text, quoted) => expect(quoteForMessage(text)).toBe(quoted));

  it("never lets a user's text choose the exception", () => {
    const words = SDK_PHRASES.flatMap(([phrase]) => [phrase, phrase.toUpperCase(), ...phrase.split(/(?=[ -])/)]);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 6 }), (parts) => {
        const quoted = quoteForMessage(parts.join(""));
        expect(hasSdkPhrase(quoted)).toBe(false);
        expect(sdkErrorOf(JSON.stringify({ detail: `There is no ${quoted}.` }))).toBe("NetworkError");
      }),
      { numRuns: 2000 },
    );
  });

  it("is quick on a huge text", () => {
    const before = process.cpuUsage();
    quoteForMessage("time-out".repeat(10_000_000));
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
