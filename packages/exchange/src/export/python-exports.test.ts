import { createHash } from "node:crypto";
import { decodePng } from "@tessera/codecs";
import { describe, expect, it } from "vitest";
import { openRelease } from "../release/open-release.js";
import { memorySink } from "../sinks/memory-sink.js";
import { RECORDING, type RecordedPng, type RecordedRun, recordedAssets } from "../testing/python-exports.js";
import { exportRelease } from "./export-release.js";

interface Panoptic {
  readonly categories: readonly { readonly id: number; readonly isthing: number }[];
  readonly annotations: readonly {
    readonly file_name: string;
    readonly segments_info: readonly { readonly id: number; readonly category_id: number; readonly area: number }[];
  }[];
}

async function run({ release: name, format, options, arguments: given }: RecordedRun) {
  const release = await openRelease(JSON.stringify(RECORDING.releases[name]), {
    filterBy: options.filter_by,
    filterByMetadata: options.filter_by_metadata,
  });
  const sink = memorySink();
  const report = await exportRelease(release, {
    format,
    sink,
    assets: recordedAssets,
    idIncrement: given.id_increment,
    imageWidthPx: given.image_width,
    imageHeightPx: given.image_height,
  });
  return { sink, report };
}

function describePng(bytes: Uint8Array, format: string): RecordedPng {
  const { widthPx, heightPx, channels, data } = decodePng(bytes);
  const size = [widthPx, heightPx] as const;
  if (format === "coco-panoptic") return { size, appearance: digest(Uint32Array.from(appearance(idsOf(data)))) };
  const kind = channels === 3 ? "rgb" : data instanceof Uint16Array ? "gray16" : "gray";
  return { size, kind, pixels: digest(data) };
}

function digest({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array): string {
  return createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
}

function idsOf(rgb: ArrayLike<number>): number[] {
  return Array.from({ length: rgb.length / 3 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = [rgb[pixel * 3], rgb[pixel * 3 + 1], rgb[pixel * 3 + 2]];
    return red + 256 * green + 65536 * blue;
  });
}

function appearance(values: readonly number[]): number[] {
  const ranks = new Map<number, number>();
  return values.map((value) => {
    if (!ranks.has(value)) ranks.set(value, ranks.size);
    return ranks.get(value) ?? 0;
  });
}

/** Ids of objects are drawn by lot, so they are left out; those of categories without instances are not. */
function withoutDrawnIds(panoptic: Panoptic): unknown {
  const things = new Set(panoptic.categories.filter(({ isthing }) => isthing === 1).map(({ id }) => id));
  const annotations = panoptic.annotations.map((annotation) => ({
    ...annotation,
    segments_info: annotation.segments_info.map(({ id, ...rest }) =>
      things.has(rest.category_id) ? rest : { id, ...rest },
    ),
  }));
  return { ...panoptic, annotations };
}

const titled = RECORDING.runs.map((recorded) => {
  const more = [recorded.options, recorded.arguments].filter((part) => Object.keys(part).length > 0);
  return [
    `${recorded.release} to ${recorded.format} ${more.map((part) => JSON.stringify(part)).join(" ")}`,
    recorded,
  ] as const;
});

describe("exports equal those of the Python package", () => {
  it.each(titled)("%s", async (_, recorded) => {
    const { sink, report } = await run(recorded);
    expect([...sink.files.keys()].sort()).toEqual(Object.keys(recorded.files).sort());
    expect([...report.files].sort()).toEqual([...sink.files.keys()].sort());
    for (const [name, expected] of Object.entries(recorded.files)) {
      if (name.endsWith(".png")) {
        expect(describePng(sink.files.get(name) ?? new Uint8Array(0), recorded.format), name).toEqual(expected);
      } else if (name.endsWith(".txt")) {
        expect(sink.text(name), name).toBe(expected);
      } else if (recorded.format === "coco-panoptic") {
        expect(withoutDrawnIds(JSON.parse(sink.text(name)))).toEqual(withoutDrawnIds(expected as Panoptic));
      } else {
        expect(JSON.parse(sink.text(name)), name).toEqual(expected);
      }
    }
  });

  it("gives each panoptic object an id of its own that its pixels have", async () => {
    const recorded = RECORDING.runs.find(({ format }) => format === "coco-panoptic");
    if (recorded === undefined) throw new Error("no panoptic run was recorded");
    const { sink } = await run(recorded);
    const name = [...sink.files.keys()].find((file) => file.endsWith(".json")) ?? "";
    const panoptic = JSON.parse(sink.text(name)) as Panoptic;
    const isThing = new Map(panoptic.categories.map(({ id, isthing }) => [id, isthing === 1]));
    const thingIds = new Set<number>();
    for (const { file_name, segments_info } of panoptic.annotations) {
      const png = sink.files.get(`segments/jane_shapes/v1.0/${file_name}`) ?? new Uint8Array(0);
      const ids = idsOf(decodePng(png).data);
      for (const { id, category_id, area } of segments_info) {
        if (isThing.get(category_id) !== true) continue;
        expect(thingIds.has(id)).toBe(false);
        thingIds.add(id);
        expect(ids.filter((value) => value === id)).toHaveLength(area);
      }
    }
    expect(thingIds.size).toBeGreaterThan(300);
  });
});
