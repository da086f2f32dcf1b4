import { describe, expect, it } from "vitest";
import { trackKinematics } from "./kinematics.js";
import { addKinematics } from "./kinematics-label.js";
import { differenceOf, readFixture } from "./testing/fixtures.js";

interface Fixture {
  readonly kinematics: readonly {
    name: string;
    sample: unknown;
    label: unknown;
    expected: unknown;
    options: { fps?: number; timestamp_unit?: number };
  }[];
}

const { kinematics } = readFixture<Fixture>("label-fixtures.json");

describe("addKinematics", () => {
  it.each(kinematics)("gives the numbers of the Python package: $name", ({ sample, label, expected, options }) => {
    const actual = addKinematics(sample, label, {
      pairing: "python-package",
      ...(options.fps === undefined ? {} : { fps: options.fps }),
      ...(options.timestamp_unit === undefined ? {} : { timestampUnit: options.timestamp_unit }),
    });
    expect(differenceOf(actual, expected)).toBeUndefined();
  });

  it("differs from the Python package only where a track does not fill the first frames", () => {
    for (const { name, sample, label, expected, options } of kinematics) {
      const actual = addKinematics(sample, label, {
        fps: options.fps,
        timestampUnit: options.timestamp_unit,
      });
      expect(differenceOf(actual, expected) === undefined).toBe(!name.startsWith("late track"));
    }
  });

  it("takes the ego pose of the track's own frames", () => {
    const at = (x: number) => ({ x, y: 0, z: 0 });
    const ego = [0, 0, 10, 20].map((x) => ({ pcd: {}, ego_pose: { position: at(x), heading: {} } }));
    const label = {
      frames: [[], [], [at(5)], [at(15)]].map((positions, timestamp) => ({
        timestamp,
        annotations: positions.map((position) => ({ track_id: 1, position })),
      })),
    };
    const result = addKinematics({ frames: ego }, label, { timestampUnit: 1 });
    expect(result.frames[3]?.annotations[0]).toMatchObject({ velocity: { absolute: 10, relative: 0 } });
  });

  it("refuses other types", () => {
    expect(() => addKinematics({ image: {} }, { frames: [{}] })).toThrow(TypeError);
    expect(() => addKinematics({ frames: [{}] }, { annotations: [] })).toThrow(TypeError);
  });
});

describe("trackKinematics", () => {
  const still = { position: { x: 0, y: 0, z: 0 } };
  it.each([
    ["no fps and no timestamps", [still, still], {}],
    [
      "time that stands",
      [
        { ...still, timestamp: 5 },
        { ...still, timestamp: 5 },
      ],
      {},
    ],
    [
      "time that runs back",
      [
        { ...still, timestamp: 5 },
        { ...still, timestamp: 4 },
      ],
      {},
    ],
  ])("refuses %s", (_, points, options) => {
    expect(() => trackKinematics(points, options)).toThrow(RangeError);
  });
});
