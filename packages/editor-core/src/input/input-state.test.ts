import { describe, expect, it } from "vitest";
import { NO_MODIFIERS, type PointerType } from "./events.js";
import { InputState } from "./input-state.js";

function setUp(pointerType: PointerType = "mouse") {
  const input = new InputState<string>();
  const at = (x: number, timeMs = 0, y = 0) => {
    return { point: `${x},${y}`, screen: { x, y }, modifiers: NO_MODIFIERS, pointerType, timeMs };
  };
  return {
    input,
    down: (x: number, timeMs = 0, button: 0 | 1 | 2 = 0) => input.apply({ type: "down", button, ...at(x, timeMs) }),
    move: (x: number) => input.apply({ type: "move", ...at(x) }),
    up: (x: number) => input.apply({ type: "up", button: 0, ...at(x) }),
  };
}

describe("InputState", () => {
  it("knows where the press began, and where the pointer was", () => {
    const { input, down, move, up } = setUp();
    expect(input.current).toBeUndefined();
    move(1);
    down(2);
    move(30);
    expect([input.origin?.point, input.previous?.point, input.current?.point]).toEqual(["2,0", "2,0", "30,0"]);
    expect(input.button).toBe(0);
    up(31);
    expect([input.button, input.wasDragging, input.isDragging]).toEqual([undefined, true, false]);
  });

  it.each([
    ["mouse", 4],
    ["pen", 6],
    ["touch", 10],
  ] as const)("takes a %s's press for a drag beyond %i pixels, and keeps it one", (type, threshold) => {
    const { input, down, move } = setUp(type);
    down(100);
    move(100 + threshold);
    expect(input.isDragging).toBe(false);
    move(100 + threshold + 1);
    expect(input.isDragging).toBe(true);
    move(100);
    expect(input.isDragging).toBe(true);
  });

  it("counts clicks that are near in time and place", () => {
    const { input, down, up } = setUp();
    const click = (x: number, timeMs: number, button: 0 | 1 | 2 = 0) => {
      down(x, timeMs, button);
      up(x);
      return input.clickCount;
    };
    expect([click(0, 0), click(2, 300), click(0, 600)]).toEqual([1, 2, 3]);
    expect([click(0, 2000), click(0, 2500)]).toEqual([1, 1]);
    expect([click(0, 5000), click(20, 5100)]).toEqual([1, 1]);
    expect([click(0, 9000), click(0, 9100, 2)]).toEqual([1, 1]);
  });

  it.each([
    ["mouse", 3],
    ["pen", 3],
    ["touch", 8],
  ] as const)("takes a second press of a %s for one of a double click within %i pixels", (type, reach) => {
    const { input, down, up } = setUp(type);
    for (const [distance, count] of [
      [reach, 2],
      [reach + 1, 1],
    ] as const) {
      input.apply({ type: "cancel" });
      down(100, 0);
      up(100);
      down(100 + distance, 100);
      up(100 + distance);
      expect(input.clickCount).toBe(count);
    }
  });

  it("takes no drag for half of a double click", () => {
    const { input, down, move, up } = setUp();
    down(0, 0);
    move(50);
    up(0);
    down(0, 100);
    expect(input.clickCount).toBe(1);
  });

  it("forgets the press when it is lost, and the pointer when it leaves", () => {
    const { input, down, move } = setUp();
    down(0);
    move(50);
    input.apply({ type: "leave" });
    expect(input.current?.point).toBe("50,0");
    input.apply({ type: "cancel" });
    expect([input.button, input.isDragging]).toEqual([undefined, false]);
    input.apply({ type: "leave" });
    expect(input.current).toBeUndefined();
  });
});
