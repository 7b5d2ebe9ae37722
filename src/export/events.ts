/** The log itself, one event a line, lossless: ids, order, streams, and the bytes of payload and metadata. */
import { canonicalJson } from '../../events/canonical.ts';
import type { StoredEvent } from '../store/port.ts';

/** A line of an exported log. Payload and metadata stand as JSON where that gives their bytes back, else as the text they are. */
export interface ExportedEvent {
  readonly seq: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data?: unknown;
  readonly dataText?: string;
  readonly metadata?: unknown;
  readonly metadataText?: string;
}

/** The parsed form of a text that canonical JSON gives back byte for byte; undefined for any other. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** One event as a line of an exported log; `seq` counts from 1. */
export function exportedEvent(stored: StoredEvent, seq: number): ExportedEvent {
  const { stream, revision, id, type } = stored;
  const [data, metadata] = [parsed(stored.data), parsed(stored.metadata)];
  return {
    seq,
    stream,
    revision,
    id,
    type,
    ...(data === undefined ? { dataText: stored.data } : { data }),
    ...(metadata === undefined ? { metadataText: stored.metadata } : { metadata }),
  };
}
