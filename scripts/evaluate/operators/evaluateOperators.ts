import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine, referenceEngine } from '../../../src/main/engine/engines.ts'
import type { Bar } from '../bars.ts'
import { table } from '../report.ts'
import { nodeTests } from './nodeTests.ts'
import { randomKeras } from './randomKeras.ts'
import { steeredNode } from './steeredNode.ts'
import { type Outcome, tried } from './tried.ts'

/** What came of the models of one kind. */
export interface OperatorCounts {
  name: string
  /** In one sentence why none was run. */
  skipped?: string
  right: number
  said: number
  /** By kind of operator or layer, the most frequent first. */
  refused: Record<string, number>
  /** The name of each, with the sentence. */
  refusals: string[]
  /** The name of each, with what is wrong. */
  wrong: string[]
  crashed: string[]
}

/** Tests that say otherwise than the frameworks do, which is followed. */
const otherwise: Readonly<Record<string, string>> = {
  test_resize_downsample_scales_cubic_align_corners:
    'corners of the size before it is rounded; PyTorch and ONNX Runtime',
  test_resize_downsample_scales_linear_align_corners:
    'corners of the size before it is rounded; PyTorch and ONNX Runtime'
}

/** Opens and runs ONNX's node tests and random Keras networks. */
export async function evaluateOperators(): Promise<OperatorCounts[]> {
  const engines = [await createEngine('ort'), await createEngine(referenceEngine())]
  const folder = await mkdtemp(join(tmpdir(), 'lanegaze-operators-'))
  try {
    return [await ofOnnx(engines, folder), await ofKeras(engines, folder)]
  } finally {
    for (const engine of engines) engine.dispose()
    await rm(folder, { recursive: true })
  }
}

async function ofOnnx(engines: readonly Engine[], folder: string): Promise<OperatorCounts> {
  const name = "ONNX's node tests"
  const tests = await nodeTests()
  if ('skipped' in tests) return counted(name, [], tests.skipped)
  const outcomes: [string, Outcome][] = []
  for await (const test of tests) {
    const made = steeredNode(test)
    if (typeof made === 'string') continue
    const path = join(folder, `${test.name}.onnx`)
    await writeFile(path, made.bytes)
    const { picture, steering, scale } = made
    const outcome = await tried(engines, { path, picture, output: 'steering', expected: [steering], scale })
    const known = outcome.kind === 'wrong' ? otherwise[test.name] : undefined
    outcomes.push([test.name, known === undefined ? outcome : { kind: 'said', why: known }])
    await rm(path)
  }
  return counted(name, outcomes)
}

async function ofKeras(engines: readonly Engine[], folder: string): Promise<OperatorCounts> {
  const name = 'random Keras networks'
  const networks = await randomKeras(folder)
  if ('skipped' in networks) return counted(name, [], networks.skipped)
  const outcomes: [string, Outcome][] = []
  for (const { name, ...known } of networks) outcomes.push([name, await tried(engines, known)])
  return counted(name, outcomes)
}

function counted(name: string, outcomes: readonly [string, Outcome][], skipped?: string): OperatorCounts {
  const refused = new Map<string, number>()
  for (const [, outcome] of outcomes) {
    if (outcome.kind === 'refused') refused.set(outcome.by, (refused.get(outcome.by) ?? 0) + 1)
  }
  const named = (kind: 'refused' | 'wrong' | 'crashed'): string[] =>
    outcomes.flatMap(([test, outcome]) => (outcome.kind === kind ? [`${test}: ${outcome.why}`] : []))
  return {
    name,
    ...(skipped !== undefined && { skipped }),
    right: outcomes.filter(([, { kind }]) => kind === 'right').length,
    said: outcomes.filter(([, { kind }]) => kind === 'said').length,
    refused: Object.fromEntries([...refused].toSorted(([, a], [, b]) => b - a)),
    refusals: named('refused'),
    wrong: named('wrong'),
    crashed: named('crashed')
  }
}

const total = (refused: Record<string, number>): number => Object.values(refused).reduce((a, b) => a + b, 0)

export function operatorTable(results: readonly OperatorCounts[]): string {
  const run = results.filter(({ skipped }) => skipped === undefined)
  const rows = run.map(({ name, right, said, refused, wrong, crashed }) => [
    name,
    ...[right, said, total(refused), wrong.length, crashed.length].map(String)
  ])
  const heads = ['models', 'right', 'otherwise, and said', 'refused by name', 'wrong', 'crashed']
  const notes = results.flatMap(({ name, skipped, refused, wrong, crashed }) => [
    ...(skipped === undefined ? [] : [`${name}: skipped, ${skipped}`]),
    ...(total(refused) === 0
      ? []
      : [
          `${name}, refused: ${Object.entries(refused)
            .map(([by, count]) => `${by} ${count}`)
            .join(', ')}`
        ]),
    ...wrong.map((line) => `wrong: ${line}`),
    ...crashed.map((line) => `crashed: ${line}`)
  ])
  return `${rows.length > 0 ? table(heads, rows) : ''}\n${notes.map((line) => `${line}\n`).join('')}`
}

export function operatorBars(results: readonly OperatorCounts[]): Bar[] {
  return results
    .filter(({ skipped }) => skipped === undefined)
    .map(({ name, wrong, crashed }) => ({
      name: `${name}: wrong or crashed`,
      value: wrong.length + crashed.length,
      limit: { most: 0 }
    }))
}
