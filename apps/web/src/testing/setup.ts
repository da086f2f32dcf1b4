import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

/** What jsdom lacks and Mantine asks for when it renders. */
globalThis.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }) satisfies MediaQueryList;

globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

Element.prototype.scrollIntoView ??= () => undefined;

// Text areas that grow measure themselves anew when a font has come.
if (!("fonts" in document)) Object.defineProperty(document, "fonts", { value: new EventTarget() });

afterEach(cleanup);
