import classes from "./UserAvatar.module.css";

/** The first letter of a name in a circle; decoration beside the name itself. */
export function UserAvatar({ name, size = 24 }: { readonly name: string; readonly size?: number }) {
  const [first = "?"] = name;
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: Math.max(12, Math.round(size * 0.46)) }}
      aria-hidden="true"
    >
      {first.toUpperCase()}
    </span>
  );
}
