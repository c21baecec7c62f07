import type { Graph } from '../model/graph/graph.ts'
import { inputGradient } from './adjoint.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Target } from './method.ts'
import { addSubject } from './subject.ts'

/** Outputs `steering` [1], left-positive, `subject` [1], what the maps are of, and `gradient`, d subject / d picture with its sign. */
export function steeringAndGradient(target: Target): Graph {
  const builder = new GraphBuilder(target.graph)
  const { steering, subject } = addSubject(builder, target)
  return builder.finish({ steering, subject, gradient: inputGradient(builder, subject) })
}
