import type { ReactNode } from "react";

/** Pictures of the empty states: line drawings in the page's own grays with one stroke of the accent. */
function Drawing({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="144"
      height="96"
      viewBox="0 0 144 96"
      fill="none"
      strokeWidth="1.5"
      stroke="var(--t-drawing)"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const ACCENT = "var(--mantine-color-anchor)";
const SOFT = "var(--t-drawing-soft)";

/** Images with a box on one of them. */
export function DatasetDrawing() {
  return (
    <Drawing>
      <rect x="40" y="8" width="80" height="60" rx="6" fill={SOFT} />
      <rect x="32" y="16" width="80" height="60" rx="6" fill={SOFT} />
      <rect x="24" y="24" width="80" height="60" rx="6" fill="var(--mantine-color-body)" />
      <path d="M24 70l20-20 16 14 12-10 32 26" />
      <circle cx="44" cy="40" r="5" />
      <rect x="66" y="40" width="28" height="24" rx="1" stroke={ACCENT} strokeWidth="2" />
      {[
        [66, 40],
        [94, 40],
        [66, 64],
        [94, 64],
      ].map(([cx, cy]) => (
        <circle key={`${cx} ${cy}`} cx={cx} cy={cy} r="2.5" fill="var(--mantine-color-body)" stroke={ACCENT} />
      ))}
    </Drawing>
  );
}

/** A tray with an arrow into it. */
export function UploadDrawing() {
  return (
    <Drawing>
      <path d="M32 56v20a6 6 0 0 0 6 6h68a6 6 0 0 0 6-6V56" fill={SOFT} />
      <path d="M32 56h24l6 10h20l6-10h24" fill="var(--mantine-color-body)" />
      <path d="M72 50V14M60 26l12-12 12 12" stroke={ACCENT} strokeWidth="2" />
    </Drawing>
  );
}

/** A box that is tied up. */
export function ReleaseDrawing() {
  return (
    <Drawing>
      <path d="M40 34l32-16 32 16v36L72 86 40 70z" fill={SOFT} />
      <path d="M40 34l32 16 32-16M72 50v36" />
      <path d="M56 26l32 16v14" stroke={ACCENT} strokeWidth="2" />
    </Drawing>
  );
}

/** Two people and a place for a third. */
export function PeopleDrawing() {
  return (
    <Drawing>
      <circle cx="48" cy="38" r="12" fill={SOFT} />
      <path d="M26 80c0-14 10-22 22-22s22 8 22 22" fill={SOFT} />
      <circle cx="98" cy="38" r="12" stroke={ACCENT} strokeWidth="2" strokeDasharray="4 5" />
      <path d="M76 80c0-14 10-22 22-22s22 8 22 22" stroke={ACCENT} strokeWidth="2" strokeDasharray="4 5" />
    </Drawing>
  );
}

/** A speech bubble with a tick. */
export function IssueDrawing() {
  return (
    <Drawing>
      <path d="M36 16h72a6 6 0 0 1 6 6v38a6 6 0 0 1-6 6H70L54 82V66H36a6 6 0 0 1-6-6V22a6 6 0 0 1 6-6z" fill={SOFT} />
      <path d="M58 41l10 10 20-20" stroke={ACCENT} strokeWidth="2" />
    </Drawing>
  );
}

/** A magnifier that finds nothing. */
export function NothingFoundDrawing() {
  return (
    <Drawing>
      <rect x="28" y="16" width="88" height="14" rx="4" fill={SOFT} />
      <rect x="28" y="38" width="88" height="14" rx="4" fill={SOFT} />
      <rect x="28" y="60" width="88" height="14" rx="4" fill={SOFT} />
      <circle cx="78" cy="46" r="19" fill="var(--mantine-color-body)" stroke={ACCENT} strokeWidth="2" />
      <path d="M92 60l16 18" stroke={ACCENT} strokeWidth="2" />
    </Drawing>
  );
}

/** A tile that does not fit. */
export function FaultDrawing() {
  return (
    <Drawing>
      <rect x="30" y="18" width="38" height="26" rx="4" fill={SOFT} />
      <rect x="30" y="52" width="38" height="26" rx="4" fill={SOFT} />
      <rect x="76" y="52" width="38" height="26" rx="4" fill={SOFT} />
      <rect x="80" y="12" width="38" height="26" rx="4" transform="rotate(14 99 25)" stroke={ACCENT} strokeWidth="2" />
    </Drawing>
  );
}

/** A key. */
export function KeyDrawing() {
  return (
    <Drawing>
      <circle cx="50" cy="48" r="20" fill={SOFT} />
      <circle cx="44" cy="48" r="5" fill="var(--mantine-color-body)" />
      <path d="M70 48h46M104 48v12M92 48v9" stroke={ACCENT} strokeWidth="2" />
    </Drawing>
  );
}
