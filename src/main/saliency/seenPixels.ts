import type { SeenPixels } from '../../shared/seenPixels.ts'
import type { Node, Shape } from '../model/graph/graph.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import type { ForwardType } from './adjoint/rule.ts'
import type { Target } from './method.ts'
import { elementwiseRules } from './reach/elementwise.ts'
import { layoutRules } from './reach/layout.ts'
import { linearRules } from './reach/linear.ts'
import type { Marks, Rule, Rules } from './reach/rule.ts'
import { windowRules } from './reach/windows.ts'
import { subjectGraph } from './subject.ts'

const rules: Rules<ForwardType> = { ...linearRules, ...windowRules, ...layoutRules, ...elementwiseRules }

/**
 * The pixels of the picture from which a way leads to the steering, or to what else the maps are of, through whatever weights that are not exactly 0: a
 * fact of the network, not of a picture, so that a rectifier that is shut is a way like any other. Of the size of maps.
 * @throws InputError where the head does not fit the model
 */
export function seenBySteering(target: Target): SeenPixels {
  const graph = subjectGraph(target)
  const picture = pictureOf(graph)
  const shapes = new Map<string, Shape>([[graph.input.id, graph.input.shape]])
  const constants = new Map<string, Float32Array>()
  for (const { id, shape, op } of graph.nodes) {
    shapes.set(id, shape)
    if (op.type === 'constant') constants.set(id, op.value.data)
  }
  const marks = new Map<string, Marks>([[graph.outputs['subject']!, Uint8Array.of(1)]])
  for (const node of graph.nodes.toReversed()) {
    const read = marks.get(node.id)
    if (node.id === picture.id || !read) continue
    // What is behind is not looked at again.
    marks.delete(node.id)
    const step = {
      op: node.op as never,
      shape: node.shape,
      read,
      from: node.inputs.map((input) => shapes.get(input)!),
      constants: node.inputs.map((input) => constants.get(input) ?? null)
    }
    node.inputs.forEach((input, which) => {
      if (!constants.has(input)) marks.set(input, together(marks.get(input), ruleFor(node)(step, which)))
    })
  }
  const [height = 1, width = 1, channels = 1] = picture.shape
  const read = marks.get(picture.id)
  const data = new Uint8Array(height * width)
  read?.forEach((mark, i) => (data[Math.floor(i / channels)]! |= mark))
  return { width, height, data }
}

function ruleFor({ id, op }: Node): Rule<ForwardType> {
  const rule = (rules as Partial<Record<string, Rule<ForwardType>>>)[op.type]
  if (!rule) throw new Error(`'${id}' (${op.type}) stands between no picture and its steering`)
  return rule
}

function together(a: Marks | undefined, b: Marks): Marks {
  return a ? b.map((mark, i) => mark | a[i]!) : b
}
