// Who may import whom: docs/architecture.md, section 3. Each rule was seen to fire once when broken on purpose.
// Circles have a file of their own: .dependency-cruiser-circles.cjs.
const module_ = '^server/src/modules/([^/]+)/'
const edge = '(notifications|realtime|admin)'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'shared-imports-nothing-of-ours', severity: 'error', from: { path: '^shared/' }, to: { path: '^(server|miniapp|bot)/' } },
    {
      name: 'platform-knows-no-shop',
      severity: 'error',
      from: { path: '^server/src/platform/' },
      to: { path: '^server/src/(modules|sandbox|app|world|server|worker|config|context)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'neighbours-by-their-door',
      comment: 'A module reaches a neighbour by its index.ts or events.ts; tables.ts points at tables.ts for foreign keys.',
      severity: 'error',
      from: { path: module_, pathNot: ['/testing/', '\\.test\\.ts$'] },
      to: { path: module_, pathNot: ['^server/src/modules/$1/', '/index\\.ts$', '/events\\.ts$', '/tables\\.ts$'] },
    },
    {
      name: 'modules-by-their-doors',
      comment: 'What puts the server together has the doors and cards of modules, their routes and environments; the demo has its seeds.',
      severity: 'error',
      from: { path: '^server/src/[^/]+\\.ts$', pathNot: '\\.test\\.ts$' },
      to: { path: module_, pathNot: ['/(index|module|admin|environment)\\.ts$', '/[a-z-]*routes[a-z-]*\\.ts$', '/seed-[a-z-]+\\.ts$'] },
    },
    {
      name: 'tables-of-neighbours-only-in-sql',
      severity: 'error',
      from: { path: module_, pathNot: ['/tables\\.ts$', '/queries[^/]*\\.ts$', '/testing/', '\\.test\\.ts$'] },
      to: { path: '^server/src/modules/([^/]+)/tables\\.ts$', pathNot: ['^server/src/modules/$1/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-the-edge',
      severity: 'error',
      from: { path: '^server/src/modules/(?!' + edge + '/)', pathNot: '\\.test\\.ts$' },
      to: { path: `^server/src/modules/${edge}/` },
    },
    {
      name: 'payments-stand-alone',
      comment: "Payments know an order's number, state and payer, and no more: their SQL may read these two tables for it.",
      severity: 'error',
      from: { path: '^server/src/modules/payments/(tables|queries[^/]*)\\.ts$' },
      to: {
        path: '^server/src/modules/(?!payments/)',
        pathNot: '^server/src/modules/(orders|users)/tables\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'payments-doors-ask-only-who',
      comment: "Their routes use auth's guards; everything else of payments imports no other module.",
      severity: 'error',
      from: { path: '^server/src/modules/payments/(routes|admin)\\.ts$' },
      to: { path: '^server/src/modules/(?!(payments|auth)/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'payments-import-no-module',
      severity: 'error',
      from: { path: '^server/src/modules/payments/', pathNot: ['/(tables|queries[^/]*|routes|admin)\\.ts$', '/testing/', '\\.test\\.ts$'] },
      to: { path: '^server/src/modules/(?!payments/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'gateways-know-no-sibling',
      severity: 'error',
      from: { path: '^server/src/modules/payments/gateways/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/src/modules/payments/gateways/([^/]+)/', pathNot: '^server/src/modules/payments/gateways/$1/' },
    },
    {
      name: 'gateways-know-no-database',
      severity: 'error',
      from: { path: '^server/src/modules/payments/gateways/', pathNot: ['/contract\\.ts$', '\\.test\\.ts$'] },
      to: { path: 'node_modules/drizzle-orm|/platform/db\\.ts$|/(tables|queries[^/]*)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sql-in-queries',
      severity: 'error',
      from: {
        path: '^server/src/modules/',
        pathNot: ['/tables\\.ts$', '/queries[^/]*\\.ts$', '\\.test\\.ts$', '/testing/', '/contract\\.ts$'],
      },
      to: { path: 'node_modules/drizzle-orm' },
    },
    {
      name: 'http-at-the-doors',
      severity: 'error',
      from: {
        path: '^server/src/modules/',
        pathNot: ['/(routes|admin|guards)[^/]*\\.ts$', '/emulator/', '/emulator\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: 'node_modules/hono/' },
    },
    {
      name: 'clients-speak-http',
      severity: 'error',
      from: { path: '^(miniapp|bot)/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-zod-in-the-client',
      severity: 'error',
      from: { path: '^miniapp/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '\\.schema\\.ts$|node_modules/zod', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ui-and-lib-know-no-feature',
      severity: 'error',
      from: { path: '^miniapp/src/(ui|lib)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^miniapp/src/(features|app)/(?!paths)' },
    },
    {
      name: 'features-by-their-api',
      severity: 'error',
      from: { path: '^miniapp/src/features/(?!admin/)([^/]+)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^miniapp/src/features/([^/]+)/', pathNot: ['^miniapp/src/features/$1/', '/api\\.ts$', '/catalog/ProductCard\\.tsx$'] },
    },
    {
      name: 'one-file-touches-telegram',
      severity: 'error',
      from: { path: '^miniapp/src/', pathNot: ['lib/telegram[^/]*\\.tsx?$', '\\.test\\.tsx?$'] },
      to: { path: 'node_modules/@telegram-apps/' },
    },
    {
      name: 'tests-stay-tests',
      severity: 'error',
      from: { pathNot: ['\\.test\\.tsx?$', '/testing/', '/contract\\.ts$', '^(e2e|bench)/', '/sandbox/msw\\.ts$', '/simulation/'] },
      to: { path: 'node_modules/(vitest|msw|fast-check)|/(testing|simulation)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:|\\?' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
