/** Three tiles: a mosaic's stone is a tessera. */
export function Logo({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <g fill="var(--mantine-color-anchor)">
        <rect x="3" y="3" width="12" height="6" rx="1.5" />
        <rect x="9" y="11" width="6" height="10" rx="1.5" />
        <rect x="17" y="3" width="4" height="6" rx="1.5" opacity="0.5" />
      </g>
    </svg>
  );
}
