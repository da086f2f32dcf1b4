import { Button } from "@mantine/core";
import { IconDeviceDesktop } from "@tabler/icons-react";
import { useEndSession, useSessions } from "../../api/account.js";
import { ErrorState } from "../../components/ErrorState.js";
import { notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { Row, Rows } from "../../components/Rows.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { browserWords } from "./browser-words.js";

/** Where one is signed in. */
export function SessionsSection() {
  const sessions = useSessions();
  const end = useEndSession();
  return (
    <Section title="Sessions" description="Where you are signed in. End what you do not know.">
      {sessions.isPending && <RowsSkeleton rows={2} />}
      {sessions.error !== null && sessions.data === undefined && (
        <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />
      )}
      {sessions.data !== undefined && (
        <Rows label="Sessions">
          {sessions.data.map((session) => (
            <Row
              key={session.uuid}
              icon={<IconDeviceDesktop size={20} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden="true" />}
              title={<span title={session.user_agent ?? ""}>{browserWords(session.user_agent)}</span>}
              detail={
                <>
                  Signed in <RelativeTime time={session.created_at} />
                  {session.last_used_at !== null && (
                    <>
                      {" "}
                      · used <RelativeTime time={session.last_used_at} />
                    </>
                  )}
                </>
              }
              actions={
                session.is_current ? (
                  <span style={{ color: "var(--mantine-color-dimmed)", fontSize: 13 }}>This one</span>
                ) : (
                  <Button
                    variant="default"
                    size="xs"
                    loading={end.isPending && end.variables === session.uuid}
                    onClick={() => end.mutate(session.uuid, { onError: notifyError })}
                  >
                    End
                  </Button>
                )
              }
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}
