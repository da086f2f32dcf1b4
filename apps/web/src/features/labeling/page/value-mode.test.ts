// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import { ValueMode } from "./value-mode.js";

afterEach(() => document.body.replaceChildren());

/** Fields that take digits, by name; an upper-case one is mandatory until it is set. */
function setUp(...names: readonly string[]) {
  const onEnd = vi.fn();
  const values = new ValueMode(onEnd);
  const picked: string[] = [];
  const fields = names.map((name) => {
    const element = document.createElement("div");
    element.scrollIntoView = () => undefined;
    document.body.append(element);
    const field = {
      element,
      isMissing: () => name === name.toUpperCase() && !picked.includes(name),
      choices: () => [() => void picked.push(name)],
      type: () => undefined,
    };
    values.register(field);
    return field;
  });
  const current = () => names[fields.findIndex(({ element }) => element === values.current.get()?.element)];
  return {
    values,
    picked,
    current,
    onEnd,
    press: (key: string) => values.keyDown(new KeyboardEvent("keydown", { key })),
  };
}

it("goes on to the next field where one that is not mandatory was filled, and ends behind the last", () => {
  const { values, current, onEnd, press } = setUp("a", "b");
  values.start();
  expect(current()).toBe("a");
  press("1");
  expect(current()).toBe("b");
  expect(onEnd).not.toHaveBeenCalled();
  press("1");
  expect(current()).toBeUndefined();
  expect(onEnd).toHaveBeenCalledOnce();
});

it("goes from one that is missing to the next that is, and ends with the last of them", () => {
  const { values, current, press, picked } = setUp("a", "B", "c", "D", "e");
  values.start();
  press("1");
  expect(current()).toBe("D");
  press("1");
  expect(current()).toBeUndefined();
  expect(picked).toEqual(["B", "D"]);
});
