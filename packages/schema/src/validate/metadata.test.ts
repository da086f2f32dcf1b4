import { describe, expect, it } from "vitest";
import { validateDatasetMetadata, validateMetadata } from "./metadata.js";

describe("metadata of a sample", () => {
  it("holds strings, numbers, booleans and null", () => {
    expect(validateMetadata({ city: "London", robot_id: 3, is_wet: false, note: null })).toEqual([]);
    expect(validateMetadata({ cameras: ["front"] })).toMatchObject([{ path: "cameras" }]);
  });
});

describe("metadata of a dataset", () => {
  it("holds whatever its user nests in it", () => {
    expect(
      validateDatasetMetadata({ day: "sunday", cameras: [{ name: "front", fov: 90 }], more: { a: [[]] } }),
    ).toEqual([]);
  });

  it("says where a number is that no client reads", () => {
    const metadata = JSON.parse('{"cameras": [{"fov": 1e999}]}');
    expect(validateDatasetMetadata(metadata)).toEqual([{ path: "cameras[0].fov", message: "must be a finite number" }]);
    expect(validateDatasetMetadata([])).toMatchObject([{ path: "" }]);
  });
});
