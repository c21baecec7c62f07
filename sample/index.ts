import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeClosedLoop } from './makeClosedLoop.ts'
import { makeModel } from './makeModel.ts'
import { fullPlan, quickPlan } from './plans.ts'
import type { DrivePlan } from './drive/drivePlan.ts'
import type { Renderer } from './renderer.ts'
import { recordDrive } from './recordDrive.ts'
import { openStudio } from './studio.ts'

const usage = `npm run sample -- [--quick] [--only PART,…] [--drives NAME,…] [--out DIR] [--cache DIR] [--renderers N]

Makes the sample from its seeds. Parts: drive, evaluation, lanes, runoff, models (or honest, cheater), second, clips.
--drives leaves all other drives of the parts evaluation, lanes and runoff as they are. --quick makes a tiny sample for tests.
`
const root = fileURLToPath(new URL('..', import.meta.url))
const parts = ['drive', 'evaluation', 'lanes', 'runoff', 'honest', 'cheater', 'second', 'clips'] as const
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'drive,evaluation,lanes,runoff,models,second,clips' },
    drives: { type: 'string' },
    out: { type: 'string', default: join(root, 'resources/sample') },
    cache: { type: 'string', default: join(root, '.cache/sample') },
    renderers: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false }
  }
})
const wanted = values.only.split(',').flatMap((part) => (part === 'models' ? ['honest', 'cheater'] : [part]))
const unknown = wanted.find((part) => !parts.some((known) => known === part))
if (values.help || unknown !== undefined) {
  process.stderr.write(unknown === undefined ? usage : `There is no part '${unknown}'.\n${usage}`)
  process.exit(unknown === undefined ? 0 : 2)
}

const chosen = values.drives?.split(',')
const plan = values.quick ? quickPlan : fullPlan
const out = resolve(values.out)
const cache = resolve(values.cache)
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const started = performance.now()
const studio = await openStudio(Number(values.renderers))
const record = async (name: string, drive: DrivePlan, folder: string): Promise<void> => {
  const { frames } = drive.drive
  await recordDrive(studio, drive, folder, (done) => done % 100 === 0 && say(`${name}: ${done} of ${frames} frames`))
  say(`${name}: written to ${folder}`)
}
try {
  if (wanted.includes('drive')) {
    await record('drive', plan.drive, out)
    // The app has no use for it, and it is larger than a model.
    await mkdir(join(cache, 'bundled'), { recursive: true })
    await rename(join(out, 'truth.json'), join(cache, 'bundled/truth.json'))
    const models = plan.models.map(({ name, title }) => ({ name: title, file: `models/${name}/model.json` }))
    const { method } = plan
    const drive = { name: 'Sample drive', file: 'drive.mp4' }
    const sample = { drive, signals: 'drive.csv', lanes: 'lanes.json', models, method }
    await writeFile(join(out, 'sample.json'), `${JSON.stringify(sample, null, 2)}\n`)
  }
  for (const model of plan.models) {
    if (wanted.includes(model.name)) await makeModel(studio, model, join(out, 'models'), cache, say)
  }
  if (wanted.includes('clips')) {
    await mkdir(join(out, 'clips'), { recursive: true })
    const [...left] = plan.closedLoops
    const driveOn = async (renderer: Renderer): Promise<void> => {
      for (let loop = left.shift(); loop; loop = left.shift())
        await makeClosedLoop(renderer, loop, join(out, 'models'), join(out, 'clips'), say)
    }
    await Promise.all(studio.renderers.map(driveOn))
  }
  for (const model of plan.second) {
    if (wanted.includes('second')) await makeModel(studio, model, join(cache, 'models/second'), cache, say)
  }
  for (const set of ['evaluation', 'lanes', 'runoff'] as const) {
    if (!wanted.includes(set)) continue
    for (const [name, drive] of Object.entries(plan[set])) {
      if (chosen?.includes(name) ?? true) await record(name, drive, join(cache, set, name))
    }
  }
  say(`made in ${Math.round((performance.now() - started) / 60_000)} minutes`)
} finally {
  await studio.close()
}
