import type { Engine, Session } from '../../../src/main/engine/engine.ts'
import { disagreement } from '../../../src/main/engine/agree.ts'
import type { Graph } from '../../../src/main/model/graph/graph.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { inputGradient } from '../../../src/main/saliency/adjoint.ts'
import { GraphBuilder } from '../../../src/main/saliency/graphBuilder.ts'
import { InputError } from '../../../src/shared/errors.ts'

/** What came of a model whose output is known. */
export type Outcome =
  | { kind: 'right' }
  /** With the kind of operator or layer that it was refused for. */
  | { kind: 'refused'; by: string; why: string }
  /** It computes otherwise, and its warnings say so: it is run as in evaluation, or without rounding. */
  | { kind: 'said'; why: string }
  | { kind: 'wrong' | 'crashed'; why: string }

/** Warnings that announce another output than the file's own. */
const announced: ReadonlySet<string> = new Set(['training-mode', 'quantised'])

/** How much an output may differ, of the sum of the sizes of its terms, and a gradient between engines, of its largest. */
const tolerance = { value: 2e-4, gradient: 1e-3 }

/** A model file, the picture it is given, and what its output `output` then is. */
export interface Known {
  path: string
  /** As the app sees it; several numbers of an output are compared by the largest. */
  picture: Float32Array
  output: string
  expected: readonly number[]
  scale: number
}

/** Opens the model as the app does and runs it, with the gradient of the output's first number, on each engine. */
export async function tried(engines: readonly Engine[], known: Known): Promise<Outcome> {
  try {
    const { graph, warnings } = await openModel(known.path)
    const said = warnings.find(({ code }) => announced.has(code))
    const why = await fault(engines, graph, known)
    if (why === null) return { kind: 'right' }
    return said ? { kind: 'said', why: said.message } : { kind: 'wrong', why }
  } catch (error) {
    const { message } = error as Error
    if (!(error instanceof InputError)) return { kind: 'crashed', why: message }
    const [, by = 'other'] = /\((\w+), (?:layer )?\d+ of \d+\)/.exec(message) ?? []
    return { kind: 'refused', by, why: message }
  }
}

/** What is wrong with what the engines compute; null where nothing is. */
async function fault(engines: readonly Engine[], graph: Graph, known: Known): Promise<string | null> {
  const whole = withGradient(graph, known.output)
  const gradients: Float32Array[] = []
  for (const engine of engines) {
    const session: Session = await engine.load(whole)
    const { value, gradient } = await session.run(known.picture, 1)
    session.dispose()
    const most = Math.max(...known.expected.map((expected, i) => Math.abs(value![i]! - expected)))
    if (value!.length !== known.expected.length || !(most <= tolerance.value * known.scale)) {
      return `${engine.id} gives ${value![0]} for ${known.expected[0]} (off by ${most}, of ${known.scale})`
    }
    gradients.push(gradient!)
  }
  const [first, ...others] = gradients
  // Of what is saturated, rounding alone is left.
  if (first!.every((slope) => Math.abs(slope) <= 1e-5 * known.scale)) return null
  const apart = Math.max(0, ...others.map((other) => disagreement(first!, other)))
  return apart <= tolerance.gradient ? null : `the engines' gradients differ by ${apart}`
}

function withGradient(graph: Graph, output: string): Graph {
  const builder = new GraphBuilder(graph)
  const id = graph.outputs[output]
  if (id === undefined) throw new Error(`the model has no output '${output}'`)
  const scalar = builder.add({ type: 'pick', index: 0 }, [id], [1])
  return builder.finish({ value: id, gradient: inputGradient(builder, scalar) })
}
