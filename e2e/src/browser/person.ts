import type { Browser, Page } from "playwright-core";

/** Somebody at a browser of their own, who knows the pages by what can be read on them. */
export class Person {
  readonly page: Page;
  /** Errors that pages threw: a test that is done looks whether there are any. */
  readonly faults: string[] = [];
  readonly #url: string;

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.on("pageerror", (error) => this.faults.push(error.message));
  }

  static async arrive(browser: Browser, url: string): Promise<Person> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
    return new Person(await context.newPage(), url);
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.#url).href);
  }

  /** The first account, by the link that the server printed. */
  async setUp(link: string, username: string, password: string): Promise<void> {
    await this.page.goto(link);
    await this.#createAccount("Create account", username, password);
    await this.page.waitForURL((url) => url.pathname === "/");
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.goTo("/sign-in");
    await this.page.getByLabel("Username").fill(username);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.waitForURL((url) => url.pathname === "/");
  }

  /** An account by invitation; ends on what the invitation is to. */
  async join(link: string, username: string, password: string): Promise<void> {
    await this.page.goto(link);
    await this.#createAccount("Create account and join", username, password);
    await this.page.waitForURL(/\/@/);
  }

  async #createAccount(action: string, username: string, password: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Username" }).fill(username);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: action }).click();
  }

  /** A link that lets one person join the dataset. */
  async invite(dataset: string, role: string): Promise<string> {
    await this.goTo(`/@${dataset}/collaborators`);
    await this.page.getByRole("button", { name: "Add people" }).first().click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByText("Invite by link").click();
    await dialog
      .getByRole("combobox", { name: "Role" })
      .or(dialog.getByRole("textbox", { name: "Role" }))
      .first()
      .click();
    await this.page.getByRole("option", { name: role }).click();
    await dialog.getByRole("button", { name: "Make a link" }).click();
    const link = await dialog.getByRole("textbox", { name: "Invitation link" }).inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    return link;
  }

  /** Chooses files on the samples page and waits until all are there. */
  async upload(
    dataset: string,
    files: readonly { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }[],
  ): Promise<void> {
    await this.goTo(`/@${dataset}/samples`);
    await this.page.getByRole("button", { name: "Add samples" }).click();
    const choosing = this.page.waitForEvent("filechooser");
    await this.page.getByRole("menuitem", { name: "Choose files" }).click();
    await (await choosing).setFiles([...files]);
    const panel = this.page.getByRole("region", { name: "Upload" });
    await panel.getByRole("heading", { name: `${files.length} samples added` }).waitFor({ timeout: 120_000 });
  }

  async release(dataset: string, name: string): Promise<void> {
    await this.goTo(`/@${dataset}/releases`);
    await this.page.getByRole("button", { name: "New release" }).first().click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Create release" }).click();
    await this.page.getByRole("button", { name: "Download" }).waitFor({ timeout: 60_000 });
  }

  /** Downloads the only release in another format; answers where the browser saved it. */
  async export(dataset: string, format: string): Promise<string> {
    await this.goTo(`/@${dataset}/releases`);
    await this.page.getByRole("button", { name: "Download" }).click();
    await this.page.getByRole("menuitem", { name: format }).click();
    const started = this.page.waitForEvent("download");
    await this.page.getByRole("dialog").getByRole("button", { name: "Export" }).click();
    return (await started).path();
  }
}
