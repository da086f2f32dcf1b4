import { expect, test } from "vitest";
import { type LinkValue, type SceneRecord, sceneId } from "./records.js";
import { sceneChangesBetween } from "./scene-changes.js";

const scene = (more: Partial<SceneRecord>): readonly SceneRecord[] => [
  { id: sceneId({}), typeName: "scene", place: {}, extra: {}, ...more },
];
const link = (from_id: number, to_id: number, more: object = {}): LinkValue => ({ from_id, to_id, ...more });

test("links that came, went, were turned round or given values are told apart", () => {
  const before = scene({ links: [link(1, 2), link(2, 3), link(3, 4), link(5, 6), link(7, 8), link(7, 8)] });
  const now = scene({
    links: [
      link(7, 8),
      link(2, 1),
      link(2, 3, { attributes: { kind: "pulls" } }),
      link(4, 6),
      link(5, 6, { attributes: {} }),
    ],
  });
  const { links } = sceneChangesBetween(before, now);
  expect(links.map(({ kind, link: { from_id, to_id } }) => [kind, from_id, to_id])).toEqual([
    ["removed", 3, 4],
    ["removed", 7, 8],
    ["reversed", 2, 1],
    ["changed", 2, 3],
    ["added", 4, 6],
  ]);
});

test("attributes of the whole image are compared by name, in each place", () => {
  const before = scene({ attributes: { weather: "rain", lit: true, old: 1 } });
  const now = [
    ...scene({ attributes: { weather: "sun", lit: true, new: null } }),
    {
      id: sceneId({ frame: 3 }),
      typeName: "scene",
      place: { frame: 3 },
      extra: {},
      attributes: { lit: false },
    } as const,
  ];
  expect(sceneChangesBetween(before, now).values).toEqual([
    { place: {}, name: "weather", before: "rain", now: "sun" },
    { place: {}, name: "old", before: 1, now: undefined },
    { place: { frame: 3 }, name: "lit", before: undefined, now: false },
  ]);
  expect(sceneChangesBetween([], scene({ links: null }))).toEqual({ links: [], values: [] });
});
