/**
 * `npm run docs:try [-- --lane quick|long]`: runs the commands of the Markdown that carry this lane, in a fresh clone of what is
 * committed, beside a server started there. The last line is `N passed, N failed`.
 */
import { readCommandLine } from '../command-line.ts';
import { closingLine } from '../ci/lane.ts';
import { freshClone } from './clone.ts';
import { DOC_LANES, type DocLane } from './commands.ts';
import { allCommands } from './pages.ts';

const TIMEOUT_SECONDS: Readonly<Record<DocLane, number>> = { quick: 60, long: 1_800, 'by hand': 0 };

const HELP = `npm run docs:try -- [--lane quick|long] [--list]

  Runs the commands of the Markdown in a fresh clone of what is committed, beside a server started there by npm start on a free port.
  --lane quick   (default) what .ci/run tries, too; the clone is given a copy of the packages of this folder
  --lane long    what takes minutes; the clone runs npm ci
  --list         lists all commands with their lanes, and runs none
`;

function list(): void {
  for (const { file, line, lane, why, text } of allCommands(process.cwd())) {
    const first = text.split('\n')[0] ?? '';
    process.stdout.write(
      `${(lane ?? 'NO LANE').padEnd(8)} ${file}:${line}  ${first}${why === '' ? '' : `  (${why})`}\n`,
    );
  }
}

async function tryLane(lane: DocLane): Promise<number> {
  const commands = allCommands(process.cwd()).filter((command) => command.lane === lane);
  const clone = await freshClone(lane === 'quick' ? 'copied' : 'npm ci');
  let failed = 0;
  try {
    for (const { file, line, text } of commands) {
      const startedAtMs = performance.now();
      const complaint = await clone.run(text, TIMEOUT_SECONDS[lane]);
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
      process.stdout.write(
        `${complaint === undefined ? 'ok    ' : 'FAILED'} ${file}:${line} (${seconds} s)\n${complaint === undefined ? '' : `${complaint}\n`}`,
      );
      if (complaint !== undefined) failed += 1;
    }
  } finally {
    await clone.close();
  }
  process.stdout.write(`${closingLine({ passed: commands.length - failed, failed, skipped: 0 })}\n`);
  return failed === 0 && commands.length > 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = readCommandLine({
    options: { lane: { type: 'string', default: 'quick' }, list: flag, help: flag },
  });
  const lane = DOC_LANES.find((name) => name === values.lane);
  if (values.list) {
    list();
    return 0;
  }
  if (!values.help && lane !== undefined && lane !== 'by hand') return tryLane(lane);
  process.stdout.write(HELP);
  return values.help ? 0 : 2;
}

process.exitCode = await main();
