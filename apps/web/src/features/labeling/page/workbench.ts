import type { Action } from "@tessera/editor-core";
import type { HeldSample } from "@tessera/schema";
import type { Anchor, DatasetData, LabelStatus } from "@tessera/sdk";
import { flushSync } from "react-dom";
import type { EditorModule, OpenLabel } from "../editors/editor-module.js";
import { DocumentPort } from "../session/document-port.js";
import type { LabelingServices, LabelingSession, RejectionReason, WorkAction } from "../session/index.js";
import { Observable } from "../session/observable.js";
import { connectSettings } from "./apply-settings.js";
import { CANVAS_ID, focusCanvas } from "./canvas-focus.js";
import { connectFilter } from "./filter-url.js";
import { FrameUrl } from "./frame-url.js";
import { Habits } from "./habits.js";
import { SettingsStore } from "./settings.js";
import { Settling } from "./settling.js";
import { ValueMode } from "./value-mode.js";

/** The tabs of the side panel. */
export type PanelTab = "objects" | "links" | "warnings" | "issues" | "history" | "settings";

/** Where Page Up and Page Down lead; undefined: nowhere. */
export interface SampleSteps {
  /** False while it is found out. */
  readonly isKnown: boolean;
  readonly previous: (() => void) | undefined;
  readonly next: (() => void) | undefined;
}

/** Another version of the label, shown in place of the work; the work waits. */
export interface Preview {
  /** What it is, as a sentence begins: "Version 3, by john". */
  readonly title: string;
  readonly label: OpenLabel;
  /** Where the work can take it over. */
  readonly version: number | undefined;
}

/** Where a menu stands, in pixels of the window. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
  /** Objects that it is about, whatever tool is in use. */
  readonly ids?: readonly string[];
}

/** What of the page is open. */
export interface PageUi {
  readonly tab: PanelTab;
  readonly areHotkeysOpen: boolean;
  /** What the dataset says about how to label. */
  readonly areInstructionsOpen: boolean;
  /** An action that the person is asked about. */
  readonly confirming: WorkAction | null;
  /** Asking why the sample is rejected. */
  readonly isRejecting: boolean;
  /** Asking whether unsaved work is given up. */
  readonly isDiscarding: boolean;
  readonly categoryMenu: MenuPlace | null;
  /** What can be done with the object that was clicked, or with the sample. */
  readonly contextMenu: (MenuPlace & { readonly annotationId: string | undefined }) | null;
  readonly preview: Preview | null;
  /** Whether the canvas shows what changed since the last review. */
  readonly isComparing: boolean;
  /** A labelset whose labels are shown below the one that is open. */
  readonly besideLabelset: string | null;
  /** The banner over labels that nobody has reviewed yet was put away. */
  readonly areReviewFactsAway: boolean;
  /** In edit mode: the status that the next save sets; undefined keeps it. */
  readonly status: LabelStatus | undefined;
  /** The anchor of the issue that is being written; undefined: none is. */
  readonly newIssueAnchor: Anchor | null | undefined;
  /** Issues whose markers are shown on the canvas, and the one in focus. */
  readonly focusedIssue: string | null;
  /** Waiting for a click on the image, to anchor an issue. */
  readonly isPlacingIssue: boolean;
  readonly isConflictHidden: boolean;
  /** Categories that were removed while this page was open, and the sample that was saved with one of them last. */
  readonly removal: { readonly names: readonly string[]; readonly savedSample: string | undefined } | null;
}

const CLOSED: PageUi = {
  tab: "objects",
  areHotkeysOpen: false,
  areInstructionsOpen: false,
  confirming: null,
  isRejecting: false,
  isDiscarding: false,
  categoryMenu: null,
  contextMenu: null,
  preview: null,
  isComparing: false,
  besideLabelset: null,
  areReviewFactsAway: false,
  status: undefined,
  newIssueAnchor: undefined,
  focusedIssue: null,
  isPlacingIssue: false,
  isConflictHidden: false,
  removal: null,
};

