import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { EngineId } from '../../../src/shared/engines.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { availableEngines, createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { askPython } from '../operators/python.ts'
import { steeredPictures } from './steeredPictures.ts'

/** What PyTorch computes of pictures in 64 bits, with weights of 32 or 16. */
const Computed = z.object({ given: z.array(z.array(z.number())), gradient: z.string() })
const Pictures = z.object({
  size: z.tuple([z.number(), z.number()]),
  pictures: z.string(),
  computed: z.object({ float: Computed, half: Computed })
})
const Made = z.object({
  activation: z.enum(['relu', 'elu']),
  /** `ownGiven`: what PyTorch gives in 32 bits. `own`: how far its gradients in 32 bits are from those in 64. */
  usual: Pictures.extend({ ownGiven: z.array(z.array(z.number())), own: z.array(z.number()) }),
  /** `drawn`: how many pictures, until there were ten in which rounding tips no number over a kink. */
  clear: Pictures.extend({ drawn: z.number() })
})
type Made = z.infer<typeof Made>

/** How a network differs from itself in PyTorch, in one form of its weights on one engine. Gradients: relative, in L2. */
export interface TorchDifference {
  network: string
  form: string
  engine: EngineId
  /** Of the numbers of ten pictures of the usual size the largest, as a part of their range over them. */
  given: number
  /** The same of PyTorch itself in 32 bits. */
  ownGiven: number
  /** Of ten gradients at pictures of this size that are clear of all kinks the largest. */
  gradient: number
  clearSize: string
  drawn: number
  /** Of ten gradients at pictures of the usual size the median, and PyTorch's own in 32 bits. */
  usualGradient: number
  own: number
}

export type TorchResult = { skipped: string } | { differences: TorchDifference[] }

/** The files that a network is written as, with what they are compared to. */
const forms = [
  { file: 'zip.pth', form: 'zip', bits: 'float' },
  { file: 'old.pth', form: 'before 1.6, checkpoint', bits: 'float' },
  { file: 'half.pth', form: 'zip of 16 bits', bits: 'half' }
] as const

const script = fileURLToPath(new URL('torchModels.py', import.meta.url))
const packages = 'torch, torchvision'

/**
 * Compares networks that PyTorch makes with themselves as they are opened here, on all engines.
 * @param names of some of them; all where it is left out
 */
export async function evaluateTorch(names?: readonly string[]): Promise<TorchResult> {
  const listed = askPython(packages, [script, '', 'list'])
  if ('skipped' in listed) return listed
  const all = z.array(z.string()).parse(JSON.parse(listed.lines[0]!))
  const engines = await Promise.all((await availableEngines()).map(createEngine))
  const differences: TorchDifference[] = []
  try {
    for (const network of all.filter((name) => !names || names.includes(name))) {
      const folder = await mkdtemp(join(tmpdir(), 'lanegaze-torch-'))
      try {
        const made = askPython(packages, [script, folder, network])
        if ('skipped' in made) return made
        differences.push(...(await differencesOf(network, folder, Made.parse(JSON.parse(made.lines.at(-1)!)), engines)))
      } finally {
        await rm(folder, { recursive: true })
      }
    }
  } finally {
    for (const engine of engines) engine.dispose()
  }
  return { differences }
}

async function differencesOf(
  network: string,
  folder: string,
  made: Made,
  engines: readonly Engine[]
): Promise<TorchDifference[]> {
  const differences: TorchDifference[] = []
  for (const { file, form, bits } of forms) {
    const path = join(folder, file)
    // What the weights do not tell is said beside them, as a person would.
    if (network.startsWith('PilotNet'))
      await writeFile(`${path}.layers.json`, JSON.stringify({ activation: made.activation }))
    for (const engine of engines) {
      const [usual, clear] = [
        await compared(path, folder, made.usual, bits, engine),
        await compared(path, folder, made.clear, bits, engine)
      ]
      const size = (of: Made['usual'] | Made['clear']): string => of.size.join('x')
      differences.push({
        network: `${network}, ${size(made.usual)}`,
        form,
        engine: engine.id,
        given: Math.max(...usual.given),
        ownGiven: Math.max(...partsOfRange(made.usual.ownGiven, made.usual.computed.float.given)),
        gradient: Math.max(...clear.gradients),
        clearSize: size(made.clear),
        drawn: made.clear.drawn,
        usualGradient: median(usual.gradients),
        own: median(made.usual.own)
      })
    }
  }
  return differences
}

/** For each picture the largest difference of the numbers, as a part of their range, and that of the gradient. */
async function compared(
  path: string,
  folder: string,
  { size: [height, width], pictures, computed }: z.infer<typeof Pictures>,
  bits: 'float' | 'half',
  engine: Engine
): Promise<{ given: number[]; gradients: number[] }> {
  const { graph } = await openModel(path, { size: { height, width } })
  const wanted = computed[bits]
  const gradient = await numbersIn(join(folder, wanted.gradient))
  const steered = await steeredPictures(engine, graph, await numbersIn(join(folder, pictures)))
  return {
    given: partsOfRange(
      steered.map(({ given }) => [...given]),
      wanted.given
    ),
    gradients: steered.map(({ gradient: found }, i) =>
      relativeDistance(found, gradient.subarray(i * found.length, (i + 1) * found.length))
    )
  }
}

/** For each picture the largest difference of its numbers, each as a part of its range over all pictures. */
function partsOfRange(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): number[] {
  const columns = wanted[0]!.map((_, i) => wanted.map((row) => row[i]!))
  const ranges = columns.map((column) => Math.max(...column) - Math.min(...column))
  return wanted.map((row, i) => Math.max(...row.map((value, c) => Math.abs(found[i]![c]! - value) / ranges[c]!)))
}

function relativeDistance(found: Float32Array, wanted: Float32Array): number {
  let [apart, whole] = [0, 0]
  for (const [i, value] of wanted.entries()) {
    apart += (found[i]! - value) ** 2
    whole += value ** 2
  }
  return Math.sqrt(apart / whole)
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

async function numbersIn(path: string): Promise<Float32Array> {
  const bytes = await readFile(path)
  return new Float32Array(new Uint8Array(bytes).buffer)
}
