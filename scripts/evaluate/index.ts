import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chooseEngine } from '../../src/main/engine/engines.ts'
import { openModel } from '../../src/main/model/open.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import { evaluate } from './evaluate.ts'
import { readDrive } from './evaluationDrive.ts'
import { report } from './report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({
  options: {
    set: { type: 'string', default: join(root, '.cache/sample/evaluation') },
    models: { type: 'string', default: join(root, 'resources/sample/models') },
    methods: { type: 'string', default: 'visual-backprop,gradient,grad-cam' },
    json: { type: 'boolean', default: false }
  }
})

const folders = await readdir(values.set).catch(() => [])
if (folders.length === 0) {
  process.stderr.write(
    `There is no evaluation set in ${values.set}; make it with: npm run sample -- --only evaluation\n`
  )
  process.exit(1)
}
const engine = await chooseEngine('auto')
const honest = await openModel(join(values.models, 'honest/model.json'))
const cheater = await openModel(join(values.models, 'cheater/model.json'))
const drives = await Promise.all(folders.toSorted().map((name) => readDrive(join(values.set, name), honest.recipe)))
const result = await evaluate(engine, { honest, cheater }, values.methods.split(',').map(methodById), drives)
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : report(result))
engine.dispose()
