import { api } from "../../../api/client.js";
import { refreshAfterSave } from "../../../api/datasets.js";
import { browserPorts, type LabelingServices, openLabelingServices } from "../session/index.js";

let opened: { readonly account: string; readonly services: Promise<LabelingServices> } | undefined;

/**
 * What all labeling pages of the tab share. The app opens it on every page, so that saves which a crash or a lost connection left are sent
 * wherever the person comes back to; what draws is loaded with the labeling page.
 */
export function labelingServices(account: string): Promise<LabelingServices> {
  if (opened?.account === account) return opened.services;
  void opened?.services.then((services) => services.dispose());
  opened = { account, services: openServices(account) };
  return opened.services;
}

async function openServices(account: string): Promise<LabelingServices> {
  const services = await openLabelingServices(browserPorts(api), { account });
  services.outbox.onSettled(({ kind, entry }) => {
    if (kind === "saved") void refreshAfterSave(entry.dataset);
  });
  return services;
}
