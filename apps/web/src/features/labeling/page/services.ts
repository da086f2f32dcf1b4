import { api } from "../../../api/client.js";
import { browserPorts, type LabelingServices, openLabelingServices } from "../session/index.js";
import { ImageStore, imageUrlOf } from "./image-store.js";

/** Decoded images of this tab: the one in front, and the next. */
export const images = new ImageStore();

let opened: { readonly account: string; readonly services: Promise<LabelingServices> } | undefined;

/** What all labeling pages of the tab share: opened once, it goes on sending when the page is left. */
export function labelingServices(account: string): Promise<LabelingServices> {
  if (opened?.account === account) return opened.services;
  void opened?.services.then((services) => services.dispose());
  const ports = {
    ...browserPorts(api),
    preloader: {
      preload: (sample: Parameters<typeof imageUrlOf>[0]) => {
        const url = imageUrlOf(sample);
        if (url !== undefined) images.prefetch(url);
      },
    },
  };
  opened = { account, services: openLabelingServices(ports, { account }) };
  return opened.services;
}
