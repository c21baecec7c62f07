/**
 * Who may import whom, held: one line a folder. What is not in a folder's line is an error, a folder without a line may
 * import none of its neighbours, and a circle of files is an error too, types included.
 */

/** The way of the data: the rooms of src/main. Each may also import src/shared and the log. */
const beforeLibrary = ['recording', 'decode', 'model', 'saliency', 'engine', 'lanes', 'attention', 'store']
const rooms = {
  log: [],
  recording: [],
  decode: ['recording'],
  model: ['recording', 'decode'],
  saliency: ['model'],
  engine: ['model'],
  lanes: [],
  attention: [],
  store: ['recording', 'model', 'engine', 'lanes', 'attention'],
  library: ['recording', 'decode', 'model', 'saliency', 'lanes', 'store'],
  analysis: [...beforeLibrary, 'library'],
  review: ['saliency', 'lanes', 'attention', 'store', 'library', 'analysis'],
  report: ['attention', 'store', 'library', 'review'],
  api: [...beforeLibrary, 'library', 'analysis', 'review', 'report']
}

/** Model's own folders: every format is lowered by one language, and no format needs to know of another. */
const modelFolders = {
  graph: [],
  input: ['graph'],
  lowering: ['graph', 'input'],
  keras: ['graph', 'input', 'lowering'],
  onnx: ['graph', 'input', 'lowering'],
  pytorch: ['graph', 'lowering'],
  tfjs: ['graph', 'input', 'lowering', 'keras'],
  tensorflow: ['graph', 'input', 'lowering', 'tfjs'],
  tflite: ['graph', 'input', 'lowering']
}

/** What several hosts share stands in hosts itself. */
const hosts = { desktop: [], serve: [], cli: ['serve'] }

const everywhere = ['client', 'design', 'shell']

/** The parts of the page. Only App ties screens together. */
export const rendererParts = {
  client: [],
  design: [],
  shell: ['client', 'design'],
  frames: everywhere,
  // Parts of the review: they know nothing of it, nor of each other but for what stands here.
  signals: [...everywhere, 'frames'],
  evidence: [...everywhere, 'frames'],
  events: [...everywhere, 'frames'],
  lanes: [...everywhere, 'frames'],
  layers: [...everywhere, 'frames'],
  stage: [...everywhere, 'frames'],
  timeline: [...everywhere, 'frames', 'signals', 'events'],
  // What a person decides before an analysis.
  analysis: everywhere,
  recipe: everywhere,
  // Screens.
  // Its first screen shows a frame with its map, and the verdict.
  library: [...everywhere, 'frames', 'evidence', 'events', 'stage'],
  drive: [...everywhere, 'analysis', 'signals'],
  model: [...everywhere, 'analysis', 'recipe'],
  review: [...everywhere, 'frames', 'signals', 'evidence', 'events', 'lanes', 'layers', 'stage', 'timeline'],
  compare: [...everywhere, 'frames', 'signals', 'lanes', 'stage', 'timeline'],
  settings: everywhere
}

/** A rule for each folder of `under` and one for those without a line. They speak of imports of the files `among`. */
function foldersOf(under, table, among, { always = [], free = [] } = {}) {
  const anyOf = (names) => `^${under}/(${names.join('|')})/`
  const rules = Object.entries(table).map(([folder, allowed]) => ({
    name: `${under}/${folder}`,
    comment: `of ${under}, '${folder}' may import ${[...always, ...allowed].join(', ') || 'no other folder'}`,
    severity: 'error',
    from: { path: anyOf([folder]) },
    to: { path: among, pathNot: anyOf([folder, ...always, ...allowed]) }
  }))
  const unnamed = {
    name: `${under}/unnamed`,
    comment: `a folder of ${under} that .dependency-cruiser.js does not name may import no other`,
    severity: 'error',
    from: { path: `^${under}/([^/]+)/`, pathNot: anyOf([...Object.keys(table), ...free]) },
    to: { path: among, pathNot: `^${under}/$1/` }
  }
  return [...rules, unnamed]
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'files import each other in a circle',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    // The hosts tie everything together.
    ...foldersOf('src/main', rooms, '^src/main/', { always: ['log'], free: ['hosts'] }),
    ...foldersOf('src/main/model', modelFolders, '^src/main/model/[^/]+/'),
    ...foldersOf('src/main/hosts', hosts, '^src/main/hosts/[^/]+/'),
    ...foldersOf('src/renderer', rendererParts, '^src/renderer/'),
    {
      name: 'one-door-to-the-formats',
      comment: 'others open a model through model/open.ts and see its graph and input, nothing of its formats',
      severity: 'error',
      from: { path: '^(src|sample)/', pathNot: '^src/main/model/' },
      to: { path: '^src/main/model/(lowering|keras|onnx|pytorch|tfjs|tensorflow|tflite)/' }
    },
    {
      name: 'shared-is-pure',
      comment: 'shared is types and pure maths: nothing of the app, the page or electron',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/(?!shared/)|^electron$|node_modules/electron/' }
    },
    {
      name: 'runs-in-a-browser',
      comment: 'the page and what it shares with the app know nothing of node',
      severity: 'error',
      from: { path: '^src/(renderer|shared)/' },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'the-app-knows-no-host',
      comment: 'only hosts know electron, the page and its preload',
      severity: 'error',
      from: { path: '^src/main/', pathNot: '^src/main/hosts/' },
      to: { path: '^src/main/hosts/|^src/(renderer|preload)/|^electron$|node_modules/electron/' }
    },
    {
      name: 'the-page-knows-types-alone',
      comment: 'the page asks by fetch; only types come from src/main',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/|^electron$|node_modules/electron/', dependencyTypesNot: ['type-only'] }
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
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default']
    }
  }
}
