import {
  type AnnotationRecord,
  annotationColor,
  changesBetween,
  type Editor,
  Emitter,
  type ObjectChange,
  type ObjectChangeKind,
  type ObjectKey,
  objectKey,
  type Place,
  type SceneChanges,
  type SceneRecord,
  SceneType,
  sceneChangesBetween,
  type Unsubscribe,
} from "@tessera/editor-core";
import type { Point } from "../view/rect.js";
import type { Scene, SceneShape } from "../view/scene.js";
import type { ChangeLook, SceneSync } from "./scene-sync.js";

/** How the changes of a comparison are drawn: green solid, amber long dashes, blue short ones, red dots where it was. */
export const CHANGE_LOOKS: Readonly<Record<ObjectChangeKind, ChangeLook>> = {
  added: { color: [46, 184, 92] },
  moved: { color: [240, 170, 40], dash: [10, 4] },
  changed: { color: [70, 150, 240], dash: [5, 3] },
  removed: { color: [230, 70, 70], dash: [2, 4] },
};

/** What other labels are drawn with. */
interface OtherLabelsParts {
  readonly editor: Editor<Point>;
  readonly scene: Scene;
  readonly sync: SceneSync;
  readonly read: (attributes: unknown) => LabelAside;
}

const BESIDE_DASH = [6, 5];
/** Below all shapes of the label. */
const BELOW = -1e9;

/** A label that is looked at. */
export interface LabelAside {
  /** What is seen in a place. */
  inPlace(place: Place): readonly AnnotationRecord[];
  /** What differs in the label that is open, over all places. */
  changes(): readonly ObjectChange[];
  /** What it says of places as a whole, and its links. */
  readonly scenes: readonly SceneRecord[];
}

/**
 * Other labels of the same image, to look at: an earlier version that this one is compared with, and one of another labelset. They are drawn below the label and are
 * neither hit nor selected.
 */
export class OtherLabels {
  /** What the comparison lists is different now. */
  readonly changed = new Emitter();
  readonly #editor: Editor<Point>;
  readonly #scene: Scene;
  readonly #sync: SceneSync;
  readonly #stops: readonly Unsubscribe[];
  readonly #read: (attributes: unknown) => LabelAside;
  #before: LabelAside | undefined;
  #beside: LabelAside | undefined;
  #changes: readonly ObjectChange[] | undefined;
  #sceneChanges: SceneChanges | undefined;
  #place: Place;

  constructor({ editor, scene, sync, read }: OtherLabelsParts) {
    this.#editor = editor;
    this.#scene = scene;
    this.#sync = sync;
    this.#read = read;
    this.#place = editor.place;
    const follow = () => this.#before !== undefined && !editor.isInGesture && this.#compare();
    this.#stops = [
      editor.document.stepped.listen(follow),
      editor.store.listen(follow, { scope: "document" }),
      editor.store.listen(() => this.#followPlace(), { scope: "view" }),
    ];
  }

  /** What differs from the version that the label is compared with; undefined where it is compared with none. */
  get changes(): readonly ObjectChange[] | undefined {
    return this.#changes;
  }

  /** The same of links and of attributes of the whole image. */
  get sceneChanges(): SceneChanges | undefined {
    return this.#sceneChanges;
  }

  /** Shows what differs from another version of the label, and goes on as the label changes; null ends it. */
  compareWith(attributes: unknown): void {
    this.#before = attributes === null ? undefined : this.#read(attributes);
    this.#compare();
  }

  /** Draws a label of another labelset below this one, dashed; null takes it away. */
  showBeside(attributes: unknown): void {
    this.#beside = attributes === null ? undefined : this.#read(attributes);
    this.#drawBeside();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  /** In another frame other shapes are seen, and what differs in the label stays. */
  #followPlace(): void {
    const { place } = this.#editor;
    if (place === this.#place) return;
    this.#place = place;
    if (this.#before) this.#drawChanges(this.#before);
    if (this.#beside) this.#drawBeside();
  }

  #drawBeside(): void {
    const { viewState, task, place } = this.#editor;
    const { colorBy } = viewState.get();
    const records = this.#beside?.inPlace(place) ?? [];
    this.#show(
      "beside",
      records.map((record) => ({ record, look: { color: annotationColor(task, record, colorBy), dash: BESIDE_DASH } })),
    );
  }

  #compare(): void {
    this.#changes = this.#before?.changes();
    this.#sceneChanges = this.#before && sceneChangesBetween(this.#before.scenes, this.#editor.store.all(SceneType));
    this.#drawChanges(this.#before);
    this.changed.emit();
  }

  #drawChanges(label: LabelAside | undefined): void {
    const { annotations, place } = this.#editor;
    const changes = label && changesBetween(label.inPlace(place), annotations.inPlace(place));
    const looks = new Map<ObjectKey, ChangeLook>();
    const old: { record: AnnotationRecord; look: ChangeLook }[] = [];
    for (const { kind, record, before } of changes ?? []) {
      if (kind !== "removed") looks.set(objectKey(record), CHANGE_LOOKS[kind]);
      // Where it was, as what is not there any more.
      if (before && (kind === "removed" || kind === "moved"))
        old.push({ record: before, look: { ...CHANGE_LOOKS[kind], dash: CHANGE_LOOKS.removed.dash ?? [] } });
    }
    this.#sync.setLooks(changes && looks);
    this.#show("before", old);
  }

  #show(name: string, items: readonly { readonly record: AnnotationRecord; readonly look: ChangeLook }[]): void {
    const shapes = items.map(({ record, look }): SceneShape => {
      const { text: _, ...shape } = this.#sync.shapeOf(record);
      const isPoint = shape.points.length === 1;
      return {
        ...shape,
        ...look,
        ...{ id: `${name}:${shape.id}`, isReference: true, isFilled: false, zOrder: BELOW },
        ...{ isSelected: false, isHovered: false, isLocked: false, isHidden: false, isDimmed: isPoint },
      };
    });
    const kept = new Set(shapes.map(({ id }) => id));
    const gone = this.#scene.references().filter(({ id }) => id.startsWith(`${name}:`) && !kept.has(id));
    this.#scene.batch(() => {
      this.#scene.remove(gone.map(({ id }) => id));
      this.#scene.set(shapes);
    });
  }
}
