import { useCallback, useMemo, useRef, useState } from "react";
import type { SampleInList } from "../../api/types.js";
import type { Selection } from "../../components/VirtualTable.js";

interface SelectionSource {
  readonly sampleAt: (index: number) => SampleInList | undefined;
  /** The samples between two places, fetched where they are not here. */
  readonly fetchRange: (first: number, last: number) => Promise<readonly SampleInList[]>;
  readonly fetchAll: () => Promise<readonly string[]>;
  readonly onError: (error: unknown) => void;
}

/** Which samples are chosen. They are kept by id, so that scrolling, sorting and filtering do not lose them. */
export function useSampleSelection({ sampleAt, fetchRange, fetchAll, onError }: SelectionSource) {
  const [uuids, setUuids] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef(0);
  const add = useCallback((more: Iterable<string>) => setUuids((current) => new Set([...current, ...more])), []);
  const selection = useMemo<Selection>(
    () => ({
      isSelected: (index) => {
        const uuid = sampleAt(index)?.uuid;
        return uuid !== undefined && uuids.has(uuid);
      },
      toggle: (index, { isRange }) => {
        if (isRange) {
          const [first, last] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
          fetchRange(first, last).then((samples) => add(samples.map(({ uuid }) => uuid)), onError);
          return;
        }
        anchor.current = index;
        const uuid = sampleAt(index)?.uuid;
        if (uuid === undefined) return;
        setUuids((current) => {
          const next = new Set(current);
          if (!next.delete(uuid)) next.add(uuid);
          return next;
        });
      },
      selectAll: () => void fetchAll().then(add, onError),
    }),
    [sampleAt, uuids, fetchRange, fetchAll, add, onError],
  );
  const clear = useCallback(() => setUuids(new Set()), []);
  return { selection, uuids, clear };
}
