import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chooseEngine } from '../../src/main/engine/engines.ts'
import { openModel } from '../../src/main/model/open.ts'
import { methodById } from '../../src/main/saliency/methods.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import { fullPlan } from '../../sample/plans.ts'
import { laneAgreement } from './agreement.ts'
import { type Bar, barLines, reached } from './bars.ts'
import { joined, type Part } from './part.ts'
import { loopBars, loopTable, readLoops } from './closedLoops.ts'
import { evaluateLanes, laneBars, laneTable } from './evaluateLanes.ts'
import { readDrive } from './evaluationDrive.ts'
import { flagBars, flagTable } from './flags/flagTable.ts'
import { evaluateFlags } from './flags/flagTruth.ts'
import { isExpected, sentence } from '../../src/shared/errors.ts'
import { evaluateLabels, labelBars, labelTable } from './labels/evaluateLabels.ts'
import { readTruthFile } from './labels/truthFile.ts'
import { measurePair, measurePairOnSample, type Pair } from './pairs.ts'
import { table } from './report.ts'
import { evaluateOperators, operatorBars, operatorTable } from './operators/evaluateOperators.ts'
import { barRows, type Rows, writeTables } from './writtenTables.ts'
import { evaluateFormats } from './formats/evaluateFormats.ts'
import { formatBars, formatTable, formatTables } from './formats/formatTable.ts'
import { evaluateTorch } from './torch/evaluateTorch.ts'
import { torchBars, torchRows, torchTable } from './torch/torchTable.ts'
import { evaluateRunOff, runOffBars } from './runoff/evaluateRunOff.ts'
import { runOffTable } from './runoff/runOffTable.ts'

const usage = `npm run evaluate -- [--only PART,…] [--json] [--write FILE …] [--cache DIR] [--sample DIR]

Measures Lanegaze against what is known exactly. Parts: models (the honest and the cheating model of both pairs: their
steering, where they look, what erasing boards changes, how they drive), sample (the same on the bundled drive), lanes (the lane detector), flags (whether events are where attention was planted);
and agreement of the lane detector with a lane model on a video: --only agreement --video FILE --segmenter FILE,
whose lanes --pictures FILE.png draws into pictures of the video;
labels: the lane detector on frames that people labelled: --only labels --truth FILE [--truth FILE …] --data FOLDER, where
each FILE names its recordings by their paths below FOLDER;
runoff: whether events tell of drives that run off the road before they do, and are quiet on others; and of the crash clip in
--data FOLDER (or $LANEGAZE_REAL_DATA) of real recordings, models and labels;
operators: ONNX's node tests and random Keras networks through the app's opening and two engines, which need Python with
onnx and keras ($LANEGAZE_PYTHON or python3), or a folder of such tests for the first ($LANEGAZE_ONNX_TESTS);
formats: five networks that people steer by in every format that opens, on all engines, beside one of them in 64 bits;
and torch: seeded networks of PyTorch and torchvision, opened by their weights, beside PyTorch itself (the same Python).
Fails where a bar is not reached. --write puts the tables of what was measured into Markdown files, between their marks
'<!-- evaluate NAME -->' and '<!-- end -->'.
The drives to measure on are made by: npm run sample -- --only drive,evaluation,lanes,runoff
and the second pair of models by: npm run sample -- --only second
`
const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'models,sample,lanes,flags' },
    cache: { type: 'string', default: join(root, '.cache/sample') },
    sample: { type: 'string', default: join(root, 'resources/sample') },
    methods: { type: 'string', default: 'visual-backprop,gradient,grad-cam' },
    video: { type: 'string' },
    segmenter: { type: 'string' },
    pictures: { type: 'string' },
    truth: { type: 'string', multiple: true },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false }
  }
})

async function measureModels(): Promise<Part> {
  const set = await drivesIn('evaluation')
  const engine = await chooseEngine('auto')
  const methods = values.methods.split(',').map(methodById)
  const parts: Record<string, Part> = {}
  for (const pair of await pairs()) {
    const drives = []
    for (const folder of set) drives.push(await readDrive(folder, pair.models.honest.recipe))
    parts[pair.name] = await measurePair(engine, pair, methods, drives)
  }
  engine.dispose()
  const loops = await readLoops(values.sample)
  return joined({ ...parts, loops: { result: loops, text: loopTable(loops), bars: loopBars(loops) } })
}

async function measureSample(): Promise<Part> {
  const truth = join(values.cache, 'bundled')
  if (!existsSync(join(truth, 'truth.json')))
    fail(`There is no truth of the bundled drive in ${truth}; make it with: npm run sample -- --only drive\n`, 1)
  const engine = await chooseEngine('auto')
  const parts: Record<string, Part> = {}
  for (const pair of await pairs()) {
    const drive = await readDrive(values.sample, pair.models.honest.recipe, truth)
    parts[pair.name] = await measurePairOnSample(engine, pair, methodById(fullPlan.method), drive)
  }
  engine.dispose()
  return joined(parts)
}

async function measureLanes(): Promise<Part> {
  await drivesIn('lanes')
  const result = await evaluateLanes(join(values.cache, 'lanes'), join(values.cache, 'corridor-measuring'))
  return { result, text: laneTable(result), bars: laneBars(result) }
}

