// The floor plan, as rules: programs -> observe, contract -> server -> session -> protocol, and nothing points back.
const layer = (name, ...allowed) => ({
  name: `${name}-imports`,
  comment: `lib/${name} may import only: ${[name, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^lib/${name}/` },
  to: { path: '^lib/', pathNot: `^lib/(${[name, ...allowed].join('|')})/` },
});

/** Node's modules that reach a socket, a file, a clock or another process. */
const OUTSIDE_WORLD =
  '^(node:)?(net|tls|fs|fs/promises|dns|dns/promises|http|https|timers|timers/promises|stream|child_process|worker_threads|os|process|perf_hooks)$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    // Nothing imports a file of declarations: it declares modules of packages.
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^lib/', pathNot: '[.]d[.]ts$' },
      to: {},
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'lib-needs-no-dev-package',
      severity: 'error',
      from: { path: '^lib/' },
      // rxjs is a peer, and a dev package for that reason alone.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'lib-knows-no-spec',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(spec|scripts)/' },
    },
    {
      name: 'pure-layers',
      comment: 'protocol, proxy-protocol, rx and session know no socket, no clock, no file',
      severity: 'error',
      from: { path: '^lib/(protocol|proxy-protocol|rx|session)/' },
      to: { path: OUTSIDE_WORLD },
    },
    {
      name: 'commander-behind-flags',
      comment:
        'one folder knows the parser of arguments, and only programs need it: who serves does not load it',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/config/flags/' },
      to: { path: 'node_modules/commander' },
    },
    {
      name: 'flags-for-programs',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(config/flags|programs)/' },
      to: { path: '^lib/config/flags/' },
    },
    {
      name: 'page-in-a-browser',
      comment:
        'the page runs in a browser: what it imports for more than its types is served to it, and needs nothing of Node',
      severity: 'error',
      from: { path: '^lib/page/' },
      to: {
        path: ['^lib/', OUTSIDE_WORLD, 'node_modules/'],
        pathNot: '^lib/(page|protocol)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'conformance-for-programs',
      comment: 'whom the kit judges must not be made of its parts',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(conformance|programs)/' },
      to: { path: '^lib/conformance/' },
    },
    {
      name: 'conformance-judges-alone',
      comment:
        'a judge shares no digest, answer or command with whom it judges: a mistake in it would pass unseen',
      severity: 'error',
      from: { path: '^lib/conformance/' },
      to: { path: '^lib/protocol/(digests|answers|commands|index)[.]' },
    },
    layer('protocol'),
    layer('proxy-protocol', 'protocol'),
    layer('files', 'protocol'),
    layer('rx', 'protocol'),
    layer('postgres', 'files', 'protocol'),
    layer('config', 'protocol'),
    layer('lines', 'protocol'),
    layer('tls', 'files', 'protocol'),
    layer('certificates', 'tls', 'files', 'protocol'),
    layer('conformance', 'certificates', 'tls', 'files', 'rx', 'protocol'),
    layer('session', 'rx', 'protocol'),
    layer('work', 'postgres', 'session', 'rx', 'config', 'protocol'),
    layer('records', 'postgres', 'session', 'files', 'protocol'),
    layer('client', 'work', 'tls', 'files', 'lines', 'rx', 'config', 'proxy-protocol', 'protocol'),
    layer('server', 'work', 'session', 'tls', 'lines', 'rx', 'config', 'proxy-protocol', 'protocol'),
    layer('status', 'server', 'work', 'records', 'session', 'tls', 'config', 'protocol'),
    layer('page', 'status', 'protocol'),
    layer('contract', 'server', 'session', 'tls', 'lines', 'rx', 'config', 'protocol'),
    layer('observe', 'status', 'server', 'work', 'client', 'session', 'tls', 'config', 'protocol'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.as\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
