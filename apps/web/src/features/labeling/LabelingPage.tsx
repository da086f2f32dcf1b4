import { getRouteApi } from "@tanstack/react-router";
import { EditorPage } from "./page/EditorPage.js";

const labelRoute = getRouteApi("/bare/@{$owner}/$dataset/label");
const reviewRoute = getRouteApi("/bare/@{$owner}/$dataset/review");
const sampleRoute = getRouteApi("/bare/@{$owner}/$dataset/samples/$uuid");

/** The label queue. */
export function LabelingPage() {
  const { owner, dataset } = labelRoute.useParams();
  return <EditorPage key="label" fullName={`${owner}/${dataset}`} opens="label" />;
}

/** The review queue. */
export function ReviewingPage() {
  const { owner, dataset } = reviewRoute.useParams();
  return <EditorPage key="review" fullName={`${owner}/${dataset}`} opens="review" />;
}

/** One sample: for those who manage the dataset to change, for others to look at. */
export function SamplePage() {
  const { owner, dataset, uuid } = sampleRoute.useParams();
  const { readOnly, labelset } = sampleRoute.useSearch();
  return (
    <EditorPage
      // Another sample is opened in the same editor, which keeps its tools and its view settings.
      key={`${labelset ?? ""} ${readOnly ?? ""}`}
      fullName={`${owner}/${dataset}`}
      opens={readOnly === "true" ? "readOnly" : "sample"}
      sampleUuid={uuid}
      labelset={labelset === undefined ? undefined : String(labelset)}
    />
  );
}
