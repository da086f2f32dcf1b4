/** The set-up page: one form, no dependencies, works before anything else of the product exists. */

const STYLE = `
:root { color-scheme: light dark; --bg: #f7f8f8; --panel: #fff; --text: #16191a; --muted: #5b6466; --line: #dde1e2; --accent: #0b7a75; --on-accent: #fff; --danger: #b42318; }
@media (prefers-color-scheme: dark) { :root { --bg: #111415; --panel: #191d1e; --text: #e8ebec; --muted: #9aa4a6; --line: #2c3335; --accent: #3fb8b0; --on-accent: #06211f; --danger: #ff8a7a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--bg); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 32px; }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 4px; }
p { margin: 0 0 24px; color: var(--muted); }
label { display: block; font-weight: 500; margin-bottom: 16px; }
input { display: block; width: 100%; margin-top: 4px; padding: 8px 10px; font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; }
input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
small { display: block; color: var(--muted); font-weight: 400; margin-top: 4px; }
button { width: 100%; padding: 9px 16px; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 6px; cursor: pointer; }
button:disabled { opacity: .6; cursor: default; }
[role=alert] { color: var(--danger); margin: 0 0 16px; }
[role=alert]:empty { display: none; }
pre { margin: 0 0 16px; padding: 12px; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; font: 12px/1.6 ui-monospace, monospace; user-select: all; }
a { color: var(--accent); }
[hidden] { display: none; }
`;

const SCRIPT = `
const form = document.querySelector("form");
const alertBox = document.querySelector("[role=alert]");
const button = form.querySelector("button");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  alertBox.textContent = "";
  button.disabled = true;
  const values = Object.fromEntries(new FormData(form));
  if (values.email === "") delete values.email;
  try {
    const answer = await fetch("/setup/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...values, token: new URLSearchParams(location.search).get("token") ?? "" }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail);
    document.querySelector("#ask").hidden = true;
    document.querySelector("#done").hidden = false;
    document.querySelector("#key").textContent = body.key;
    document.querySelector("#example").textContent =
      'from segments import SegmentsClient\\n\\nclient = SegmentsClient(\\n    "' + body.key + '",\\n    "' + location.origin + '/",\\n)\\nprint(client.get_user())';
    history.replaceState(null, "", "/setup/");
  } catch (error) {
    alertBox.textContent = error.message;
    button.disabled = false;
  }
});
`;

const FORM = `<section id="ask">
<h1>Set up Tessera</h1>
<p>This account can create datasets and organizations.</p>
<div role="alert"></div>
<form>
<label>Username<input name="username" required autocomplete="username" autocapitalize="none" spellcheck="false" autofocus maxlength="100"></label>
<label>Email<input name="email" type="email" autocomplete="email"><small>Optional.</small></label>
<label>Password<input name="password" type="password" required autocomplete="new-password" minlength="10" maxlength="1000"><small>At least 10 characters.</small></label>
<button>Create account</button>
</form>
</section>
<section id="done" hidden>
<h1>Ready</h1>
<p>This is your API key. It is shown only now.</p>
<pre id="key"></pre>
<p>Use it with the Python package <code>segments-ai</code>:</p>
<pre id="example"></pre>
<a href="/docs/api">API reference</a>
</section>`;

const USED = `<h1>This link no longer works</h1>
<p>Set-up is done, or a newer link was printed when the server started last. The newest one stands at the end of the server's log.</p>
<a href="/docs/api">API reference</a>`;

const HOME = `<h1>Tessera is running</h1>
<p>Work with it through its API: the Python package <code>segments-ai</code>, or any HTTP client. The link that creates the first account stands in the server's log.</p>
<a href="/docs/api">API reference</a>`;

function page(title: string, body: string, hasScript: boolean): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/setup/page.css">
${hasScript ? '<script type="module" src="/setup/page.js"></script>' : ""}
</head>
<body><main>${body}</main></body>
</html>`;
}

export const SETUP_STYLE = STYLE;
export const SETUP_SCRIPT = SCRIPT;
export const SETUP_PAGE = page("Set up Tessera", FORM, true);
export const HOME_PAGE = page("Tessera", HOME, false);
export const SETUP_USED_PAGE = page("Tessera", USED, false);
