/** Dependencies point inwards: events <- projections <- src/record, src/query <- edges. */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { path: to } });
module.exports = {
  forbidden: [
    forbid('events-know-nothing', '^events/', '^(projections|src|tests|bench|scripts)/', 'events/ is the innermost ring.'),
    forbid('projections-know-events', '^projections/', '^(src|tests|bench|scripts)/', 'projections/ know events/ only.'),
    forbid('record-is-pure', '^src/record/', '^src/(store|query|cli|http|import|export|web)/', 'deciders know events/ and projections/.'),
    forbid(
      'store-is-a-leaf',
      '^src/store/',
      '^(events|projections)/|^src/(record|query|cli|http|import|export|web)/',
      'a store carries events whose meaning it does not know.',
    ),
    forbid('query-knows-no-edge', '^src/query/', '^src/(cli|http|import|export|web)/', 'the read side serves the edges.'),
    forbid('no-edge-knows-the-cli', '^src/(?!cli/)', '^src/cli/', 'the command line is an edge.'),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-io-in-the-core',
      severity: 'error',
      from: { path: '^(events|projections|src/record)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'published-code-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(events|projections|src)/', pathNot: '^src/web/' }, // the page is bundled
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'the-page-is-light',
      severity: 'error',
      comment:
        'src/web takes types from anywhere inwards, and code only from itself, the typed client and pure modules without dependencies; tables as they are.',
      from: { path: '^src/web/' },
      to: {
        path: '^(events|projections|src)/',
        pathNot:
          '^src/web/|^src/http/(client|paths)\\.ts$|^events/(edtf|facet|text)\\.ts$|^src/export/wording\\.ts$|^src/import/table/lookups/[^/]+\\.json$',
        dependencyTypesNot: ['type-only'],
      },
    },
    forbid('only-the-page-knows-the-page', '^(events|projections|src/(?!web/))', '^src/web/', 'the server serves it as files.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
  },
};
