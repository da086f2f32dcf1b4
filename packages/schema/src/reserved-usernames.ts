/** First segments of urls that belong to the API or to pages of the web app, which stand at the root of one origin. */
const RESERVED_USERNAMES: ReadonlySet<string> = new Set([
  // API
  ...[
    "api",
    "api_status",
    "assets",
    "datasets",
    "events",
    "examples",
    "files",
    "health",
    "healthz",
    "invitations",
    "issues",
    "jobs",
    "keys",
  ],
  ...[
    "labels",
    "labelsets",
    "leases",
    "metrics",
    "openapi.json",
    "readyz",
    "storage",
    "organizations",
    "releases",
    "samples",
    "server",
    "session",
    "sessions",
  ],
  ...["tags", "user", "users", "webhooks", "workunits"],
  // Pages and static files
  ...["about", "account", "admin", "app", "auth", "docs", "explore", "favicon.ico", "help", "home", "index.html"],
  ...[
    "insights",
    "invite",
    "join",
    "login",
    "logout",
    "me",
    "new",
    "oauth",
    "oidc",
    "register",
    "robots.txt",
    "search",
  ],
  ...["settings", "setup", "sign-in", "sign-up", "signin", "signup", "static", "welcome"],
  // Words that stand for nobody in particular
  ...["none", "null", "undefined", "anonymous", "root", "system", "tessera"],
]);

/**
 * Whether a name, in any case, cannot be a username because it is the root of an API or a page, or a word such as `null`.
 *
 * @example isReservedUsername("Datasets") // true
 */
export function isReservedUsername(name: string): boolean {
  return RESERVED_USERNAMES.has(name.toLowerCase());
}
