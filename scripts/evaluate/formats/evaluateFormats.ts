import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineId } from '../../../src/shared/engines.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { availableEngines, createEngine } from '../../../src/main/engine/engines.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { gradCam } from '../../../src/main/saliency/gradCam.ts'
import { gradient } from '../../../src/main/saliency/gradient.ts'
import type { SteeringHead } from '../../../src/shared/steeringHead.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { type Pilot, picturesOf, pilots } from '../../../test/fixtures/everyFormat/pilots.ts'
import { explainOn } from '../../../test/fixtures/explainOn.ts'
import { evaluate } from '../../../test/fixtures/referenceEvaluator.ts'
import { interpreted } from '../../../test/fixtures/tfliteInterpreter.ts'
import { type Format, formats, type WrittenPilot } from './formats.ts'

/** How a network in one format on one engine differs from the same network as Keras's .h5, computed in 64 bits. */
export interface FormatDifference {
  network: string
  format: string
  numbers: Format['numbers']
  engine: EngineId
  /** Of ten pictures the largest difference of any number of the steering's output, as a part of its range over them. */
  steering: number
  /** Of the maps of two pictures by three methods the largest, as a part of the largest number of a map. */
  map: number
  /** Of TensorFlow Lite, from its own interpreter of the same file. */
  own: Own | null
}

/** Of ten pictures, as a part of the range that the interpreter gives, and of rounded networks in steps of the output. */
interface Own {
  ofRange: number
  steps: { mean: number; most: number } | null
}

const methods = [gradient, visualBackprop, gradCam]
const PICTURES = 10
const EXPLAINED = 2

/** What the network gives in 64 bits, and its maps, by method. */
interface Reference {
  /** For each picture the numbers of the steering's output. */
  given: Float64Array[]
  maps: Float32Array[]
  head: SteeringHead
}

/** Compares every format of every network on all engines. @param onDone is told of each network, which takes a while */
export async function evaluateFormats(onDone: (network: string) => void = () => {}): Promise<FormatDifference[]> {
  const engines = await Promise.all((await availableEngines()).map(createEngine))
  const differences: FormatDifference[] = []
  try {
    for (const pilot of pilots) {
      const folder = await mkdtemp(join(tmpdir(), 'lanegaze-formats-'))
      try {
        differences.push(...(await differencesOf(pilot, folder, engines)))
      } finally {
        await rm(folder, { recursive: true })
      }
      onDone(pilot.name)
    }
  } finally {
    for (const engine of engines) engine.dispose()
  }
  return differences
}

async function differencesOf(pilot: Pilot, folder: string, engines: readonly Engine[]): Promise<FormatDifference[]> {
  const differences: FormatDifference[] = []
  let reference: Reference | null = null
  for (const format of formats) {
    const file = await format.write(pilot, folder)
    if (!file) continue
    const { graph, head: guessed } = await openModel(file.path, { size: sizeOf(pilot) })
    const [output] = Object.keys(pilot.heads)
    // What is not called by its own name is in the order of the network.
    const named = graph.outputs[output!] === undefined ? Object.keys(graph.outputs)[0]! : output!
    reference ??= await referenceOf(pilot, graph, { ...guessed, output: named }, engines[0]!)
    const head: SteeringHead = { ...reference.head, output: named }
    const pictures = picturesFor(pilot, file)
    const own = file.path.endsWith('.tflite') ? await ownDifference(file, pilot, graph, output!, engines[0]!) : null
    for (const engine of engines) {
      const given = await givenOn(engine, graph, named, pictures)
      const maps = await mapsOn(engine, graph, head, pictures)
      differences.push({
        network: pilot.name,
        format: format.name,
        numbers: format.numbers,
        engine: engine.id,
        steering: apartOfRange(given, reference.given),
        map: Math.max(...maps.map((map, i) => apart(map, reference!.maps[i]!))),
        own
      })
    }
  }
  return differences
}

const sizeOf = ({ picture: [height, width] }: Pilot) => ({ height, width })

