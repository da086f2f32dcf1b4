import type { Page } from "playwright-core";

export type Place = readonly [x: number, y: number];

/** Draws on the canvas of a sample that is shown at 100 %, where a pixel of the image is one of the screen. */
export class Drawing {
  readonly #page: Page;
  /** Where the image's upper left corner is on the screen, less than a pixel off. */
  readonly #corner: Place;

  private constructor(page: Page, corner: Place) {
    this.#page = page;
    this.#corner = corner;
  }

  static async begin(page: Page): Promise<Drawing> {
    await page.locator('[data-testid="canvas"][data-image="shown"]').waitFor();
    await page.getByTestId("zoom").click();
    await page.getByRole("menuitem", { name: "100 %" }).click();
    await page.getByRole("button", { name: "Zoom 100 %" }).waitFor();
    const box = await page.getByTestId("canvas").boundingBox();
    if (box === null) throw new Error("There is no canvas.");
    const centre: Place = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    await page.mouse.move(...centre);
    const [x, y] = await placeUnderPointer(page);
    return new Drawing(page, [centre[0] - x, centre[1] - y]);
  }

  async choose(tool: "select" | "box" | "polygon" | "polyline" | "keypoint"): Promise<void> {
    await this.#page.getByTestId(`tool-${tool}`).click();
  }

  /** Moves to a pixel of the image; answers where the editor says that the pointer is. */
  async moveTo([x, y]: Place): Promise<Place> {
    await this.#page.mouse.move(this.#corner[0] + x, this.#corner[1] + y);
    return placeUnderPointer(this.#page);
  }

  async click(place: Place): Promise<Place> {
    const at = await this.moveTo(place);
    await this.#page.mouse.down();
    await this.#page.mouse.up();
    return at;
  }

  async drag(from: Place, to: Place): Promise<readonly [Place, Place]> {
    const start = await this.moveTo(from);
    await this.#page.mouse.down();
    await this.moveTo([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
    const end = await this.moveTo(to);
    await this.#page.mouse.up();
    return [start, end];
  }

  /** Clicks node after node, and Enter. */
  async path(places: readonly Place[]): Promise<readonly Place[]> {
    const at: Place[] = [];
    for (const place of places) at.push(await this.click(place));
    await this.#page.keyboard.press("Enter");
    return at;
  }
}

/** The pixel of the image that the editor's status line names. */
async function placeUnderPointer(page: Page): Promise<Place> {
  const text = (await page.getByTestId("pointer-place").textContent()) ?? "";
  const match = /^(-?\d+), (-?\d+)$/.exec(text);
  if (match === null) throw new Error(`The status line says ${JSON.stringify(text)}.`);
  return [Number(match[1]), Number(match[2])];
}
