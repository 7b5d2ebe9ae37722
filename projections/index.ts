/** What follows from the record: pure functions of a prefix of the log. */
export * from './cell.ts';
export * from './change.ts';
export * from './coordinates.ts';
export * from './diff.ts';
export * from './history.ts';
export * from './record.ts';
export * from './replay.ts';
export * from './resolve.ts';
export * from './sources.ts';
export * from './state.ts';
export * from './timeline.ts';
export * from './view.ts';
export * from './why.ts';
export * from './follow-ups.ts';
export * from './quantities.ts';
export * from './review.ts';
export * from './search.ts';
