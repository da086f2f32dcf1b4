import { type AnnotationRecord, AnnotationType, type Place, SceneType, sceneId } from "../annotations/records.js";
import { VIEW_STATE_ID, ViewStateType } from "../document/view-state-records.js";
import type { Editor } from "../editor/editor.js";
import type { Diff } from "../store/diff.js";
import { Emitter, type Unsubscribe } from "../store/emitter.js";
import type { Change } from "../store/store.js";
import { MANDATORY_RULES } from "./core-rules.js";
import type { AnnotationRule, SameKeyRule, SceneRule, Warning, WarningRule } from "./rule.js";

/**
 * Everything that a person should look at, kept by diffs: a change asks the rules about what it touched, a gesture when
 * it ends.
 *
 * @example useSyncExternalStore(editor.warnings.subscribe, editor.warnings.get)
 */
export class Warnings<Point> {
  readonly #editor: Editor<Point>;
  readonly #annotationRules: readonly AnnotationRule<Point>[];
  readonly #sameKeyRules: readonly SameKeyRule<Point>[];
  readonly #sceneRules: readonly SceneRule<Point>[];
  readonly #changed = new Emitter();
  readonly #stop: Unsubscribe;
  readonly #byAnnotation = new Map<string, readonly Warning[]>();
  readonly #keyGroups = new Map<string, Set<string>>();
  readonly #keysOf = new Map<string, readonly string[]>();
  /** What the gesture in progress has changed. */
  readonly #waiting = new Set<string>();
  /** By the id of the place's scene. */
  readonly #byScene = new Map<string, readonly Warning[]>();
  #list: readonly Warning[] = [];
  #isStale = true;

  constructor(editor: Editor<Point>, rules: readonly WarningRule<Point>[]) {
    this.#editor = editor;
    this.#annotationRules = rules.filter((rule) => rule.type === "annotation");
    this.#sameKeyRules = rules.filter((rule) => rule.type === "same-key");
    this.#sceneRules = rules.filter((rule) => rule.type === "scene");
    this.#stop = editor.store.listen((change) => this.#follow(change));
    this.recheck();
  }

