/**
 * Draws the image sequences of the example dataset `sequences`, and writes their labels: shapes with a texture of their own move over a
 * textured ground and pass behind a post. The labels are where the shapes were drawn, so they are exact.
 *
 *     node scripts/make-example-sequences.js
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const EXAMPLES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../examples");
const WIDTH_PX = 480;
const HEIGHT_PX = 270;
const FRAMES = 24;
const START_NS = 1_700_000_000_000_000_000n;
const STEP_NS = 100_000_000n;
/** So many drawn pixels go into one of the picture, each way. */
const SCALE = 2;
const JPEG_QUALITY = 72;
/** From this part of an object's width on, the post hides it. */
const OCCLUDED_PART = 0.3;

const CATEGORY_IDS = { car: 1, ball: 2, kite: 3 };

/**
 * @typedef {readonly [x: number, y: number]} Point
 * @typedef {{ readonly frame: number, readonly points: readonly Point[] }} Key Points move evenly between two keys.
 * @typedef {{ id: number, category: "car" | "ball" | "kite", rgb: readonly [number, number, number], color?: string, runs: readonly (readonly Key[])[] }} Track
 * @typedef {{ name: string, weather: string, status?: string, seed: number, ground: readonly [number, number, number], post: number, tracks: readonly Track[] }} Scene
 */

/** @type {(left: number, top: number, right: number, bottom: number) => readonly Point[]} */
const box = (left, top, right, bottom) => [
  [left, top],
  [right, bottom],
];

/** @type {(frame: number, points: readonly Point[]) => Key} */
const key = (frame, points) => ({ frame, points });

/** @type {(x: number, y: number, size: number, lean: number) => readonly Point[]} */
const kite = (x, y, size, lean) => [
  [x + lean, y - size],
  [x + size * 0.7, y - size * 0.2 + lean],
  [x - lean, y + size],
  [x - size * 0.7, y - size * 0.2 - lean],
];

/** @type {readonly Scene[]} */
const SCENES = [
  {
    ...{ name: "crossing", weather: "sunny", status: "REVIEWED", seed: 7, ground: [118, 128, 112], post: 226 },
    tracks: [
      {
        ...{ id: 1, category: "car", color: "red", rgb: [196, 54, 48] },
        runs: [[key(0, box(18, 150, 108, 204)), key(23, box(362, 156, 456, 212))]],
      },
      {
        ...{ id: 2, category: "ball", rgb: [240, 178, 42] },
        runs: [
          [
            key(3, box(60, 40, 92, 72)),
            key(9, box(120, 206, 152, 238)),
            key(15, box(180, 84, 216, 120)),
            key(22, box(262, 222, 300, 260)),
          ],
        ],
      },
      {
        ...{ id: 3, category: "kite", rgb: [72, 116, 210] },
        runs: [
          [key(0, kite(330, 70, 30, 6)), key(12, kite(388, 92, 36, -8))],
          [key(17, kite(430, 60, 28, 4)), key(23, kite(396, 48, 24, -4))],
        ],
      },
    ],
  },
  {
    ...{ name: "yard", weather: "cloudy", status: "LABELED", seed: 23, ground: [136, 122, 104], post: 300 },
    tracks: [
      {
        ...{ id: 1, category: "car", color: "blue", rgb: [52, 92, 176] },
        runs: [
          [
            key(0, box(352, 96, 462, 164)),
            key(10, box(190, 110, 286, 170)),
            key(16, box(150, 118, 240, 174)),
            key(23, box(20, 104, 118, 166)),
          ],
        ],
      },
      {
        ...{ id: 2, category: "car", color: "white", rgb: [226, 226, 220] },
        runs: [[key(6, box(20, 196, 118, 252)), key(23, box(340, 196, 438, 252))]],
      },
      {
        ...{ id: 4, category: "ball", rgb: [210, 74, 150] },
        runs: [[key(0, box(210, 20, 240, 50)), key(8, box(250, 216, 286, 252)), key(14, box(300, 150, 334, 184))]],
      },
    ],
  },
  {
    ...{ name: "evening", weather: "cloudy", seed: 41, ground: [92, 98, 122], post: 160 },
    tracks: [
      {
        ...{ id: 1, category: "car", color: "green", rgb: [62, 148, 92] },
        runs: [[key(0, box(30, 172, 124, 230)), key(23, box(330, 168, 430, 228))]],
      },
      {
        ...{ id: 2, category: "kite", rgb: [232, 120, 60] },
        runs: [[key(0, kite(400, 80, 34, 8)), key(11, kite(300, 60, 30, -6)), key(23, kite(220, 96, 36, 6))]],
      },
    ],
  },
];

