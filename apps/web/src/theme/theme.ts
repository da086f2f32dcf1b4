import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
} from "@mantine/core";

/** The one accent. Shade 7 carries white text at 5.4:1, shade 4 stands on the dark surfaces at 9:1. */
const TEAL: MantineColorsTuple = [
  "#effcf9",
  "#d5f5ee",
  "#a8ebdd",
  "#6fdcc8",
  "#3ccbb3",
  "#1bb19b",
  "#0d9281",
  "#0f766a",
  "#105f56",
  "#114e48",
];

const GRAY: MantineColorsTuple = [
  "#fafafa",
  "#f4f4f5",
  "#ebebed",
  "#dedee1",
  "#c6c6cb",
  "#9d9da5",
  "#6b6b74",
  "#515159",
  "#35353b",
  "#1b1b1f",
];

/** Of dark, 0 is text, 2 dimmed text, 4 borders, 6 raised surfaces and 7 the page. */
const DARK: MantineColorsTuple = [
  "#e8e8eb",
  "#bcbcc4",
  "#9b9ba5",
  "#5d5d67",
  "#38383f",
  "#2a2a30",
  "#212126",
  "#18181b",
  "#121215",
  "#0c0c0e",
];

/** Danger. Shade 7 carries white text at 5:1; Mantine's own does at 3.9:1. */
const RED: MantineColorsTuple = [
  "#fff5f5",
  "#ffe3e3",
  "#ffc9c9",
  "#ffa8a8",
  "#ff8787",
  "#ef6f6a",
  "#e04848",
  "#d03030",
  "#b02525",
  "#8f1d1d",
];

const rem = (px: number) => `${px / 16}rem`;

/** Neutral grays, one accent, a 4 px grid, 13 px in panels and 14 px in pages. */
export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: 7,
  colors: { teal: TEAL, gray: GRAY, dark: DARK, red: RED },
  white: "#ffffff",
  black: "#1b1b1f",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: rem(20), lineHeight: "1.35" },
      h2: { fontSize: rem(16), lineHeight: "1.4" },
      h3: { fontSize: rem(14), lineHeight: "1.5" },
    },
  },
  spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
  radius: { xs: rem(3), sm: rem(4), md: rem(6), lg: rem(8), xl: rem(12) },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", allowDeselect: false } },
    NativeSelect: { defaultProps: { size: "sm" } },
    TagsInput: { defaultProps: { size: "sm" } },
    Switch: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 100 } } },
    // Its placeholder for the focus is no child that a menu may have.
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 100 }, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120, transition: "fade" },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
    Text: { defaultProps: { size: "md" } },
  },
});

/** What our own stylesheets use beside Mantine's variables. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": GRAY[6],
    "--mantine-color-error": "#c02b2b",
    "--mantine-color-anchor": TEAL[7],
    "--mantine-color-placeholder": "#71717a",
    "--t-border": GRAY[2],
    "--t-border-strong": "#8d8d96",
    "--t-sunken": GRAY[0],
    "--t-hover": GRAY[1],
    "--t-selected": "#e3f6f2",
    "--t-raised": "#ffffff",
    "--t-track": GRAY[2],
    "--t-done": "#1f8a4c",
    "--t-labeled": TEAL[6],
    "--t-prelabeled": "#7ab8d6",
    "--t-progress": "#5b7fd1",
    "--t-rejected": "#d14343",
    "--t-skipped": GRAY[5],
    "--t-warning": "#96590a",
    "--t-drawing": GRAY[4],
    "--t-drawing-soft": GRAY[1],
  },
  dark: {
    "--mantine-color-dimmed": DARK[2],
    "--mantine-color-error": "#ff8a84",
    "--mantine-color-anchor": TEAL[4],
    "--mantine-color-placeholder": "#8d8d97",
    "--t-border": "#2d2d33",
    "--t-border-strong": "#6f6f7a",
    "--t-sunken": "#141417",
    "--t-hover": "#222227",
    "--t-selected": "#14342f",
    "--t-raised": DARK[6],
    "--t-track": "#303037",
    "--t-done": "#46b873",
    "--t-labeled": TEAL[5],
    "--t-prelabeled": "#5592b3",
    "--t-progress": "#7a9ae6",
    "--t-rejected": "#ef6f6a",
    "--t-skipped": "#6d6d78",
    "--t-warning": "#e6b04d",
    "--t-drawing": "#4a4a53",
    "--t-drawing-soft": "#222227",
  },
});

/** The same key is read by public/static/color-scheme.js before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: "tessera-color-scheme" });
