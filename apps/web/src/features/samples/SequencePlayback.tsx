import { useEffect, useState } from "react";
import classes from "./SequencePlayback.module.css";

const FRAME_MS = 350;

/** Some frames of a sequence, one after the other. Each is asked for when it is due, and none before. */
export function SequencePlayback({ urls }: { readonly urls: readonly string[] }) {
  const [due, setDue] = useState(0);
  const [shown, setShown] = useState<number>();
  const url = urls[due];
  useEffect(() => {
    if (url === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = () => {
      timer = setTimeout(() => setDue((due + 1) % urls.length), FRAME_MS);
    };
    const image = new Image();
    image.onload = () => {
      setShown(due);
      next();
    };
    image.onerror = next;
    image.src = url;
    return () => {
      clearTimeout(timer);
      image.onload = null;
      image.onerror = null;
      // Pointers pass over many tiles: what is not shown any more is not loaded either.
      image.src = "";
    };
  }, [url, due, urls.length]);
  if (shown === undefined) return null;
  return (
    <>
      <img className={classes.frame} src={urls[shown]} alt="" draggable={false} data-testid="played-frame" />
      <span className={classes.progress} style={{ width: `${(100 * (shown + 1)) / urls.length}%` }} />
    </>
  );
}
