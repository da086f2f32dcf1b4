import type { BrowserContext, Locator, Page } from "playwright-core";
import { IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX } from "./labeling-image.js";
import { watchErrors } from "./labeling-world.js";

/** A place of the image, in image pixels. */
export type Place = readonly [number, number];

/** A labeling page and somebody's hand on it. */
export class Desk {
  readonly page: Page;
  readonly errors: readonly string[];
  /** Where the image's corner is on the screen, at 100 %. */
  #corner: Place = [0, 0];

  private constructor(page: Page) {
    this.page = page;
    this.errors = watchErrors(page);
  }

  static async open(context: BrowserContext, path: string): Promise<Desk> {
    const desk = new Desk(await context.newPage());
    await desk.page.goto(path);
    return desk;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Waits until a sample can be worked on, and shows its image at 100 %: one screen pixel is one image pixel. */
  async begin(): Promise<void> {
    await this.page.locator('[data-testid="canvas"]:not([data-image="loading"])').waitFor();
    await this.page.locator('[data-testid="labeling"][data-phase="working"]').waitFor();
    await this.at("canvas").focus();
    await this.page.keyboard.press("Shift+1");
    await this.page.getByRole("button", { name: "Zoom 100 %" }).waitFor();
    await this.#measure();
  }

  async #measure(): Promise<void> {
    const box = await this.at("canvas").boundingBox();
    if (box === null) throw new Error("There is no canvas");
    this.#corner = [box.x + box.width / 2 - IMAGE_WIDTH_PX / 2, box.y + box.height / 2 - IMAGE_HEIGHT_PX / 2];
  }

  /** The image place that a pointer hits that is sent to a whole pixel of the screen near `place`. */
  placeOf([x, y]: Place): Place {
    const [screenX, screenY] = this.screenOf([x, y]);
    return [screenX - this.#corner[0], screenY - this.#corner[1]];
  }

  async take(tool: string): Promise<void> {
    await this.at(`tool-${tool}`).click();
    await this.page.locator(`[data-testid="tool-${tool}"][aria-pressed="true"]`).waitFor();
  }

  async drag(from: Place, to: Place): Promise<void> {
    await this.press(from, to);
    await this.page.mouse.up();
  }

  /** A drag that is not let go. */
  async press(from: Place, to: Place): Promise<void> {
    await this.page.mouse.move(...this.screenOf(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...this.screenOf([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
    await this.page.mouse.move(...this.screenOf(to));
  }

  async click(place: Place): Promise<void> {
    await this.page.mouse.move(...this.screenOf(place));
    await this.page.mouse.down();
    await this.page.mouse.up();
  }

  async key(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  /** Brings a frame of a sequence into view, counted from 1, and waits for its image. */
  async goTo(frame: number): Promise<void> {
    await this.page.getByLabel("Frame", { exact: true }).fill(String(frame));
    await this.page.keyboard.press("Enter");
    await this.isInFrame(frame);
  }

  /** Waits until a frame of a sequence is in view, and its image. */
  async isInFrame(frame: number): Promise<void> {
    await this.page.locator(`[data-testid="frame"][data-frame="${frame}"]`).waitFor();
    await this.page.locator('[data-testid="canvas"]:not([data-image="loading"])').waitFor();
  }

  /** Waits until the list says that there are so many objects. */
  async hasObjects(count: number): Promise<void> {
    await this.page.locator('[data-testid="object-count"]').getByText(String(count), { exact: true }).waitFor();
  }

  /** Waits until nothing is on its way to the server any more, and the label is saved. */
  async isSaved(): Promise<void> {
    await this.page.locator('[data-testid="save-state"][data-save="saved"][data-outbox="0"]').waitFor();
  }

  async hasSaveState(kind: string): Promise<void> {
    await this.page.locator(`[data-testid="save-state"][data-save="${kind}"]`).waitFor();
  }

  async isWorkingOn(name: string): Promise<void> {
    await this.at("sample-name").getByText(name, { exact: true }).waitFor();
    await this.page.locator('[data-testid="labeling"][data-phase="working"]').waitFor();
  }

  screenOf([x, y]: Place): [number, number] {
    return [Math.round(this.#corner[0] + x), Math.round(this.#corner[1] + y)];
  }
}
