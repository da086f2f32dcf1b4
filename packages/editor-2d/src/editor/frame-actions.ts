import type { Action, Refusal } from "@tessera/editor-core";
import type { VectorFrames } from "./vector-frames.js";

/** What can be done in sequences, beside what can be done in images. */
export function frameActions(frames: VectorFrames): readonly Action[] {
  return [...steps(frames), ...keyframeSteps(frames), ...trackActions(frames)];
}

/** Shift steps over so many frames. */
const LONG_STEP = 5;

function steps(frames: VectorFrames): readonly Action[] {
  const group = "Frames";
  const step = (id: string, label: string, by: number, key: string): Action => ({
    ...{ id, label, group, defaultKeys: [key] },
    repeats: true,
    run: () => frames.go(frames.frame + by),
  });
  return [
    step("frame.previous", "Previous frame", -1, "ArrowLeft"),
    step("frame.next", "Next frame", 1, "ArrowRight"),
    step("frame.back-5", `Back ${LONG_STEP} frames`, -LONG_STEP, "Shift+ArrowLeft"),
    step("frame.ahead-5", `Ahead ${LONG_STEP} frames`, LONG_STEP, "Shift+ArrowRight"),
    { id: "frame.first", label: "First frame", group, defaultKeys: ["Home"], run: () => frames.go(0) },
    {
      id: "frame.last",
      label: "Last frame",
      group,
      defaultKeys: ["End"],
      run: () => frames.go(frames.times.count - 1),
    },
  ];
}

function keyframeSteps(frames: VectorFrames): readonly Action[] {
  const group = "Frames";
  const go = (direction: -1 | 1) => {
    const next = frames.nextEvent(direction);
    if (next === undefined)
      frames.editor.notify(direction < 0 ? "This is the first keyframe" : "This is the last keyframe");
    else frames.go(next);
  };
  const when = () => frames.editor.selection.keys.length > 0;
  return [
    { id: "frame.previous-keyframe", label: "Previous keyframe", group, defaultKeys: [","], when, run: () => go(-1) },
    { id: "frame.next-keyframe", label: "Next keyframe", group, defaultKeys: ["."], when, run: () => go(1) },
  ];
}

function trackActions(frames: VectorFrames): readonly Action[] {
  const group = "Tracks";
  const { editor, operations } = frames;
  const { selection } = editor;
  const when = () => selection.ids.length > 0 && !editor.isReadOnly;
  const tell = (result: true | Refusal) => {
    if (result !== true) editor.notify(result.reason);
  };
  const copy = (by: number) => {
    if (!operations.copyTo(selection.ids, frames.frame + by))
      editor.notify(by > 0 ? "There is no next frame" : "There is no previous frame");
  };
  return [
    {
      ...{ id: "track.add-keyframe", label: "Add keyframe", group, defaultKeys: ["Alt+K"], when },
      run: () => void operations.addKeyframes(selection.ids),
    },
    {
      ...{ id: "track.copy-next", label: "Copy to the next frame", group, defaultKeys: ["n", "Alt+N"], when },
      repeats: true,
      run: () => copy(1),
    },
    {
      ...{ id: "track.copy-previous", label: "Copy to the previous frame", group, defaultKeys: ["Shift+N"], when },
      repeats: true,
      run: () => copy(-1),
    },
    {
      ...{ id: "track.delete", label: "Delete in all frames", group, defaultKeys: ["Shift+Backspace"], when },
      run: () => {
        const count = operations.removeTracks(selection.ids);
        if (count > 0) editor.notify(count === 1 ? "1 track deleted" : `${count} tracks deleted`);
      },
    },
    {
      ...{ id: "track.split", label: "Split the track here", group, defaultKeys: ["Alt+S"] },
      when: () => when() && selection.ids.length === 1,
      run: () => tell(operations.split(selection.ids[0] ?? "")),
    },
    {
      ...{ id: "track.merge", label: "Merge two tracks", group, defaultKeys: ["Alt+M"] },
      when: () => !editor.isReadOnly && selection.keys.length === 2,
      run: () => {
        const [from, into] = selection.keys;
        if (from !== undefined && into !== undefined) tell(operations.merge(from, into));
      },
    },
  ];
}
