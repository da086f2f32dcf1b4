import { describe, expect, it } from "vitest";
import { ImageNames } from "./image-names.js";

function namesOf(names: readonly string[], options = {}) {
  const given = new ImageNames(options);
  return names.map((name) => given.take(name, "http://x/y.png?z=1.gif").name);
}

describe("ImageNames", () => {
  it("keeps folders, and extensions of images; a name without one gets the url's", () => {
    expect(namesOf(["train/images/IMG_1_jpg.rf.aaaa1111.jpg", "a.b", "image.webp", "image.webp.jpg", "x"])).toEqual([
      "train/images/IMG_1_jpg.rf.aaaa1111.jpg",
      "a.b.png",
      "image.webp",
      "image.webp.jpg",
      "x.png",
    ]);
  });

  it("makes what no file system may have safe", () => {
    expect(
      namesOf(["C:\\Users\\José\\data\\a b#1.jpg", "../../x.jpg", "/a//b.png", "aux.png", "a?/b*.png", ""]),
    ).toEqual(["C_/Users/José/data/a b_1.jpg", "__/__/x.jpg", "a/b.png", "_aux.png", "a_/b_.png", "_.png"]);
  });

  it("gives no two pictures one name, whatever the case and the spelling of accents", () => {
    expect(namesOf(["a.png", "A.PNG", "a.png", "a-2.png", "e\u0301.png", "\u00e9.png"])).toEqual([
      "a.png",
      "A-2.PNG",
      "a-3.png",
      "a-2-2.png",
      "e\u0301.png",
      "\u00e9-2.png",
    ]);
  });

  it("tells stems apart where each image has a text file, and keeps the format's folders out of names", () => {
    const options = { byStem: true, reservedFolders: ["images"] };
    expect(namesOf(["a.png", "a.jpg", "image.webp", "image.webp.jpg", "train/Images/x.png"], options)).toEqual([
      "a.png",
      "a-2.jpg",
      "image.webp",
      "image.webp.jpg",
      "train/Images_/x.png",
    ]);
  });
});
