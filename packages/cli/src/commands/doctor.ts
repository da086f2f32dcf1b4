import type { Command } from "commander";
import { withExamples } from "../arguments.js";
import { diagnose, type Finding } from "../doctor/checks.js";
import { EXIT } from "../exit-codes.js";
import type { Run, Shell } from "../shell.js";
import { VERSION } from "../version.js";

export function addDoctorCommand(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("doctor")
      .summary("check server, key and storage, and say what is wrong")
      .description(
        `Checks whether the server is there and ready, its version and clock, your key, and whether a file can be uploaded and read by browsers (CORS, ranges). It leaves a file of some bytes in the asset store. Ends with ${EXIT.failed} when a check failed.`,
      )
      .action((_options, command: Command) => shell.run(command, doctor)),
    ["doctor", "doctor --url https://labels.example.com"],
  );
}

async function doctor(run: Run): Promise<void> {
  const { out, signal } = run;
  const session = await run.session();
  const findings: Finding[] = [];
  for await (const finding of diagnose({ session, clientVersion: VERSION, signal })) {
    findings.push(finding);
    if (!out.isJson) await print(run, finding);
  }
  const count = (result: Finding["result"]) => findings.filter((finding) => finding.result === result).length;
  const [failed, warnings] = [count("failed"), count("warning")];
  if (failed > 0) run.exitWith(EXIT.failed);
  if (out.isJson) return out.json({ url: session.url, ok: failed === 0, checks: findings });
  const last = failed > 0 ? "Something is wrong." : warnings > 0 ? "It works; see the warnings." : "All is well.";
  await out.line(`\n${last}`);
}

async function print({ out }: Run, { check, result, text, advice }: Finding): Promise<void> {
  await out.line(`${result.padEnd(8)} ${check.padEnd(10)} ${text}`);
  if (advice !== undefined) await out.line(`${" ".repeat(20)}${advice}`);
}