  /**
   * All that are not dismissed: errors first, then by object. Fits `useSyncExternalStore(warnings.subscribe,
   * warnings.get)`.
   */
  readonly get = (): readonly Warning[] => {
    if (this.#isStale) {
      const list = this.#collect();
      if (!isSame(list, this.#list)) this.#list = list;
      this.#isStale = false;
    }
    return this.#list;
  };

  readonly subscribe = (listener: () => void): Unsubscribe => this.#changed.listen(listener);

  /** Those of one object, dismissed ones too. */
  of(annotationId: string): readonly Warning[] {
    const own = this.#byAnnotation.get(annotationId) ?? [];
    const shared = (this.#keysOf.get(annotationId) ?? []).flatMap(
      (key) => this.#sharedWarning(annotationId, key) ?? [],
    );
    return [...own, ...shared];
  }

  /** What is mandatory and missing, dismissed or not. */
  mandatory(): readonly Warning[] {
    return this.#all().filter(({ rule }) => MANDATORY_RULES.has(rule));
  }

  /** Hides a warning until the editor is closed. */
  dismiss(id: string): void {
    const { dismissedWarnings } = this.#editor.viewState.get();
    if (!dismissedWarnings.includes(id)) this.#editor.viewState.set({ dismissedWarnings: [...dismissedWarnings, id] });
  }

  /** Shows dismissed warnings again. */
  restoreDismissed(): void {
    this.#editor.viewState.set({ dismissedWarnings: [] });
  }

  /** Asks all rules about everything: something outside the label has changed, such as the image's size. */
  recheck(): void {
    this.#byAnnotation.clear();
    this.#keyGroups.clear();
    this.#keysOf.clear();
    this.#byScene.clear();
    for (const record of this.#editor.annotations.all()) this.#check(record);
    for (const scene of this.#editor.store.all(SceneType)) if (this.#editor.isOwn(scene)) this.#checkScene(scene.place);
    this.#checkScene();
    this.#tell();
  }

  /** A gesture has ended: asks the rules about what it changed. */
  settle(): void {
    if (this.#waiting.size === 0) return;
    for (const id of this.#waiting) {
      const record = this.#editor.annotations.find(id);
      if (record) this.#check(record);
    }
    this.#waiting.clear();
    this.#checkScene();
    this.#tell();
  }

  dispose(): void {
    this.#stop();
  }

  #follow({ diff, scope }: Change): void {
    if (scope === "view") {
      this.#followViewState(diff);
      return;
    }
    for (const record of Object.values(diff.removed)) this.#forget(record.id);
    if (this.#editor.isInGesture) {
      for (const id of [...Object.keys(diff.added), ...Object.keys(diff.updated)]) this.#waiting.add(id);
      return;
    }
    for (const record of [...Object.values(diff.updated).map(([, to]) => to), ...Object.values(diff.added)]) {
      if (AnnotationType.is(record) && this.#editor.isOwn(record)) this.#check(record);
      if (SceneType.is(record) && this.#editor.isOwn(record)) this.#checkScene(record.place);
    }
    this.#checkScene();
    this.#tell();
  }

  #followViewState(diff: Diff): void {
    const [from, to] = diff.updated[VIEW_STATE_ID] ?? [];
    if (!from || !to || !ViewStateType.is(from) || !ViewStateType.is(to)) return;
    const isNews = from.frame !== to.frame && this.#checkScene();
    if (isNews || from.dismissedWarnings !== to.dismissedWarnings) this.#tell();
  }

  #check(record: AnnotationRecord): void {
    this.#forget(record.id);
    const found = this.#annotationRules.flatMap((rule) => {
      const message = rule.check(record, this.#editor);
      return message === undefined ? [] : [warning(rule, record, message)];
    });
    if (found.length > 0) this.#byAnnotation.set(record.id, found);
    const keys = this.#sameKeyRules.flatMap((rule) => {
      const key = rule.keyOf(record, this.#editor);
      return key === undefined ? [] : [`${rule.id} ${key}`];
    });
    this.#keysOf.set(record.id, keys);
    for (const key of keys) this.#keyGroups.set(key, (this.#keyGroups.get(key) ?? new Set()).add(record.id));
  }

  #forget(id: string): void {
    this.#byAnnotation.delete(id);
    for (const key of this.#keysOf.get(id) ?? []) {
      const group = this.#keyGroups.get(key);
      group?.delete(id);
      if (group?.size === 0) this.#keyGroups.delete(key);
    }
    this.#keysOf.delete(id);
  }

  /** Asks the rules about a place as a whole, that in view where none is given. Returns whether they answer otherwise now. */
  #checkScene(place: Place = this.#editor.place): boolean {
    const id = sceneId(place);
    const scene = this.#editor.store.find(SceneType, id);
    const found = this.#sceneRules.flatMap((rule) => {
      const message = rule.check(scene, this.#editor);
      return message === undefined ? [] : [warning(rule, { place }, message)];
    });
    const isNews = !isSame(found, this.#byScene.get(id) ?? []);
    if (found.length > 0) this.#byScene.set(id, found);
    else this.#byScene.delete(id);
    return isNews;
  }

  #sharedWarning(annotationId: string, key: string): Warning | undefined {
    if ((this.#keyGroups.get(key)?.size ?? 0) < 2) return undefined;
    const rule = this.#sameKeyRules.find((each) => key.startsWith(`${each.id} `));
    const record = this.#editor.annotations.find(annotationId);
    return rule && record ? warning(rule, record, rule.message(record)) : undefined;
  }

  #all(): readonly Warning[] {
    const ids = new Set(this.#byAnnotation.keys());
    for (const group of this.#keyGroups.values()) if (group.size > 1) for (const id of group) ids.add(id);
    const records = [...ids].flatMap((id) => this.#editor.annotations.find(id) ?? []);
    records.sort((a, b) => a.order - b.order);
    return [...[...this.#byScene.values()].flat(), ...records.flatMap((record) => this.of(record.id))];
  }

  #collect(): readonly Warning[] {
    const dismissed = new Set(this.#editor.viewState.get().dismissedWarnings);
    const shown = this.#all().filter((each) => !dismissed.has(each.id));
    return [
      ...shown.filter((each) => each.severity === "error"),
      ...shown.filter((each) => each.severity === "warning"),
    ];
  }

  #tell(): void {
    this.#isStale = true;
    this.#changed.emit();
  }
}

/** @param at the annotation at fault, or the place that is as a whole */
function warning<Point>(
  rule: WarningRule<Point>,
  at: { readonly id?: string; readonly place: Place },
  message: string,
): Warning {
  const { id, group, severity } = rule;
  const { place } = at;
  return {
    id: `${id} ${at.id ?? sceneId(place)}`,
    rule: id,
    group,
    severity,
    annotationId: at.id ?? null,
    place,
    message,
  };
}

function isSame(a: readonly Warning[], b: readonly Warning[]): boolean {
  return (
    a.length === b.length && a.every(({ id, message }, index) => id === b[index]?.id && message === b[index]?.message)
  );
}
