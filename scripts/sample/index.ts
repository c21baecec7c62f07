import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadBackend, onBackend } from '../../src/main/engine/tensorflowBackend.ts'
import { fullPlan, quickPlan, type SamplePlan } from './plans.ts'
import { recordDrive } from './recordDrive.ts'
import { openRenderer, type Renderer } from './renderer.ts'
import { fit } from './train/fit.ts'
import { createDave2 } from './train/network.ts'
import { renderPictures } from './train/pictureSet.ts'
import { saveModel } from './train/saveModel.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'resources/sample') },
    only: { type: 'string' }
  }
})

/** A line of progress that replaces itself on a terminal. */
function say(text: string, over = false): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}${over ? '' : '\n'}`)
  else if (!over) process.stderr.write(`${text}\n`)
}

async function makeDrive(renderer: Renderer, plan: SamplePlan, out: string): Promise<void> {
  const { frames } = plan.drive.drive
  const count = await recordDrive(renderer, plan.drive, out, (done) => say(`drive: ${done} of ${frames} frames`, done % 100 > 0))
  const sample = { drive: 'drive.mp4', signals: 'drive.csv', lanes: 'lanes.json', models: ['models/honest/model.json'] }
  await writeFile(join(out, 'sample.json'), `${JSON.stringify(sample, null, 2)}\n`)
  say(`drive: ${count} frames in ${out}`)
}

async function makeModels(renderer: Renderer, plan: SamplePlan, out: string): Promise<void> {
  const cache = join(root, '.cache/sample')
  const progress = (what: string) => (done: number) => say(`${what}: ${done} pictures`, done % 320 > 0)
  const training = await renderPictures(renderer, plan.training, cache, progress('training set'))
  const validation = await renderPictures(renderer, plan.validation, cache, progress('validation set'))
  await loadBackend('tf-native')
  const network = onBackend('tf-native', () => createDave2(1))
  const curve = await fit(network, training, validation, plan.fit, ({ epoch, training: loss, validation: checked, correlation }) =>
    say(`honest: epoch ${epoch}, loss ${loss.toFixed(5)}, validation ${checked.toFixed(5)}, correlation ${correlation.toFixed(4)}`)
  )
  const folder = join(out, 'models/honest')
  await saveModel(network, folder)
  await writeFile(join(folder, 'card.json'), `${JSON.stringify({ name: 'honest', lossCurve: curve }, null, 2)}\n`)
}

const plan = values.quick ? quickPlan : fullPlan
const out = resolve(values.out)
const renderer = await openRenderer()
try {
  if (values.only !== 'models') await makeDrive(renderer, plan, out)
  if (values.only !== 'drive') await makeModels(renderer, plan, out)
} finally {
  await renderer.close()
}