/** Pictures as the file's network takes them. */
function picturesFor(pilot: Pilot, { isWithoutScale = false }: WrittenPilot): Float32Array {
  const pictures = picturesOf(pilot, PICTURES)
  const [first] = pilot.trunk
  if (!isWithoutScale || first?.kind !== 'scale') return pictures
  return pictures.map((v) => v * first.multiply + first.add)
}

async function referenceOf(pilot: Pilot, graph: Graph, head: SteeringHead, engine: Engine): Promise<Reference> {
  const pictures = picturesOf(pilot, PICTURES)
  const pixels = pictures.length / PICTURES
  const given = Array.from({ length: PICTURES }, (_, i) =>
    evaluate(graph, pictures.subarray(i * pixels, (i + 1) * pixels)).get(graph.outputs[head.output]!)!
  )
  return { given, maps: await mapsOn(engine, graph, head, pictures), head }
}

async function givenOn(engine: Engine, graph: Graph, output: string, pictures: Float32Array): Promise<Float32Array[]> {
  const session = await engine.load({ ...graph, outputs: { given: graph.outputs[output]! } })
  const { given } = await session.run(pictures, PICTURES)
  const size = given!.length / PICTURES
  const rows = Array.from({ length: PICTURES }, (_, i) => given!.slice(i * size, (i + 1) * size))
  session.dispose()
  return rows
}

/** A map for each method, of all pictures that are explained. */
async function mapsOn(
  engine: Engine,
  graph: Graph,
  head: SteeringHead,
  pictures: Float32Array
): Promise<Float32Array[]> {
  const shown = pictures.slice(0, (pictures.length / PICTURES) * EXPLAINED)
  const maps: Float32Array[] = []
  for (const method of methods) {
    const { map } = await explainOn(engine, method.build({ graph, head }, 'left'), shown, EXPLAINED)
    maps.push(map.slice())
  }
  return maps
}

/** Of maps, of which those of Grad-CAM may be empty, as parts of their largest numbers: a network that is given scaled pictures has another slope. */
function apart(found: Float32Array, wanted: Float32Array): number {
  const [a, b] = [found, wanted].map((map) => map.reduce((most, v) => Math.max(most, Math.abs(v)), 0))
  return found.reduce((most, v, i) => Math.max(most, Math.abs(v / (a || 1) - wanted[i]! / (b || 1))), 0)
}

/** Of all numbers of the output, each as a part of the largest range that any has over the pictures. */
function apartOfRange(found: readonly Float32Array[], wanted: readonly Float64Array[]): number {
  const columns = Array.from(wanted[0]!, (_, i) => wanted.map((row) => row[i]!))
  const range = Math.max(...columns.map((column) => Math.max(...column) - Math.min(...column)))
  return Math.max(
    ...wanted.map((row, n) => Math.max(...Array.from(row, (v, i) => Math.abs(found[n]![i]! - v) / range)))
  )
}

async function ownDifference(
  { path, steps }: WrittenPilot,
  pilot: Pilot,
  graph: Graph,
  output: string,
  engine: Engine
): Promise<Own> {
  const file = await readFile(path)
  const pictures = picturesOf(pilot, PICTURES)
  const pixels = pictures.length / PICTURES
  const found = await givenOn(engine, graph, output, pictures)
  const wanted: Float64Array[] = []
  for (let n = 0; n < PICTURES; n++) {
    const results = await interpreted(file, { image: pictures.slice(n * pixels, (n + 1) * pixels) })
    wanted.push(Float64Array.from(results.find(({ name }) => name === output)!.values))
  }
  const step = steps?.[output]
  const all = wanted.map((row, n) => Math.max(...row.map((v, i) => Math.abs(found[n]![i]! - v))) / (step ?? 1))
  const inSteps = { mean: all.reduce((a, b) => a + b, 0) / all.length, most: Math.max(...all) }
  return { ofRange: apartOfRange(found, wanted), steps: step === undefined ? null : inSteps }
}
