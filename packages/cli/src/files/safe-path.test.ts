import { describe, expect, it } from "vitest";
import { safePath, UniquePaths } from "./safe-path.js";

describe("a name as a path", () => {
  it.each([
    ["sub/violet.jpg", "sub/violet.jpg"],
    ["../../etc/passwd", "__/__/etc/passwd"],
    ["/etc/passwd", "etc/passwd"],
    ["a//b/./c", "a/b/c"],
    ["..", "__"],
    ["", "_"],
    ["C:\\x\\y", "C__x_y"],
    ["a\u0000b\r\n", "a_b__"],
    ["con.txt", "_con.txt"],
    ["end. ", "end__"],
    [`${"é".repeat(300)}.jpeg`, `${"é".repeat(97)}.jpeg`],
  ])("%j becomes %j", (name, path) => expect(safePath(name)).toBe(path));

  it("is one of its own, for every kind of file system", () => {
    const paths = new UniquePaths();
    const names = ["a.jpg", "a.jpg", "A.JPG", "b", "b/c.jpg", "d/e.jpg", "d"];
    expect(names.map((name) => paths.take(name))).toEqual([
      "a.jpg",
      "a-2.jpg",
      "A-3.JPG",
      "b",
      "b-2/c.jpg",
      "d/e.jpg",
      "d-2",
    ]);
  });
});
