import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld } from "./labeling-world.js";

const hasBrowser = findChromium() !== undefined;

describe.skipIf(!hasBrowser)(`a person's day${hasBrowser ? "" : ` (skipped: ${NO_CHROMIUM})`}`, () => {
  let world: LabelingWorld;
  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  test("starts on one machine, goes on at another, is rejected with a reason, corrects, and is accepted", async () => {
    const dataset = await world.createDataset({ names: ["one.png"] });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is no sample");
    const status = async () => (await world.label(sample)).label_status;

    // In the morning, at the desk.
    const morning = await world.memberContext("john", dataset, "labeler");
    const first = await Desk.open(morning, `/@${dataset.fullName}/label`);
    await first.begin();
    await first.take("box");
    await first.drag([10, 20], [50, 60]);
    await first.at("save-state").getByText("Draft saved, not submitted").waitFor();
    await morning.close();

    // At noon, elsewhere.
    const noon = await world.otherContext("john");
    const second = await Desk.open(noon, `/@${dataset.fullName}/label`);
    await second.at("left-work").or(second.at("empty-queue")).first().waitFor();
    await second.page.getByRole("button", { name: /Open it|one\.png/ }).click();
    await second.isWorkingOn("one.png");
    await second.begin();
    await second.hasObjects(1);
    await second.at("found-work").getByText("on another device").waitFor();
    await second.take("box");
    await second.drag([100, 20], [150, 60]);
    await second.at("action-submit").click();
    await expect.poll(status).toBe("LABELED");
    expect((await world.label(sample)).attributes.annotations).toHaveLength(2);

    const reviewing = await world.memberContext("mary", dataset, "reviewer");
    const review = await Desk.open(reviewing, `/@${dataset.fullName}/review`);
    await review.begin();
    await review.at("action-reject").click();
    await review.at("reject-reason").fill("The third car is missing.");
    await review.at("confirm-reject").click();
    await expect.poll(status).toBe("REJECTED");

    // The reason is read first.
    await second.page.goto(`/@${dataset.fullName}/label`);
    await second.begin();
    await second.at("rejection").getByText("The third car is missing.").waitFor();
    await second.hasObjects(2);
    await second.take("box");
    await second.drag([200, 20], [250, 60]);
    await second.at("action-submit").click();
    await expect.poll(status).toBe("LABELED");

    await review.page.goto(`/@${dataset.fullName}/review`);
    await review.begin();
    await review.hasObjects(3);
    await review.at("action-accept").click();
    await expect.poll(status).toBe("REVIEWED");
    expect([...second.errors, ...review.errors]).toEqual([]);
    await noon.close();
    await reviewing.close();
  });

  test("two machines at once: the second is told, and the person says what becomes of the same object", async () => {
    const dataset = await world.createDataset({ names: ["one.png"] });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is no sample");
    const box = { id: 1, category_id: 1, type: "bbox" };
    const corners = [
      [20, 20],
      [60, 50],
    ];
    await world.putLabel(sample, [{ ...box, points: corners }]);
    const path = `/@${dataset.fullName}/samples/${sample.uuid}`;
    const contexts = [await world.ownerContext(), await world.ownerContext()] as const;
    const one = await Desk.open(contexts[0], path);
    const two = await Desk.open(contexts[1], path);
    await one.begin();
    await two.begin();
    await one.drag([40, 35], [100, 95]);
    await one.at("save-state").getByText("Draft saved, not submitted").waitFor();
    await two.drag([40, 35], [200, 135]);
    await two.at("other-device").waitFor();
    await two.at("save-state").getByText("Draft kept on this device only").waitFor();
    await two.at("merge-device").click();
    await two.page.getByRole("dialog", { name: "You changed this label on two devices" }).waitFor();
    await two.at("difference").getByText("Other device", { exact: true }).click();
    await two.at("use-merged").click();
    await two.at("save-state").getByText("Draft saved, not submitted").waitFor();
    await two.key("Control+s");
    await two.isSaved();
    const [saved] = (await world.label(sample)).attributes.annotations;
    expect(saved?.points).toEqual([
      [80, 80],
      [120, 110],
    ]);
    expect([...one.errors, ...two.errors]).toEqual([]);
    for (const context of contexts) await context.close();
  });
});
