/** Making a mutation durable, or finding out in time that this device cannot. */
import type { ClientParts } from './client-parts.ts';
import type { Device } from './device/device.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { enqueue, isQueueFull, newEntry, type Wish } from './mutate.ts';
import { NotSaved } from './not-saved.ts';
import { isUrgent, type QueuedMutation } from './queue/entry.ts';
import { StorageBroken, StorageFull } from './storage/storage.ts';
import { withinTime } from './within-time.ts';

export interface Keeping {
  readonly entry: QueuedMutation;
  /** Why it is not kept; null: it is durable. */
  readonly lacks: NotSaved['code'] | null;
}

/** Keeps a wish at the end of its stream. `onLate` hears when the storage takes so long that something is wrong with it. */
export async function keep(parts: ClientParts, wish: Wish, onLate: () => void): Promise<Keeping> {
  const { device, clock, onError } = parts;
  let entry: QueuedMutation | undefined;
  let lacks: Keeping['lacks'] = null;
  const keeping = device.change((state) => {
    const planned = newEntry(device, state, wish);
    entry = planned;
    lacks = isQueueFull(state, planned) ? 'queue_full' : null;
    return lacks ? null : enqueue(state, planned);
  });
  const ever = { deadlineAtMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
  const settled = () => keeping.then(() => true);
  try {
    const timeoutMs = CLIENT_LIMITS.storageTimeoutMs;
    const isLate = (await withinTime(settled, { clock, timeoutMs, ...ever })) === null;
    if (isLate) onLate();
    entry ??= newEntry(device, device.state, wish);
    if (isLate && isUrgent(entry)) {
      keeping.catch(onError);
      return { entry, lacks: 'storage_late' };
    }
    // Anything else sent directly as well could be done twice: it goes under another id.
    await keeping;
    return { entry, lacks };
  } catch (error) {
    if (error instanceof NotSaved) throw error;
    const planned = entry ?? newEntry(device, device.state, wish);
    if (error instanceof StorageFull) return { entry: planned, lacks: 'storage_full' };
    onError(error);
    if (error instanceof StorageBroken) return { entry: planned, lacks: 'storage_broken' };
    return { entry: planned, lacks: await whatBroke(device, planned, error) };
  }
}

/** Null: it was kept after all. @throws the error, where nobody can tell: sent as well, it could be done twice; an emergency may be */
async function whatBroke(device: Device, planned: QueuedMutation, error: unknown): Promise<Keeping['lacks']> {
  try {
    await device.reload();
  } catch {
    if (isUrgent(planned)) return 'storage_broken';
    throw error;
  }
  const kept = device.state.entries.get(planned.seq);
  return kept?.clientID === planned.clientID && kept.id === planned.id ? null : 'storage_broken';
}
