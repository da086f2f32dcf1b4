import {
  type AnnotationRecord,
  type AttributeValues,
  type DerivedWires,
  type DeriveOptions,
  type Editor,
  FrameTimes,
  type FrameTimestamp,
  type LabelDocument,
  type LabelDocumentOptions,
  LoadedTracks,
  RemovalType,
  SceneType,
  type StoreRecord,
  TrackOperations,
  Tracks,
  trackChanges,
} from "@tessera/editor-core";
import type { JsonObject } from "@tessera/json";
import { loadSequenceLabel, saveSequenceLabel } from "../label/sequence-io.js";
import type { Point } from "../view/rect.js";
import type { ImageSurface } from "./image-surface.js";
import type { LabelAside } from "./other-labels.js";

/** The frames of a sequence, and the dataset's settings of tracks. */
export interface VectorSequence {
  readonly frameCount: number;
  /** Of each frame, where interpolation goes by them: numbers, or digits of any length. */
  readonly timestamps?: readonly FrameTimestamp[] | undefined;
  /** Whether objects are seen between their keyframes, and behind the last one. */
  readonly interpolates: boolean;
  /** Whether they move on behind their last two keyframes, until they have left the image. */
  readonly extrapolates: boolean;
}

/** What a vector editor of a sequence has beyond that of an image: frames, and objects that go through them. */
export class VectorFrames {
  readonly times: FrameTimes;
  /** The objects through the frames. */
  readonly tracks: Tracks;
  readonly operations: TrackOperations<Point>;
  readonly editor: Editor<Point>;
  readonly #options: DeriveOptions;
  #derived: DerivedWires = new Map();

  private constructor(editor: Editor<Point>, parts: { readonly tracks: Tracks; readonly options: DeriveOptions }) {
    this.editor = editor;
    this.#options = parts.options;
    this.times = parts.options.times;
    this.tracks = parts.tracks;
    this.operations = new TrackOperations(editor, parts.tracks);
  }

  /** What a document of frames is made with, and what its editor gets once it is there. */
  static prepare(sequence: VectorSequence, surface: ImageSurface) {
    const options: DeriveOptions = {
      times: new FrameTimes(sequence.frameCount, sequence.timestamps),
      interpolates: sequence.interpolates,
      findKind: (id) => surface.kinds.find((kind) => kind.id === id),
      staysInView: sequence.extrapolates ? (record) => isInImage(record, surface) : undefined,
    };
    let tracks: Tracks | undefined;
    const documentOptions: Pick<LabelDocumentOptions, "frame" | "recordTypes" | "derive"> = {
      frame: 0,
      recordTypes: [RemovalType],
      derive: (document) => {
        tracks = new Tracks(document, { ...options, timesOf: () => options.times });
        return tracks;
      },
    };
    const open = (editor: Editor<Point>): VectorFrames => {
      if (!tracks) throw new Error("The document is not there yet");
      return new VectorFrames(editor, { tracks, options });
    };
    return { documentOptions, open };
  }

  /** The frame in view, from 0. */
  get frame(): number {
    return this.editor.document.frame ?? 0;
  }

  /** Brings a frame into view; beyond the ends, the first or the last. */
  go(frame: number): void {
    this.editor.document.go(Math.min(this.times.count - 1, Math.max(0, Math.round(frame))));
  }

  /** The nearest frame before or behind the one in view with a keyframe or a removal of what is selected. */
  nextEvent(direction: -1 | 1): number | undefined {
    const { place, selection } = this.editor;
    const frames = selection.keys.flatMap((key) => this.tracks.eventsOf(place.sensor, key).map(({ frame }) => frame));
    const ahead = frames.filter((frame) => (frame - this.frame) * direction > 0);
    if (ahead.length === 0) return undefined;
    return direction > 0 ? Math.min(...ahead) : Math.max(...ahead);
  }

  read(attributes: unknown, defaults: { readonly sceneDefaults?: AttributeValues }): readonly StoreRecord[] {
    const { kinds } = this.editor.annotations;
    const { records, derived } = loadSequenceLabel(kinds, attributes, { ...this.#options, ...defaults });
    this.#derived = derived;
    return records;
  }

  /** Another label of the sequence, to look at. */
  readAside(attributes: unknown): LabelAside {
    const { annotations, store } = this.editor;
    const { records } = loadSequenceLabel(annotations.kinds, attributes, this.#options);
    const tracks = new LoadedTracks(records, this.#options);
    return {
      inPlace: (place) => tracks.inPlace(place),
      changes: () => trackChanges(records, [...annotations.all(), ...store.all(RemovalType)]),
      scenes: records.filter(SceneType.is),
    };
  }

  write(document: LabelDocument): JsonObject {
    const { kinds } = this.editor.annotations;
    return saveSequenceLabel(kinds, document, { derived: this.#derived, count: this.times.count });
  }
}

/** Whether a part of the shape is inside. */
function isInImage({ kind: id, geometry }: AnnotationRecord, { kinds, image }: ImageSurface): boolean {
  const extent = kinds.find((kind) => kind.id === id)?.shape?.extent(geometry);
  if (!image || !extent) return true;
  const { min, max } = extent;
  return max[0] > 0 && max[1] > 0 && min[0] < image.widthPx && min[1] < image.heightPx;
}
