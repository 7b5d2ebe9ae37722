/** What the package exports of `events/`. */
export { EVENT_DEFINITIONS, eventDefinition, streamOf } from '../events/catalogue.ts';
export type { DomainEvent, EventDefinition, EventType, Payloads } from '../events/catalogue.ts';
export { checkPayload, decode, encode } from '../events/codec.ts';
export { canonicalJson } from '../events/canonical.ts';
export { FAMILIES, owners, parseFacet } from '../events/facet.ts';
export { checkQuote, isVerified } from '../events/anchor.ts';
export type { QuoteAnswer, QuoteChange, QuoteCheck } from '../events/anchor.ts';
