import { UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useSignedIn } from "../api/session.js";
import { UserAvatar } from "./UserAvatar.js";

const loadMenu = () => import("./AccountMenu.js");
const AccountMenu = lazy(() => loadMenu().then(({ AccountMenu: component }) => ({ default: component })));

/** Opens the account's menu, which is loaded when somebody reaches for it: most pages never need it. */
export function AccountButton() {
  const { username } = useSignedIn();
  const [isWanted, setIsWanted] = useState(false);
  const button = (
    <UnstyledButton
      aria-label={`Account of ${username}`}
      aria-haspopup="menu"
      aria-expanded={false}
      style={{ borderRadius: "50%" }}
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => setIsWanted(true)}
    >
      <UserAvatar name={username} size={28} />
    </UnstyledButton>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu />
    </Suspense>
  );
}
