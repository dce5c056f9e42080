import { PULL_VERSION, PUSH_VERSION, type VersionNotSupported } from '#sync';
import type { z } from 'zod';
import { platformProblem } from '../http/platform-problems.ts';
import { issueWords } from '../http/issue-words.ts';
import { placesOf } from '../http/validate.ts';

/** Reads a push or pull of the version this server speaks; a newer one is told so, and its phone keeps its work. */
export function readWire<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> | VersionNotSupported {
  const newer = newerVersion(body);
  if (newer) return newer;
  const parsed = schema.safeParse(body, { error: issueWords });
  if (parsed.success) return parsed.data;
  throw platformProblem('body_invalid', { errors: placesOf(parsed.error.issues) });
}

/** Whether the answer is "this version is not supported". */
export function isNewer(read: object): read is VersionNotSupported {
  return 'error' in read;
}

function newerVersion(body: unknown): VersionNotSupported | null {
  const { pushVersion, pullVersion } = (body ?? {}) as { pushVersion?: unknown; pullVersion?: unknown };
  if (isAbove(pushVersion, PUSH_VERSION)) return { error: 'VersionNotSupported', versionType: 'push' };
  if (isAbove(pullVersion, PULL_VERSION)) return { error: 'VersionNotSupported', versionType: 'pull' };
  return null;
}

function isAbove(version: unknown, ours: number): boolean {
  return typeof version === 'number' && Number.isInteger(version) && version > ours;
}
