/** What a second operating-system process does in the contract: an adapter's own script opens the log and calls this. */
import { randomUUID } from 'node:crypto';
import { isStoreError, type EventStore } from '../../src/store/port.ts';

export interface WriterJob {
  /**
   * `any`: append without looking. `increment`: read the last number of the stream, append the next one and expect the
   * revision that was read; when someone was faster, read again.
   */
  readonly kind: 'any' | 'increment';
  readonly stream: string;
  readonly times: number;
  readonly writer: string;
  /** Events in each append. */
  readonly eventsEach?: number;
}

export interface WriterReport {
  /** Ids in the order in which they were acknowledged. */
  readonly acknowledged: readonly string[];
  /** How often someone else was faster. */
  readonly conflicts: number;
}

export async function runWriter(store: EventStore, job: WriterJob): Promise<WriterReport> {
  const acknowledged: string[] = [];
  let conflicts = 0;
  for (let done = 0; done < job.times;) {
    const last = job.kind === 'increment' ? await lastNumber(store, job.stream) : null;
    const events = Array.from({ length: job.eventsEach ?? 1 }, (_, part) => ({
      id: randomUUID(),
      type: 'counted',
      data: JSON.stringify({ n: last ? last.n + 1 : done, part, writer: job.writer }),
      metadata: '{}',
    }));
    try {
      await store.append({ stream: job.stream, events, expectedRevision: last ? (last.revision ?? 'no-stream') : 'any' });
      acknowledged.push(...events.map((event) => event.id));
      done += 1;
    } catch (e) {
      if (!isStoreError(e) || e.code !== 'WrongExpectedRevision') throw e;
      conflicts += 1;
    }
  }
  return { acknowledged, conflicts };
}

async function lastNumber(store: EventStore, stream: string): Promise<{ n: number; revision: number | null }> {
  for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) {
    return { n: (JSON.parse(event.data) as { n: number }).n, revision: event.revision };
  }
  return { n: 0, revision: null };
}
