import { type SampleType, sampleTypeOf } from "@tessera/schema";
import { UploadDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import classes from "./ApiHint.module.css";

const ATTRIBUTES: Readonly<Record<SampleType, string>> = {
  image: '{"image": {"url": "https://example.com/1.jpg"}}',
  "image-sequence": '{"frames": [{"image": {"url": "https://example.com/1.jpg"}}]}',
  pointcloud: '{"pcd": {"url": "https://example.com/1.pcd", "type": "pcd"}}',
  "pointcloud-sequence": '{"frames": [{"pcd": {"url": "https://example.com/1.pcd", "type": "pcd"}}]}',
  "multisensor-sequence":
    '{"sensors": [{"name": "camera", "task_type": "image-vector-sequence",\n    "attributes": {"frames": [{"image": {"url": "https://example.com/1.jpg"}}]}}]}',
  text: '{"text": "Marie Curie was born in Warsaw."}',
};

/** Where files alone make no sample: how the API makes one. */
export function ApiHint({ mayAdd }: { readonly mayAdd: boolean }) {
  const dataset = useCurrentDataset();
  if (!mayAdd) {
    return (
      <EmptyState drawing={<UploadDrawing />} title="No samples yet">
        Somebody who administers this dataset adds them.
      </EmptyState>
    );
  }
  const code = [
    "from segments import SegmentsClient",
    `client = SegmentsClient("API_KEY", "${location.origin}/")`,
    `client.add_sample("${dataset.full_name}", "first",`,
    `  ${ATTRIBUTES[sampleTypeOf(dataset.task_type)]})`,
  ].join("\n");
  return (
    <EmptyState drawing={<UploadDrawing />} title="Samples of this kind come through the API">
      They are made of several files and their times and poses. In Python:
      <code className={classes.code}>{code}</code>
    </EmptyState>
  );
}
