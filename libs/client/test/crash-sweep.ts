/**
 * `npm run crash:browser`: a phone in Chromium is killed at every step it takes, once by ending its page's process and once
 * by ending all of Chromium. Prints what was lost or done twice; the exit code is 1 if anything was. Takes some minutes.
 */
import { startBrowserLives, type Life } from './browser-lives.ts';
import { findingsIn } from './life-findings.ts';

const lives = await startBrowserLives();
let wrong = 0;
let deaths = 0;
try {
  const whole = await lives.run({ killAt: 0, kills: 'page' });
  const steps = whole.steps.length;
  for (const kills of ['page', 'browser'] satisfies Life['kills'][]) {
    for (let killAt = 1; killAt <= steps; killAt++) {
      const told = await lives.run({ killAt, kills });
      const findings = findingsIn(told, whole, killAt);
      deaths += 1;
      if (findings.length > 0) wrong += 1;
      const verdict = findings.length === 0 ? 'nothing lost, nothing twice' : findings.join('; ');
      process.stdout.write(`${kills} killed at step ${killAt} of ${steps} (${whole.steps[killAt - 1]}): ${verdict}\n`);
    }
  }
} finally {
  await lives.close();
}
process.stdout.write(`${deaths} deaths, ${wrong} with findings\n`);
process.exitCode = wrong === 0 ? 0 : 1;
