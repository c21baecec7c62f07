/**
 * The way of the data, held: what each room of src/main may import beside src/shared and itself. What is not in its line
 * is an error, and so is every circle of files, types included.
 */
const rooms = {
  recording: [],
  decode: ['recording'],
  model: ['recording', 'decode'],
  saliency: ['model'],
  engine: ['model'],
  lanes: [],
  attention: [],
  store: ['recording', 'model', 'engine', 'lanes', 'attention'],
  library: ['recording', 'decode', 'model', 'saliency', 'lanes', 'store'],
  analysis: ['recording', 'decode', 'model', 'saliency', 'engine', 'lanes', 'attention', 'store', 'library'],
  review: ['attention', 'store', 'library'],
  report: ['attention', 'store', 'library', 'review'],
  api: [
    'recording',
    'decode',
    'model',
    'saliency',
    'engine',
    'lanes',
    'attention',
    'store',
    'library',
    'analysis',
    'review',
    'report'
  ]
}

const anyOf = (names) => `^src/main/(${names.join('|')})(/|[.]ts$)`

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `'${room}' may import shared and ${allowed.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^src/main/${room}/` },
  to: { path: '^src/(?!shared/)', pathNot: anyOf([room, 'defects', ...allowed]) }
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...roomRules,
    {
      name: 'shared-is-pure',
      comment: 'shared is types and pure maths: nothing from the app or the page',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/(?!shared/)|^electron$' }
    },
    {
      name: 'runs-in-a-browser',
      comment: 'the renderer and what it shares with the app know nothing of node',
      severity: 'error',
      from: { path: '^src/(renderer|shared)/' },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'the-app-knows-no-host',
      severity: 'error',
      from: { path: '^src/main/(?!hosts/)' },
      to: { path: '^src/main/hosts/|^src/(renderer|preload)/|^electron$|node_modules/electron/' }
    },
    {
      name: 'the-page-knows-types-alone',
      comment: 'the renderer asks by fetch; only types come from main',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/|^electron$', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'the-product-stands-alone',
      comment: 'src imports no test, no script and nothing of the sample',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|testing|scripts|sample)/' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default']
    }
  }
}
