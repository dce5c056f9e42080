import { applied, asPlain, canonicalJson, defineMutation, refused, sha256Hex } from '#sync/client';
import { z } from 'zod';
import { codeTexts } from '../rules/codes.ts';
import { tariffFaults, tariffSchema } from '../rules/tariff.ts';
import type { TariffRecord } from '../state.ts';
import { tariffKind } from '../views.ts';

export const proposeTariffArgs = z.strictObject({ tariff: asPlain(tariffSchema) });

/** Somebody proposes a tariff. It counts for nothing until somebody else approves it. */
export const proposeTariff = defineMutation({
  name: 'pricing.proposeTariff',
  summary: 'Proposes a tariff, for somebody else to approve.',
  roles: ['pricing'],
  priority: 'general',
  args: proposeTariffArgs,
  codes: codeTexts('tariff_exists', 'tariff_invalid', 'tariff_backdated'),
  lane: ({ tariff }) => tariffKind.key(tariff.version),
  needs: ({ tariff }) => ({ record: tariffKind.key(tariff.version) }),
  decide: ({ args: { tariff }, actor, time: { nowMs }, state: { record } }) => {
    if (record) return refused('tariff_exists', { status: record.status });
    const faults = tariffFaults(tariff);
    if (faults.length > 0) return refused('tariff_invalid', { faults });
    if (tariff.effectiveFromMs < nowMs)
      return refused('tariff_backdated', { effectiveFromMs: tariff.effectiveFromMs, nowMs });
    const proposed: TariffRecord = {
      version: tariff.version,
      status: 'proposed',
      document: tariff,
      documentHash: sha256Hex(canonicalJson(tariff)),
      proposedBy: actor.subject,
      proposedAtMs: nowMs,
      approvedBy: null,
      approvedAtMs: null,
      effectiveFromMs: tariff.effectiveFromMs,
      effectiveToMs: null,
      honouredUntilMs: 0,
    };
    return applied({ changes: [tariffKind.put(proposed)] });
  },
});
