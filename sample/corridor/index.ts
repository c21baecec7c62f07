import { cp, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fitWeights, judgedLooks } from './confidence.ts'
import { makeDrivenSet, measuringSet, tuningSet } from './measuring.ts'
import { corridorPlan, type CorridorPlan } from './plan.ts'
import { writeLayersModel } from '../train/layersModel.ts'
import { stampOf } from './train/chunks.ts'
import { train, trainPlaces, type TrainOptions } from './train/train.ts'
import { overlapByWorld, varietyLine } from './variety.ts'
import { allVariety, type Variety } from './world/world.ts'

const usage = `npm run corridor -- [--only PART,…] [--without GROUP] [--part 0..1] [--out DIR] [--cache DIR] [--threads N]

Makes the corridor network from its seeds; what was done before an interruption is not done again. Parts: network (draws the
worlds that it learns from and trains it), confidence (drives through other worlds and prints the weights of
src/main/lanes/confidenceWeights.ts), measuring (the worlds that npm run evaluate measures on), variety (trains with all
variety and without each group of it, and prints what each is worth).
--without leaves a group of variety out of part network: looks, cameras, weather or damage. --part trains for a part of the
steps. Neither is what comes with Lanegaze: their network stays in the cache.
`
const root = fileURLToPath(new URL('../..', import.meta.url))
const parts = ['network', 'confidence', 'measuring', 'variety']
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'network,measuring' },
    without: { type: 'string' },
    part: { type: 'string', default: '1' },
    out: { type: 'string', default: join(root, 'resources/corridor') },
    cache: { type: 'string', default: join(root, '.cache/sample') },
    threads: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false }
  }
})
const without = Object.keys(allVariety).find((group) => group === values.without) as keyof Variety | undefined
const wanted = values.only.split(',')
const [part, threads] = [Number(values.part), Number(values.threads)]
const unknown = wanted.find((name) => !parts.includes(name))
const isRefused =
  unknown !== undefined ||
  !(part > 0 && part <= 1) ||
  values.without !== without ||
  (without !== undefined && wanted.includes('variety'))
if (values.help || isRefused) {
  process.stderr.write(usage)
  process.exit(values.help ? 0 : 2)
}
const cache = resolve(values.cache)
const say = (line: string): void => void process.stderr.write(`${line}\n`)

function planOf(group: keyof Variety | null): { plan: CorridorPlan; options: TrainOptions } {
  const variety = group === null ? allVariety : { ...allVariety, [group]: false }
  const plan = corridorPlan(variety, part)
  const parted = part < 1 && `part-${part}`
  const name = ['corridor', group && `without-${group}`, parted, stampOf(plan)].filter(Boolean).join('-')
  return { plan, options: { cache: join(cache, 'corridor'), name, threads, say } }
}

if (wanted.includes('network')) {
  const { plan, options } = planOf(without ?? null)
  const folder = join(options.cache, options.name)
  await writeLayersModel(await train(plan, options), folder, 16)
  if (without === undefined && part === 1) await cp(folder, resolve(values.out), { recursive: true })
}
if (wanted.includes('variety')) {
  const overlapWithout = async (group: keyof Variety | null): Promise<number[]> => {
    const { plan, options } = planOf(group)
    return overlapByWorld(await trainPlaces(plan, options), options.cache, threads)
  }
  const all = await overlapWithout(null)
  process.stdout.write(`${varietyLine(null, all, all)}\n`)
  for (const group of Object.keys(allVariety) as (keyof Variety)[])
    process.stdout.write(`${varietyLine(group, await overlapWithout(group), all)}\n`)
}
if (wanted.includes('confidence')) {
  const folder = join(cache, 'corridor-tuning')
  await makeDrivenSet(tuningSet, folder, say)
  const worlds = (await readdir(folder)).toSorted().map((name) => join(folder, name))
  // The sample's own drives, where they were made, say what lines are worth on roads that have them.
  const lanes = (await readdir(join(cache, 'lanes')).catch(() => [])).filter((name) => name.startsWith('lane-tuning'))
  const looks = await judgedLooks([...worlds, ...lanes.toSorted().map((name) => join(cache, 'lanes', name))])
  for (const by of ['lines', 'corridor'] as const) {
    const weights = fitWeights(looks, by).map((weight) => weight.toFixed(2))
    process.stdout.write(`export const ${by}Weights: readonly number[] = [${weights.join(', ')}]\n`)
  }
}
if (wanted.includes('measuring')) await makeDrivenSet(measuringSet, join(cache, 'corridor-measuring'), say)
