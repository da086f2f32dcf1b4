import { Button } from "@mantine/core";
import { endLease } from "../../../api/samples.js";
import { notifyError } from "../../../components/notify.js";
import { RelativeTime } from "../../../components/RelativeTime.js";
import { useHolder } from "../page/use-holder.js";
import { useWorkbench } from "../page/workbench-context.js";
import { Banner } from "./Banner.js";

/** Somebody works on the sample that a manager looks at: what both change, they would have to bring together. */
export function HolderBanner() {
  const { dataset } = useWorkbench();
  const holder = useHolder();
  if (holder === undefined) return null;
  const { uuid, username, work_type: work, created_at: since } = holder;
  return (
    <Banner
      key={uuid}
      tone="warning"
      testId="holder"
      canClose
      action={
        <Button
          size="compact-sm"
          variant="default"
          data-testid="end-hold"
          onClick={() => void endLease(dataset.full_name, uuid).catch(notifyError)}
        >
          Take it from them
        </Button>
      }
    >
      <bdi>{username}</bdi> is {work === "label" ? "labeling" : "reviewing"} this sample, since{" "}
      <RelativeTime time={since} />. If you both save, whoever saves second is shown both versions.
    </Banner>
  );
}
