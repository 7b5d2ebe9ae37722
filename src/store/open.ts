/** Opens the log at a location, whichever store it is in. */
import { isServerLocation } from './eventstoredb/location.ts';
import type { EventStore } from './port.ts';
import { openSqliteStore } from './sqlite/index.ts';

export interface StoreOptions {
  /** What to do about a store that is not there, or is. */
  readonly create: 'if-missing' | 'must-exist' | 'must-not-exist';
  readonly readOnly: boolean;
}

/** @throws StoreError where the store cannot be opened; its `code` and `remedy` say why and what to do. */
export async function openStore(location: string, options: StoreOptions): Promise<EventStore> {
  if (!isServerLocation(location)) return openSqliteStore(location, options);
  // The client of a server takes longer to load than all the rest: only who needs it waits for it.
  const { openEventStoreDb } = await import('./eventstoredb/index.ts');
  // Event ids are made from the name of their stream (ids.ts), so the same id cannot come twice anywhere else.
  return openEventStoreDb(location, { ...options, ids: 'stream' });
}