/** Even noise between 0 and 1 on a grid, by a hash of the place (Murmur3's finalizer). @type {(x: number, y: number, seed: number) => number} */
function hash(x, y, seed) {
  let h = (Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(seed, 2246822519)) | 0;
  h = Math.imul(h ^ (h >>> 16), 2246822507);
  h = Math.imul(h ^ (h >>> 13), 3266489909);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Smooth noise: the grid's values, blended. @type {(x: number, y: number, seed: number) => number} */
function noise(x, y, seed) {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const ease = (/** @type {number} */ t) => t * t * (3 - 2 * t);
  const [u, v] = [ease(x - column), ease(y - row)];
  const top = hash(column, row, seed) * (1 - u) + hash(column + 1, row, seed) * u;
  const bottom = hash(column, row + 1, seed) * (1 - u) + hash(column + 1, row + 1, seed) * u;
  return top * (1 - v) + bottom * v;
}

/** @type {(track: Track, frame: number) => { readonly points: readonly Point[], readonly isKey: boolean } | undefined} */
function stateAt({ runs }, frame) {
  for (const run of runs) {
    const at = run.findLastIndex((one) => one.frame <= frame);
    const [from, to] = [run[at], run[at + 1]];
    if (from === undefined) continue;
    if (from.frame === frame) return { points: from.points, isKey: true };
    if (to === undefined) continue;
    const part = (frame - from.frame) / (to.frame - from.frame);
    const points = from.points.map(([x, y], node) => {
      const [endX = x, endY = y] = to.points[node] ?? [];
      return /** @type {Point} */ ([round(x + (endX - x) * part), round(y + (endY - y) * part)]);
    });
    return { points, isKey: false };
  }
  return undefined;
}

/** @type {(value: number) => number} */
function round(value) {
  return Math.round(value * 1000) / 1000;
}

/** @type {(points: readonly Point[]) => readonly [left: number, top: number, right: number, bottom: number]} */
function extentOf(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const POST_WIDTH_PX = 22;

/** @type {(points: readonly Point[], post: number) => boolean} */
function isOccluded(points, post) {
  const [left, , right] = extentOf(points);
  const hidden = Math.min(right, post + POST_WIDTH_PX) - Math.max(left, post);
  return hidden / (right - left) >= OCCLUDED_PART;
}

/** Whether a place, in parts of the extent, is of the object, and how bright its texture is there. @type {(track: Track, u: number, v: number, points: readonly Point[], x: number, y: number) => number | undefined} */
function shadeOf({ category, id }, u, v, points, x, y) {
  const grain = 0.75 + 0.4 * noise(u * 9, v * 7, id * 101);
  if (category === "car") {
    const isWindow = v > 0.12 && v < 0.45 && ((u > 0.14 && u < 0.46) || (u > 0.54 && u < 0.86));
    const isWheel = Math.min((u - 0.22) ** 2, (u - 0.78) ** 2) * 2.6 + (v - 0.86) ** 2 < 0.018;
    return isWindow || isWheel ? 0.3 * grain : grain;
  }
  if (category === "ball") {
    if ((u - 0.5) ** 2 + (v - 0.5) ** 2 > 0.25) return undefined;
    return grain * (Math.floor(u * 4) % 2 === Math.floor(v * 4) % 2 ? 1 : 0.55);
  }
  let isInside = false;
  for (const [at, [ax, ay]] of points.entries()) {
    const [bx, by] = points[(at + 1) % points.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
  }
  return isInside ? grain * (Math.floor(u * 6) % 2 === 0 ? 1 : 0.65) : undefined;
}

const [DRAWN_WIDTH, DRAWN_HEIGHT] = [WIDTH_PX * SCALE, HEIGHT_PX * SCALE];

/** @type {(scene: Scene) => Uint8Array} */
function drawGround({ seed, ground }) {
  const pixels = new Uint8Array(DRAWN_WIDTH * DRAWN_HEIGHT * 3);
  for (let row = 0; row < DRAWN_HEIGHT; row++) {
    for (let column = 0; column < DRAWN_WIDTH; column++) {
      const [x, y] = [column / SCALE, row / SCALE];
      const isRoad = y > 130 && y < 262;
      const coarse = noise(x / 26, y / 18, seed) - 0.5;
      const fine = noise(x / 5, y / 5, seed + 1) - 0.5;
      const light = 1 + 0.35 * coarse + 0.22 * fine - (isRoad ? 0.22 : 0);
      const at = (row * DRAWN_WIDTH + column) * 3;
      for (const [channel, value] of ground.entries()) pixels[at + channel] = Math.min(255, value * light);
    }
  }
  return pixels;
}

/** @type {(scene: Scene, groundPixels: Uint8Array, frame: number) => Uint8Array} */
function draw({ seed, post, tracks }, groundPixels, frame) {
  const pixels = groundPixels.slice();
  const paint = (
    /** @type {number} */ column,
    /** @type {number} */ row,
    /** @type {readonly number[]} */ rgb,
    /** @type {number} */ shade,
  ) => {
    const at = (row * DRAWN_WIDTH + column) * 3;
    for (const [channel, value] of rgb.entries()) pixels[at + channel] = Math.min(255, value * shade);
  };
  for (const track of tracks) {
    const points = stateAt(track, frame)?.points;
    if (points === undefined) continue;
    const [left, top, right, bottom] = extentOf(points);
    for (let row = Math.ceil(top * SCALE - 0.5); row < bottom * SCALE - 0.5; row++) {
      for (let column = Math.ceil(left * SCALE - 0.5); column < right * SCALE - 0.5; column++) {
        const [x, y] = [(column + 0.5) / SCALE, (row + 0.5) / SCALE];
        const shade = shadeOf(track, (x - left) / (right - left), (y - top) / (bottom - top), points, x, y);
        if (shade !== undefined) paint(column, row, track.rgb, shade);
      }
    }
  }
  for (let row = 0; row < DRAWN_HEIGHT; row++) {
    for (let column = post * SCALE; column < (post + POST_WIDTH_PX) * SCALE; column++)
      paint(column, row, [104, 84, 66], 0.8 + 0.4 * noise(column / 9, row / 40, seed + 2));
  }
  return pixels;
}

/** @type {(scene: Scene) => object} */
function labelOf({ tracks, post }) {
  const before = new Map();
  const frames = Array.from({ length: FRAMES }, (_, frame) => {
    const annotations = tracks.flatMap((track) => {
      const state = stateAt(track, frame);
      if (state === undefined) return [];
      const occluded = isOccluded(state.points, post);
      const isChanged = before.has(track.id) && before.get(track.id) !== occluded;
      before.set(track.id, occluded);
      return [
        {
          ...{ id: track.id, track_id: track.id, category_id: CATEGORY_IDS[track.category] },
          ...{ type: track.category === "kite" ? "polygon" : "bbox", points: state.points },
          is_keyframe: state.isKey || isChanged,
          attributes: { occluded, ...(track.color !== undefined && { color: track.color }) },
        },
      ];
    });
    return { annotations };
  });
  return { format_version: "0.1", frames };
}

/** @type {(scene: Scene) => object} */
function sampleOf(scene) {
  const frames = Array.from({ length: FRAMES }, (_, frame) => ({
    image: frameFile(scene.name, frame),
    name: `${String(frame).padStart(2, "0")}.jpg`,
    timestamp: String(START_NS + BigInt(frame) * STEP_NS),
  }));
  const { name, weather, status } = scene;
  const label = status === undefined ? {} : { label_status: status, label: labelOf(scene) };
  return { name, metadata: { weather }, frames, ...label };
}

/** @type {(name: string, frame: number) => string} */
function frameFile(name, frame) {
  return `${name}/${String(frame).padStart(2, "0")}.jpg`;
}

const occluded = { name: "occluded", input_type: "checkbox", default_value: false };
const color = {
  ...{ name: "color", input_type: "select", values: ["red", "blue", "green", "white"] },
  is_track_level: true,
};
const example = {
  title: "Moving things",
  description:
    "Cars, balls and kites in three drawn scenes of 24 frames, with tracks, keyframes and an object that comes back.",
  task_type: "image-vector-sequence",
  category: "other",
  credits: `Scenes drawn by scripts/make-example-sequences.js (${SCENES.map(({ name }) => name).join(", ")}): part of Tessera, CC0.`,
  readme:
    "Two of the three scenes are labeled, one of them reviewed. **Start labeling** hands you the third.\n\n- A box around each car and each ball, a polygon for each kite, also where the post hides a part.\n- Set a keyframe where something changes its direction; between keyframes shapes move by themselves.\n- Check *occluded* where the post hides a third of the object or more.",
  task_attributes: {
    format_version: "0.1",
    categories: [
      { ...{ id: 1, name: "car", color: [230, 57, 70], has_instances: true }, attributes: [occluded, color] },
      { ...{ id: 2, name: "ball", color: [244, 162, 97], has_instances: true }, attributes: [occluded] },
      { ...{ id: 3, name: "kite", color: [69, 123, 200], has_instances: true }, attributes: [occluded] },
    ],
  },
  samples: SCENES.map(sampleOf),
};

for (const scene of SCENES) {
  mkdirSync(path.join(EXAMPLES, "images", scene.name), { recursive: true });
  const groundPixels = drawGround(scene);
  for (let frame = 0; frame < FRAMES; frame++) {
    const raw = { width: DRAWN_WIDTH, height: DRAWN_HEIGHT, channels: /** @type {const} */ (3) };
    await sharp(draw(scene, groundPixels, frame), { raw })
      .resize(WIDTH_PX, HEIGHT_PX)
      .jpeg({ quality: JPEG_QUALITY, mozjpeg: true })
      .toFile(path.join(EXAMPLES, "images", frameFile(scene.name, frame)));
  }
}
writeFileSync(path.join(EXAMPLES, "labels/sequences.json"), `${JSON.stringify(example, null, 1)}\n`);
