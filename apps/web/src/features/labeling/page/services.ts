import { api } from "../../../api/client.js";
import { browserPorts, type LabelingPorts, type LabelingServices, openLabelingServices } from "../session/index.js";

let opened: { readonly account: string; readonly services: Promise<LabelingServices> } | undefined;

/**
 * What all labeling pages of the tab share. The app opens it on every page, so that saves which a crash or a lost connection left are sent
 * wherever the person comes back to; what draws is loaded with the labeling page.
 */
export function labelingServices(account: string): Promise<LabelingServices> {
  if (opened?.account === account) return opened.services;
  void opened?.services.then((services) => services.dispose());
  opened = {
    account,
    services: openLabelingServices({ ...browserPorts(api), preloader: lazyPreloader() }, { account }),
  };
  return opened.services;
}

/** Decodes images ahead, so that the next sample opens without a flash. */
function lazyPreloader(): LabelingPorts["preloader"] {
  return {
    preload: (sample) => {
      void import("./image-store.js").then(({ images, imageUrlOf }) => {
        const url = imageUrlOf(sample);
        if (url !== undefined) images.prefetch(url);
      });
    },
  };
}
