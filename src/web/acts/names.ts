/** What can be done to what is recorded. Pure: tests read it too. */

/** Acts by the name that stands in the address: what their link says. */
export const ACTS = {
  correct: 'Correct',
  evidence: 'Add evidence',
  retract: 'Retract',
  reinstate: 'Reinstate',
  merge: 'Merge into another',
  adjudicate: 'Adjudicate',
  'correct-source': 'Correct',
  grade: 'Grade',
  capture: 'Keep its text',
  withdraw: 'Withdraw',
  restore: 'Restore',
  'merge-source': 'Merge into another',
  undo: 'Take back my last act',
} as const;
export type Act = keyof typeof ACTS;