async function measureFlags(): Promise<Part> {
  const engine = await chooseEngine('auto')
  const result = await evaluateFlags(engine)
  engine.dispose()
  return { result, text: flagTable(result), bars: flagBars(result) }
}

async function measureAgreement(): Promise<Part> {
  const { video, segmenter } = values
  if (video === undefined || segmenter === undefined) fail(`agreement needs --video and --segmenter.\n${usage}`, 2)
  const result = await laneAgreement(video, segmenter, values.pictures ?? null)
  const { frames, sure, shown, overlap, least } = result
  const row = [`${frames}`, ...[sure, shown, overlap, least].map((value) => value.toFixed(3))]
  const text = table(['frames', 'detector sure', 'model shows a lane', 'overlap (IoU)', 'least'], [row])
  return { result, text, bars: [] }
}

async function measureLabels(): Promise<Part> {
  const { truth, data } = values
  if (truth === undefined || data === undefined) fail(`labels needs --truth and --data.\n${usage}`, 2)
  const labels = (await Promise.all(truth.map(readTruthFile))).flat()
  const result = await evaluateLabels(labels, data)
  return { result, text: labelTable(result), bars: labelBars(result) }
}

async function measureRunOff(): Promise<Part> {
  const [generated, evaluation] = [await drivesIn('runoff'), await drivesIn('evaluation')]
  const model = join(values.sample, 'models/honest/model.json')
  const data = values.data ?? process.env['LANEGAZE_REAL_DATA'] ?? resolve(root, '../shared/data')
  const calm = [...evaluation, values.sample]
  const result = await evaluateRunOff({ generated, calm, model, data: existsSync(data) ? data : null })
  return { result, text: runOffTable(result), bars: runOffBars(result) }
}

async function measureOperators(): Promise<Part> {
  const result = await evaluateOperators()
  return { result, text: operatorTable(result), bars: operatorBars(result) }
}

async function measureFormats(): Promise<Part> {
  const result = await evaluateFormats((network) => process.stderr.write(`${network}: compared\n`))
  return { result, text: formatTable(result), bars: formatBars(result), tables: formatTables(result) }
}

async function measureTorch(): Promise<Part> {
  const result = await evaluateTorch()
  const rows = torchRows(result)
  return { result, text: torchTable(result), bars: torchBars(result), ...(rows && { tables: { torch: rows } }) }
}

const parts: Record<string, () => Promise<Part>> = {
  models: measureModels,
  sample: measureSample,
  lanes: measureLanes,
  flags: measureFlags,
  agreement: measureAgreement,
  labels: measureLabels,
  runoff: measureRunOff,
  operators: measureOperators,
  formats: measureFormats,
  torch: measureTorch
}

/** The pair that comes with Lanegaze, and the other. */
async function pairs(): Promise<Pair[]> {
  const second = join(values.cache, 'models/second')
  if (!existsSync(second))
    fail(`There is no second pair of models in ${second}; make it with: npm run sample -- --only second\n`, 1)
  return Promise.all([pairIn('first pair', join(values.sample, 'models')), pairIn('second pair', second)])
}

async function pairIn(name: string, folder: string): Promise<Pair> {
  const open = (model: ModelName): ReturnType<typeof openModel> => openModel(join(folder, model, 'model.json'))
  return { name, models: { honest: await open('honest'), cheater: await open('cheater') } }
}

async function drivesIn(set: string): Promise<string[]> {
  const folder = join(values.cache, set)
  const names = await readdir(folder).catch(() => [])
  if (names.length === 0) fail(`There are no drives in ${folder}; make them with: npm run sample -- --only ${set}\n`, 1)
  return names.toSorted().map((name) => join(folder, name))
}

function fail(sentence: string, code: number): never {
  process.stderr.write(sentence)
  process.exit(code)
}

const wanted = values.only.split(',')
const unknown = wanted.find((name) => !(name in parts))
if (values.help) fail(usage, 0)
if (unknown !== undefined) fail(`There is no part '${unknown}'.\n${usage}`, 2)

const results: Record<string, unknown> = {}
const bars: Bar[] = []
const tables: Record<string, Rows> = {}
for (const name of wanted) {
  const part = await parts[name]?.().catch((error: unknown) => {
    if (!isExpected(error)) throw error
    return fail(`${sentence(error)}\n`, 1)
  })
  if (!part) continue
  results[name] = part.result
  bars.push(...part.bars)
  Object.assign(tables, { [name]: barRows(part.bars) }, part.tables)
  if (!values.json) process.stdout.write(`${part.text}\n`)
}
if (values.json) {
  const judged = bars.map((bar) => ({ ...bar, reached: reached(bar) }))
  process.stdout.write(`${JSON.stringify({ ...results, bars: judged }, null, 2)}\n`)
} else process.stdout.write(barLines(bars))
for (const file of values.write) {
  const written = await writeTables(file, tables)
  process.stderr.write(
    `${file}: ${written.length === 0 ? 'holds no marks of what was measured' : `wrote ${written.join(', ')}`}\n`
  )
}
process.exitCode = bars.every(reached) ? 0 : 1
