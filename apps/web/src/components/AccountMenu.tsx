import { Menu, UnstyledButton } from "@mantine/core";
import { IconBuilding, IconLogout, IconUser } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { signOut, useSignedIn } from "../api/session.js";
import { notifyError } from "./notify.js";
import { UserAvatar } from "./UserAvatar.js";

const ICON = { size: 16, stroke: 1.6 } as const;

/** Who is signed in, their organizations, and the way out; open when it appears. */
export function AccountMenu() {
  const me = useSignedIn();
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await signOut();
      await navigate({ to: "/sign-in" });
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <Menu position="bottom-end" width={220} defaultOpened>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${me.username}`} style={{ borderRadius: "50%" }}>
          <UserAvatar name={me.username} size={28} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.username}</Menu.Label>
        <Menu.Item leftSection={<IconUser {...ICON} />} renderRoot={(props) => <Link to="/account" {...props} />}>
          Account and API keys
        </Menu.Item>
        {(me.organizations ?? []).map(({ username }) => (
          <Menu.Item
            key={username}
            leftSection={<IconBuilding {...ICON} />}
            renderRoot={(props) => <Link to="/@{$owner}" params={{ owner: username }} {...props} />}
          >
            {username}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout {...ICON} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
