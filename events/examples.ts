/** One example of each event type, shown in `docs/events.md` and held to the schemas by a test. */

const shared = { dossiers: ['coalition-of-the-willing'], evidence: [{ id: 'e1', source: 'summit-report' }], claims: [] };
const kind = (id: string, title: string, date: string, more: object = {}) => ({ id, title, date, ...shared, ...more });
const ladder = [{ stance: 'rules-out' }, { stance: 'undecided' }, { stance: 'open', means: 'ready, willing in principle' }];

export const EXAMPLES = {
  SummitHeld: kind('paris-summit', 'Summit of the coalition in Paris', '2025-09-04', {
    coChairs: ['FRA', 'GBR'],
    attendance: { n: 35, unit: 'countries' },
    claims: [{ id: 'c1', facet: 'role/FRA/coalition', value: 'co-chair', by: 'coalition', observed: '2025-09-04' }],
  }),
  CallHeld: kind('call-with-trump', 'Call with President Trump', '2025-09-04', { parties: ['FRA', 'USA'] }),
  MeetingHeld: kind('chiefs-of-staff-in-kyiv', 'Chiefs of staff in Kyiv', '2025-04-04'),
  MeetingAnnounced: kind('december-call-announced', 'A leaders’ call is announced', '2025-12-10', {
    due: { asSaid: 'on Thursday', from: '2025-12-11' },
  }),
  StatementMade: kind('rutte-on-putin', 'Rutte on Putin’s weight', '2025-09-04', {
    by: 'mark-rutte',
    for: ['nato'],
    attribution: 'on-record',
  }),
  PositionTaken: kind('poland-sends-no-troops', 'Poland sends no troops', '2025-02-17', {
    by: 'donald-tusk',
    for: ['POL'],
    attribution: 'on-record',
    claims: [{ id: 'c1', facet: 'position/POL/troop-deployment', value: 'rules-out' }],
  }),
  ContributionOffered: kind('bulgaria-offers-ships', 'Bulgaria offers minesweepers', '[2025-09-04,2025-09-05]', {
    terms: 'in the Black Sea',
    claims: [{ id: 'c1', facet: 'contribution/BGR/mine-clearing', value: 'offers', detail: { place: 'Black Sea' } }],
  }),
  CommitmentAnnounced: kind('twenty-six-commit', 'Twenty-six countries commit to assurances', '2025-09-04', {
    by: 'emmanuel-macron',
    for: ['FRA'],
    claims: [{ id: 'c1', facet: 'quantity/coalition/committed', value: { n: 26, op: '=', unit: 'countries' } }],
  }),
  AgreementReached: kind('paris-declaration', 'Paris Declaration', '2026-01-06', {
    signatories: ['FRA', 'GBR', 'UKR'],
    claims: [{ id: 'c1', facet: 'agreement/paris-declaration/GBR', value: 'signed', by: 'GBR' }],
  }),
  ProposalMade: kind('italy-proposes-guarantee', 'Italy proposes an Article 5-style guarantee', '2025-09-04', { by: 'ITA' }),
  DemandMade: kind('stop-buying-oil', 'Trump asks Europeans to stop buying Russian oil', '2025-09-04', {
    by: 'donald-trump',
    for: ['USA'],
    claims: [{ id: 'c1', facet: 'demand/USA/european-nations/russian-oil', value: 'open' }],
  }),
  ObjectionRaised: kind('russia-rejects-troops', 'Russia rejects western troops', '[..2025-09-04]', { by: 'RUS' }),
  ObjectionDismissed: kind('nato-dismisses-objection', 'NATO dismisses the objection', '2025-09-04', { by: 'mark-rutte', for: ['nato'] }),
  AssessmentReported: kind('three-camps', 'Three camps among the allies', '2025-09-04', {
    by: 'financial-times',
    attribution: 'anonymous',
  }),
  NegotiationReported: kind('no-progress', 'No progress in direct talks', '2025-08/2025-09-04', {
    by: 'european-officials',
    attribution: 'anonymous',
  }),
  SanctionImposed: kind('us-sanctions-oil-firms', 'United States sanctions two oil firms', '2025-10-22', { by: 'USA', targets: ['RUS'] }),
  RoleTaken: kind('co-chairs', 'France and Britain co-chair the coalition', '2025-09-04', { by: 'coalition' }),
  WorldChanged: kind('invasion', 'Full-scale invasion of Ukraine', '2022', {
    claims: [{ id: 'c1', facet: 'world/hostilities', value: true }],
  }),
  FollowUpAnnounced: kind('us-share-to-be-finalised', 'US contributions to be finalised', '2025-09-04', {
    by: 'emmanuel-macron',
    for: ['FRA'],
    due: { asSaid: 'in the upcoming days', from: '2025-09-05' },
    binds: ['USA'],
  }),
  DevelopmentCorrected: {
    id: 'poland-sends-no-troops',
    version: 2,
    kind: 'PositionTaken',
    development: kind('poland-sends-no-troops', 'Poland sends no troops', '2025-02-17', {
      by: 'donald-tusk',
      for: ['POL'],
      attribution: 'on-record',
      place: 'Warsaw',
      claims: [{ id: 'c1', facet: 'position/POL/troop-deployment', value: 'rules-out' }],
    }),
    reason: 'the place was missing',
  },
  DevelopmentRetracted: { id: 'poland-refuses-again', reason: 'recorded twice', duplicateOf: 'poland-sends-no-troops' },
  DevelopmentReinstated: { id: 'poland-refuses-again', reason: 'it was another day' },
  EvidenceAdded: { id: 'poland-sends-no-troops', evidence: [{ id: 'e2', source: 'polish-radio' }] },
  SourceRegistered: {
    id: 'polish-radio',
    publisher: 'Polskie Radio',
    url: 'https://www.example.org/1',
    published: '2025-09-04',
    language: 'en',
    grade: 'B',
  },
  SourceCorrected: { id: 'polish-radio', publisher: 'Polskie Radio', published: '2025-09-05', reason: 'the page was dated a day later' },
  SourceGraded: { id: 'polish-radio', grade: 'A', reason: 'public broadcaster, quotes the speaker in full' },
  SourceCaptured: {
    id: 'summit-report',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    length: 0,
    capturedAt: '2025-09-05',
  },
  SourceWithdrawn: { id: 'polish-radio', reason: 'the broadcaster took it back', because: ['polish-radio-correction'] },
  SourceRestored: { id: 'polish-radio', reason: 'withdrawn by mistake' },
  SourcesMerged: { id: 'polskie-radio', into: 'polish-radio', reason: 'the same page under two addresses' },
  ActorRegistered: {
    id: 'donald-tusk',
    kind: 'person',
    name: 'Donald Tusk',
    offices: [{ office: 'Prime Minister', of: 'POL', from: '2023-12-13' }],
  },
  ActorUpdated: { id: 'POL', kind: 'state', name: 'Poland', aliases: ['Polska'], reason: 'own name added' },
  ActorsMerged: { id: 'd-tusk', into: 'donald-tusk', reason: 'one person' },
  DossierOpened: {
    id: 'coalition-of-the-willing',
    title: 'Coalition of the willing',
    opens: '2024-12-01',
    bodies: [{ id: 'coalition', title: 'Coalition of the willing' }],
    worldFacts: [{ id: 'ceasefire', text: 'a general and agreed ceasefire is in force' }],
  },
  DossierUpdated: { id: 'coalition-of-the-willing', title: 'Coalition of the willing for Ukraine', reason: 'clearer title' },
  IssueDefined: {
    dossier: 'coalition-of-the-willing',
    id: 'troop-deployment',
    question: 'Own troops inside Ukraine after the fighting?',
    ladder,
    neutral: 'undecided',
  },
  IssueRevised: {
    dossier: 'coalition-of-the-willing',
    id: 'troop-deployment',
    question: 'Own troops inside Ukraine after the fighting?',
    ladder: [...ladder, { stance: 'pledged' }],
    neutral: 'undecided',
    reason: 'a pledge is more than openness',
  },
  ClaimsAdjudicated: {
    dossier: 'coalition-of-the-willing',
    facet: 'position/POL/troop-deployment',
    prefer: 'poland-sends-no-troops#c1',
    over: ['poland-undecided#c1'],
    reason: 'transcript checked',
    because: ['polish-radio'],
  },
  TokenIssued: {
    id: '1f0c9a3e',
    name: 'the desk',
    role: 'recorder',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  TokenRevoked: { id: '1f0c9a3e', reason: 'the laptop was lost' },
};
