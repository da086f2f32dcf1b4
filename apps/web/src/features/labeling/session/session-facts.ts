import type { DatasetData } from "@tessera/sdk";
import type { LabelingMode } from "./actions.js";
import { Observable } from "./observable.js";
import type { EditorPort, Preloader } from "./ports.js";
import type { LabelingServices } from "./services.js";
import { type Facts, type LabelingState, stateOf } from "./session-state.js";

/** What a page opens. */
export interface SessionOptions {
  readonly mode: LabelingMode;
  readonly dataset: DatasetData;
  readonly editor: EditorPort;
  readonly preloader: Preloader;
  /** Default: `ground-truth`. The queues know no other. */
  readonly labelset?: string;
  /** Modes `edit` and `readOnly`: which sample. In the queues: this one first, to finish work that was left. */
  readonly sampleUuid?: string;
}

/** What a session knows, and the state that follows from it. */
export class SessionFacts {
  readonly state: Observable<LabelingState>;
  readonly #services: LabelingServices;
  readonly #options: SessionOptions;
  #facts: Facts;
  #isClosed = false;

  constructor(services: LabelingServices, options: SessionOptions) {
    this.#services = services;
    this.#options = options;
    this.#facts = initialFacts(services, options);
    this.state = new Observable(stateOf(this.#facts));
  }

  get(): Facts {
    return this.#facts;
  }

  /** Takes in what has changed, and what the outbox and the connection say now. */
  set(change: Partial<Facts>): void {
    if (this.#isClosed) return;
    const outbox = this.#services.outbox.state.get();
    const facts = { ...this.#facts, ...change };
    this.#facts = {
      ...facts,
      outbox,
      connection: this.#services.connection.state.get(),
      ownItems: outbox.items.filter(
        ({ sampleUuid, labelset }) => sampleUuid === facts.sample?.uuid && labelset === facts.labelset,
      ),
    };
    const wasReadOnly = this.#isReadOnly;
    this.state.set(stateOf(this.#facts));
    if (wasReadOnly !== this.#isReadOnly) this.applyReadOnly();
  }

  /** Tells the editor whether the label may be changed. */
  applyReadOnly(): void {
    this.#options.editor.setReadOnly({ isReadOnly: this.#isReadOnly });
  }

  /** Nothing changes any more. */
  close(): void {
    this.#isClosed = true;
  }

  get #isReadOnly(): boolean {
    return this.state.get().readOnlyReason !== null;
  }
}

function initialFacts(services: LabelingServices, { mode, dataset, labelset = "ground-truth" }: SessionOptions): Facts {
  return {
    mode,
    phase: "opening",
    dataset,
    labelset,
    sample: null,
    label: null,
    reason: null,
    lease: "none",
    isDirty: false,
    rating: null,
    foundWork: null,
    conflict: null,
    otherTab: "none",
    drafts: services.store.isDurable ? "kept" : "none",
    serverDraft: "none",
    connection: services.connection.state.get(),
    outbox: services.outbox.state.get(),
    leftDrafts: [],
    fault: null,
    isNextReady: false,
    savedAtMs: null,
    ownItems: [],
  };
}
