import { afterAll } from 'vitest';
import { startTestServer } from '../support/esdb.ts';
import { eventStoreDbFacts } from './eventstoredb-facts.ts';

const server = await startTestServer();
console.log(server.said);
afterAll(() => server.close());
eventStoreDbFacts(`EventStoreDB (${server.kind})`, server.connection);
