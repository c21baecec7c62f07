import type { Graph } from '../model/graph/graph.ts'
import { inputGradient } from './adjoint.ts'
import { GraphBuilder } from './graphBuilder.ts'
import type { Target } from './method.ts'
import { addSteering } from './steering.ts'

/** Outputs `steering` [1], left-positive, and `gradient`, d steering / d input with its sign, of the input's shape. */
export function steeringAndGradient(target: Target): Graph {
  const builder = new GraphBuilder(target.graph)
  const steering = addSteering(builder, target)
  return builder.finish({ steering, gradient: inputGradient(builder, steering) })
}
