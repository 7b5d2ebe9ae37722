/** What the kinds of developments have beside what all of them have (events/developments.ts; a test holds this to the schemas). */
import type { DevelopmentKind } from '../../../events/developments.ts';

export type OwnField = 'coChairs' | 'attendance' | 'parties' | 'due' | 'terms' | 'signatories' | 'targets' | 'binds';
export const OWN: Readonly<Partial<Record<DevelopmentKind, readonly OwnField[]>>> = {
  SummitHeld: ['coChairs', 'attendance'],
  CallHeld: ['parties', 'attendance'],
  MeetingHeld: ['attendance'],
  MeetingAnnounced: ['due'],
  ContributionOffered: ['terms'],
  AgreementReached: ['signatories'],
  SanctionImposed: ['targets'],
  FollowUpAnnounced: ['due', 'binds'],
};
/** As what those who are named took part, where nothing else is said; kinds at which somebody meets somebody ask for it at once. */
export const MET: Readonly<Partial<Record<DevelopmentKind, 'attendee' | 'party'>>> = {
  SummitHeld: 'attendee',
  MeetingHeld: 'party',
  MeetingAnnounced: 'party',
  CallHeld: 'party',
  AgreementReached: 'party',
  NegotiationReported: 'party',
};
/** What a claim of this kind of development is about most often: where the form begins. */
export const FIRST: Readonly<Partial<Record<DevelopmentKind, string>>> = {
  ContributionOffered: 'contribution',
  DemandMade: 'demand',
  AgreementReached: 'agreement',
  RoleTaken: 'role',
  WorldChanged: 'world',
};
