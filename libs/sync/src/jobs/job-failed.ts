import { errorText } from '../events/error-text.ts';
import { JOB_LIMITS } from './rules/job-limits.ts';

/** What is kept of a run's failure, and shown: no message of its cause, no stack. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  constructor(cause: unknown) {
    super(errorText(cause, JOB_LIMITS.jobErrorCharsMax));
    this.stack = '';
  }
}