/** What the components of the page share: the session, the editor in front, the view, and what is open. */
export class Workbench {
  dataset: DatasetData;
  readonly services: LabelingServices;
  readonly settings: SettingsStore;
  /** What labels the dataset's kind of data. */
  readonly module: EditorModule;
  readonly port: DocumentPort<OpenLabel>;
  readonly ui = new Observable<PageUi>(CLOSED);
  /** Actions wait a moment after a change of sample. */
  readonly settling = new Settling();
  /** Filling in attributes by keys. */
  readonly values = new ValueMode(() => this.focusCanvas());
  /** A sentence for the person, for a moment. */
  readonly notice = new Observable<{ readonly id: number; readonly text: string } | undefined>(undefined);
  /** What can be done on the page, beside what can be done in the editor. */
  readonly #pageActions: (workbench: Workbench) => readonly Action[];
  #session: LabelingSession | undefined;
  /** Where Page Up and Page Down lead, as the page has found it last. */
  steps: SampleSteps = { isKnown: false, previous: undefined, next: undefined };
  /** Who has the sample in front from a queue, in edit mode. */
  holder: HeldSample | undefined;
  readonly #habits = new Habits();
  readonly #frameUrl = new FrameUrl();
  /** The sample that was saved last here, with the categories of its objects. */
  #lastSaved: { readonly sampleName: string; readonly categoryIds: ReadonlySet<number> } | undefined;
  readonly #stopListening: () => void;
  #copied = "";
  #isCopiedHereOnly = false;
  #pasteTimer: ReturnType<typeof setTimeout> | undefined;
  #notices = 0;
  /** The sample that was in front last. */
  #lastKey: string | undefined;

