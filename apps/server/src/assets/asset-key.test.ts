import { expect, test } from "vitest";
import { isAssetKey, keyOfUrl, pathOfKey } from "./asset-key.js";
import { contentTypeFor, createAssetKey } from "./asset-store.js";

test.each([
  ["violet.jpg", "violet.jpg"],
  ["my photo (1).jpg", "my_photo_(1).jpg"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\jane\\a.png", "a.png"],
  [".htaccess", "htaccess"],
  ["..", "file"],
  ["", "file"],
  ["///", "file"],
  ["\0", "file"],
  ["a\r\nb: c.png", "a_b_c.png"],
  ["\u202Efdp.exe", "fdp.exe"],
  ["a%2e%2e%2fb.png", "a_2e_2e_2fb.png"],
  ["cafe\u0301.png", "caf\u00e9.png"],
  ["\ud800.png", "png"],
  ["照片.jpg", "照片.jpg"],
  ["{filename}$", "filename_"],
  ["__proto__", "proto__"],
])("the name %j becomes %j", (filename, clean) => {
  const key = createAssetKey(filename);
  expect(key).toMatch(/^[0-9a-f]{32}\//);
  expect(key.slice(33)).toBe(clean);
});

test.each([
  ["a".repeat(300), 160],
  [`${"a".repeat(300)}.png`, 160],
  [`${"照".repeat(300)}.png`, 160],
  [`a.${"b".repeat(300)}`, 160],
  ["x".repeat(5_000_000), 160],
])("a long name is cut and keeps a short extension (%#)", (filename, maxBytes) => {
  const key = createAssetKey(filename);
  expect(isAssetKey(key)).toBe(true);
  expect(Buffer.byteLength(key.slice(33))).toBeLessThanOrEqual(maxBytes);
  expect(key.endsWith(".png")).toBe(filename.endsWith(".png"));
});

test("any name makes a key that its own url leads back to", () => {
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 2147483647);
  for (let round = 0; round < 2000; round++) {
    const filename = Array.from({ length: next() % 40 }, () =>
      String.fromCharCode(next() % (round % 2 ? 65536 : 128)),
    ).join("");
    const key = createAssetKey(filename);
    expect(isAssetKey(key)).toBe(true);
    const url = `http://a.test:8484${pathOfKey(key)}`;
    expect(new URL(url).href).toBe(url);
    expect(keyOfUrl(url, ["http://a.test:8484"])).toBe(key);
  }
});

test("no two keys are the same", () => {
  expect(new Set(Array.from({ length: 1000 }, () => createAssetKey("a.png"))).size).toBe(1000);
});

const KEY = `${"0a".repeat(16)}/a.png`;
const ORIGINS = ["http://localhost:8484", "https://label.test"];

test.each([
  `http://localhost:8484/storage/${KEY}`,
  `https://label.test/storage/${KEY}`,
  `https://LABEL.test:443/storage/${KEY}/`,
  `https://label.test/storage/${KEY}?download=1#top`,
  `https://label.test/storage/${"0a".repeat(16)}/%61.png`,
])("%s is ours", (url) => {
  expect(keyOfUrl(url, ORIGINS)).toBe(KEY);
});

test.each([
  "",
  "not a url",
  KEY,
  `/storage/${KEY}`,
  `http://label.test/storage/${KEY}`,
  `https://label.test:444/storage/${KEY}`,
  `https://label.test.evil.test/storage/${KEY}`,
  `https://label.test@evil.test/storage/${KEY}`,
  `https://jane:secret@label.test/storage/${KEY}`,
  `https://label.test/other/${KEY}`,
  `https://label.test/x/../storage/${KEY}`,
  `https://label.test/storage/../storage/${KEY}`,
  `https://label.test/storage/%2e%2e/a.png`,
  `https://label.test/storage/${KEY}/b`,
  `https://label.test/storage/${KEY}%ff`,
  `ftp://label.test/storage/${KEY}`,
  `https:\\\\label.test/storage/${KEY}`,
  `data:text/plain,/storage/${KEY}`,
])("%j is not ours", (url) => {
  expect(keyOfUrl(url, ORIGINS)).toBeUndefined();
});

test.each([
  ["a.png", "image/png"],
  ["A.JPEG", "image/jpeg"],
  ["a.tar.gz", "application/gzip"],
  ["a.html", "application/octet-stream"],
  ["constructor", "application/octet-stream"],
  ["a.__proto__", "application/octet-stream"],
  ["", "application/octet-stream"],
])("the type of %j is %s", (filename, type) => {
  expect(contentTypeFor(filename)).toBe(type);
});
