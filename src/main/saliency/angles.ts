import type { ActivationKind } from '../model/graph/graph.ts'
import type { SteeringUnit } from '../../shared/steering.ts'
import type { GraphBuilder } from './graphBuilder.ts'

/** Keeps the direction to the very place of the car a number, which is 0. */
const NEXT_TO_NOTHING = 1e-12

/** Adds the angle of the front wheels in radians: atan(curvature in 1/m x wheelbase in m), of a bicycle's rear axle. */
export function addWheelAngle(builder: GraphBuilder, curvature: string, wheelbase: number): string {
  return addActivation(builder, addScaled(builder, curvature, wheelbase), { kind: 'atan' })
}

/**
 * Adds atan2(x, ahead) in radians with ahead = (0.5 - y) / 2, in all quadrants: with r = |(x, ahead)|, the angle to
 * (x, |ahead|) is 2 atan(x / (r + |ahead|)), which divides by nothing small; behind the car it is taken from a half turn.
 */
export function addDirection(builder: GraphBuilder, x: string, y: string): string {
  const ahead = addScaled(builder, y, -0.5, 0.25)
  const square = (id: string): string => builder.add({ type: 'multiply' }, [id, id], [1])
  const squares = builder.add({ type: 'add' }, [square(x), square(ahead)], [1])
  const distance = addActivation(builder, squares, { kind: 'power', exponent: 0.5 })
  const forward = addActivation(builder, ahead, { kind: 'absolute' })
  const divisor = addScaled(builder, builder.add({ type: 'add' }, [distance, forward], [1]), 1, NEXT_TO_NOTHING)
  const inverse = addActivation(builder, divisor, { kind: 'power', exponent: -1 })
  const half = addActivation(builder, builder.add({ type: 'multiply' }, [x, inverse], [1]), { kind: 'atan' })

  const isBehind = addActivation(builder, addScaled(builder, ahead, -1), { kind: 'step' })
  const isLeft = addActivation(builder, addScaled(builder, x, -1), { kind: 'step' })
  const halfTurn = addScaled(builder, isLeft, -2 * Math.PI, Math.PI)
  const rest = builder.add({ type: 'add' }, [halfTurn, addScaled(builder, half, -4)], [1])
  const turned = builder.add({ type: 'multiply' }, [isBehind, rest], [1])
  return builder.add({ type: 'add' }, [addScaled(builder, half, 2), turned], [1])
}

/** Radians in the unit of an angle. */
export function addInUnit(builder: GraphBuilder, radians: string, unit: SteeringUnit): string {
  return unit === 'deg' ? addScaled(builder, radians, 180 / Math.PI) : radians
}

function addActivation(builder: GraphBuilder, id: string, activation: ActivationKind): string {
  return builder.add({ type: 'activation', activation }, [id], [1])
}

function addScaled(builder: GraphBuilder, id: string, scale: number, offset = 0): string {
  return builder.add({ type: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) }, [id], [1])
}