  constructor(
    services: LabelingServices,
    dataset: DatasetData,
    module: EditorModule,
    pageActions: (workbench: Workbench) => readonly Action[],
  ) {
    this.#pageActions = pageActions;
    this.services = services;
    this.dataset = dataset;
    this.module = module;
    this.port = new DocumentPort((options) => module.open(options));
    this.settings = new SettingsStore(services.account);
    this.#stopListening = services.outbox.onSettled((settlement) => {
      if (settlement.kind !== "saved") return;
      const { entry, label } = settlement;
      this.#lastSaved = { sampleName: entry.sampleName, categoryIds: categoryIdsOf(label.attributes) };
    });
    // Before anybody else hears of it: an editor is complete when it is first shown.
    this.port.label.subscribe(() => {
      const label = this.port.label.get();
      if (label === null) return;
      this.#prepare(label);
      this.#frameUrl.follow(label.document, {
        frameCount: this.module.timeline?.(label)?.source.times.count ?? 0,
      });
      this.#habits.follow(label.editor);
      this.#settle(label);
    });
  }

  /** The dataset was looked at again. Categories that went meanwhile are told: they may be what the person draws right now. */
  updateDataset(dataset: DatasetData): void {
    const before = this.dataset.task_attributes?.categories ?? [];
    const present = new Set(dataset.task_attributes?.categories.map(({ id }) => id));
    this.dataset = dataset;
    this.session.updateDataset(dataset);
    if (dataset.task_attributes === undefined) return;
    const removed = before.filter(({ id }) => !present.has(id));
    if (removed.length === 0) return;
    const isSavedWithOne = removed.some(({ id }) => this.#lastSaved?.categoryIds.has(id));
    const names = [...(this.ui.get().removal?.names ?? []), ...removed.map(({ name }) => name)];
    this.setUi({ removal: { names, savedSample: isSavedWithOne ? this.#lastSaved?.sampleName : undefined } });
  }

  /** The dataset's readme, in Markdown; empty where it has none. */
  get instructions(): string {
    return this.dataset.readme?.trim() ?? "";
  }

  get session(): LabelingSession {
    if (this.#session === undefined) throw new Error("The session is not open yet");
    return this.#session;
  }

  open(session: LabelingSession): void {
    this.#session = session;
  }

  /** Another sample of the list. */
  async openSample(sampleUuid: string): Promise<void> {
    this.endPress();
    this.endPreview();
    this.setUi({ status: undefined, newIssueAnchor: undefined, isPlacingIssue: false });
    await this.session.open(sampleUuid);
  }

  /** In a queue: back to the sample that one has done before this one. */
  async goBack(): Promise<void> {
    this.endPress();
    this.endPreview();
    if (!(await this.session.back())) this.tell("There is no earlier sample to go back to");
  }

  /** In a queue: on to the next sample, the work on this one stays as a draft. */
  async goOn(): Promise<void> {
    this.endPress();
    this.endPreview();
    await this.session.next();
  }

  /** A drag in which one goes on to another sample, or acts on this one, ends where it is. */
  endPress(): void {
    this.port.label.get()?.editor.endPress();
  }

  /** The label on the canvas: a version that is looked at, else the work. */
  get shown(): OpenLabel | undefined {
    return this.ui.get().preview?.label ?? this.port.label.get() ?? undefined;
  }

  setUi(change: Partial<PageUi>): void {
    this.ui.set({ ...this.ui.get(), ...change });
  }

  /**
   * An action by button or key. A path in the making is finished first. Asks where that cannot be done, and where the
   * dataset or the label's warnings want it. A second press that falls on the sample that has just appeared does nothing.
   */
  request(action: WorkAction): void {
    if (!this.settling.isOver.get()) return;
    this.endPress();
    if (this.ui.get().preview !== null) {
      // What is on the canvas is not what would be saved.
      this.tell("You are looking at another version. Take it over or go back to your work first.");
      return;
    }
    if (action === "reject") {
      this.setUi({ isRejecting: true });
      return;
    }
    const { actions } = this.session.getState();
    const editor = this.port.label.get()?.editor;
    const isUnfinished = editor?.finishSketch() === false && action !== "save" && action !== "edit";
    const isDone = action === "submit" || action === "accept" || action === "verify";
    const isHeld = action === "edit" && this.holder !== undefined;
    const hasWarnings = (editor?.warnings.get().length ?? 0) > 0 || this.isBlocked(action);
    if (isUnfinished || isHeld || (isDone && (actions.needsConfirmation || hasWarnings)))
      this.setUi({ confirming: action });
    else void this.act(action);
  }

  /** Whether something mandatory is missing, and the dataset takes no such label. */
  isBlocked(action: WorkAction): boolean {
    if (action !== "submit" && action !== "accept" && action !== "verify") return false;
    const editor = this.port.label.get()?.editor;
    return this.session.getState().actions.needsMandatory && (editor?.warnings.mandatory().length ?? 0) > 0;
  }

  async act(action: WorkAction, reason?: RejectionReason): Promise<void> {
    const { status } = this.ui.get();
    this.endPreview();
    this.setUi({ confirming: null, isRejecting: false });
    const isDone = await this.session.act(action, action === "edit" ? { status } : { reason });
    if (isDone) this.setUi({ status: undefined });
    this.focusCanvas();
  }

  /** Goes to the first mandatory value that is missing: of what is selected, else of the first object that lacks one. */
  startValues(): void {
    const editor = this.shown?.editor;
    if (editor === undefined || editor.isReadOnly) return;
    const lacking = editor.warnings.mandatory().flatMap(({ annotationId }) => annotationId ?? []);
    const isSelectedLacking = editor.selection.ids.some((id) => lacking.includes(id));
    const [first] = lacking;
    flushSync(() => {
      this.settings.set({ isPanelOpen: true });
      this.setUi({ tab: "objects" });
      if (first !== undefined && !isSelectedLacking) {
        editor.reveal([editor.annotations.get(first)]);
        editor.selection.set([first]);
      }
    });
    if (!this.values.start()) this.tell("Nothing here has values to set");
  }

  /** Looks at another version in place of the work. */
  startPreview(options: { readonly title: string; readonly attributes: unknown; readonly version?: number }): void {
    const { sample } = this.session.getState();
    if (sample === null) return;
    this.endPreview();
    const documentKey = `${sample.uuid} preview`;
    const label = this.module.open({
      ...{ dataset: this.dataset, sample, documentKey },
      label: options.attributes,
      isReadOnly: true,
    });
    this.#prepare(label);
    goToFrameOf(this.port.label.get(), label);
    this.setUi({ preview: { title: options.title, label, version: options.version } });
  }

  endPreview(): void {
    const { preview } = this.ui.get();
    if (preview === null) return;
    goToFrameOf(preview.label, this.port.label.get());
    this.setUi({ preview: null });
    preview.label.dispose();
  }

  /** After a dialog, keys mean the canvas again. */
  focusCanvas(): void {
    // Once the dialog has given its focus back.
    requestAnimationFrame(focusCanvas);
  }

  tell(text: string): void {
    this.notice.set({ id: ++this.#notices, text });
  }

  /** Ctrl+V was pressed: the browser tells what its clipboard has, or, where it may not, tells nothing. */
  expectPaste(): void {
    clearTimeout(this.#pasteTimer);
    this.#pasteTimer = setTimeout(() => this.paste(undefined), PASTE_PATIENCE_MS);
  }

  /** Pastes what the system's clipboard has, or, where that could not be written or read, what was copied in this tab. */
  paste(text: string | undefined): void {
    clearTimeout(this.#pasteTimer);
    const editor = this.shown?.editor;
    if (editor === undefined || editor.isReadOnly) return;
    editor.clipboard.paste(text === undefined || this.#isCopiedHereOnly ? this.#copied : text);
  }

  dispose(): void {
    clearTimeout(this.#pasteTimer);
    this.#stopListening();
    this.#frameUrl.dispose();
    this.settling.end();
    this.endPreview();
    this.port.dispose();
  }

  #prepare(label: OpenLabel): void {
    const { editor } = label;
    editor.actions.add([...this.#pageActions(this), ...this.module.actions(label)]);
    editor.hotkeys.load(this.settings.get().hotkeys);
    connectSettings(editor, this.settings);
    connectFilter(editor);
    editor.events.listen((event) => {
      if (event.type === "notice") this.tell(event.message);
      if (event.type === "open-category-menu") this.setUi({ categoryMenu: this.#pointerPlace(label) });
      if (event.type === "open-context-menu")
        this.setUi({ contextMenu: { ...this.#pointerPlace(label), annotationId: event.annotationId } });
      if (event.type === "copied") this.#keepCopy(event.text);
    });
  }

  #settle({ document }: OpenLabel): void {
    const { documentKey } = document;
    if (this.#lastKey !== undefined && this.#lastKey !== documentKey) {
      this.settling.begin();
      // What was said was about the sample before.
      this.notice.set(undefined);
    }
    this.#lastKey = documentKey;
    document.store.listen(({ source }) => source !== "load" && this.settling.end(), { scope: "document" });
  }

  #pointerPlace({ editor }: OpenLabel): MenuPlace {
    const place = editor.input.current?.screen;
    const canvas = document.getElementById(CANVAS_ID)?.getBoundingClientRect() ?? new DOMRect();
    const [x, y] = place ? [place.x, place.y] : [canvas.width / 2, canvas.height / 3];
    return { x: canvas.left + x, y: canvas.top + y };
  }

  #keepCopy(text: string): void {
    this.#copied = text;
    this.#isCopiedHereOnly = true;
    // Browsers have the clipboard on https only, and may refuse it.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    clipboard?.writeText(text).then(
      () => {
        this.#isCopiedHereOnly = false;
      },
      () => undefined,
    );
  }
}

/** Another label of the same sample is shown in the frame in which one was. */
function goToFrameOf(from: OpenLabel | null, to: OpenLabel | null): void {
  const frame = from?.document.frame;
  if (frame !== null && frame !== undefined) to?.document.go(frame);
}

/** The categories of a label's objects, of one image. */
function categoryIdsOf(attributes: unknown): ReadonlySet<number> {
  const { annotations } = (attributes ?? {}) as { readonly annotations?: readonly { readonly category_id: number }[] };
  return new Set(annotations?.map(({ category_id: id }) => id));
}

/** A browser that tells of a paste does so at once. */
const PASTE_PATIENCE_MS = 80;
