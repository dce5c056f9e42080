import { defineJob } from '../../define/job.ts';

/** Drops what is older than `retention.json` says, at night, when few people ride. */
export const retentionJob = defineJob({
  name: 'retention',
  summary: 'Drops what is older than retention.json says.',
  cron: '15 3 * * *',
  missed: 'once',
  limitSeconds: 7_200,
});
