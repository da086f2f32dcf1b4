import { Skeleton } from "@mantine/core";
import classes from "./Skeletons.module.css";

/** Rows as a table will have them. */
export function RowsSkeleton({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} className={classes.row}>
          <Skeleton height={14} width={`${28 + ((row * 17) % 20)}%`} />
          <Skeleton height={14} width="14%" />
          <Skeleton height={14} width="22%" />
        </div>
      ))}
    </div>
  );
}

/** Tiles as a grid of thumbnails will have them. */
export function TilesSkeleton({ tiles = 18 }: { readonly tiles?: number }) {
  return (
    <div role="status" aria-label="Loading" className={classes.tiles}>
      {Array.from({ length: tiles }, (_, tile) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the tiles are all alike
        <Skeleton key={tile} className={classes.tile} />
      ))}
    </div>
  );
}

/** A heading and rows: any page. */
export function PageSkeleton() {
  return (
    <div className={classes.page}>
      <Skeleton height={24} width={220} mb={24} />
      <RowsSkeleton />
    </div>
  );
}
