import { type BestOf, type OutputExpression, type OutputNumber, pointsAround } from '../../shared/outputExpression.ts'
import type { SteeringHead } from '../../shared/steeringHead.ts'
import { addDirection, addInUnit, addWheelAngle } from './angles.ts'
import type { GraphBuilder } from './graphBuilder.ts'
import { addBest } from './bestOf.ts'

interface Expressed {
  builder: GraphBuilder
  /** Ids of the model's outputs by their names. */
  outputs: Readonly<Record<string, string>>
  head: Pick<SteeringHead, 'output' | 'unit'>
  /** The model has all that it reads. */
  of: OutputExpression
}

/** Adds what is worked out from the model's outputs: [1], in the head's unit, with the sign that the model gives it. */
export function addExpression({ builder, outputs, head, of }: Expressed): string {
  const flat = new Map<string, string>()
  const flatOf = (name: string): string => {
    const known = flat.get(name) ?? addFlat(builder, outputs[name]!)
    flat.set(name, known)
    return known
  }
  const number = ({ index, output = head.output }: OutputNumber): string =>
    builder.add({ type: 'pick', index }, [flatOf(output)], [1])

  switch (of.as) {
    case 'difference':
      return addSum(builder, [
        { number: number(of.plus), weight: 1 },
        { number: number(of.minus), weight: -1 }
      ])
    case 'sum':
      return addSum(
        builder,
        of.terms.map((term) => ({ number: number(term), weight: term.weight }))
      )
    case 'point':
      return addAlong(builder, flatOf(head.output), of, [{ point: of.point, weight: 1 }])
    case 'offset': {
      const { point, share } = pointsAround(of.after, of.times)
      return addAlong(builder, flatOf(head.output), of, [
        { point, weight: 1 - share },
        { point: point + 1, weight: share }
      ])
    }
    case 'wheel-angle':
      return addInUnit(builder, addWheelAngle(builder, number(of.curvature), of.wheelbase), head.unit)
    case 'target':
      return addInUnit(builder, addDirection(builder, number(of.x), number(of.y)), head.unit)
  }
}

/** The numbers of a node in one row. */
export function addFlat(builder: GraphBuilder, id: string): string {
  const shape = builder.shapeOf(id)
  if (shape.length === 1) return id
  return builder.add({ type: 'reshape' }, [id], [shape.reduce((product, length) => product * length, 1)])
}

/** Numbers times their weights, together. */
function addSum(builder: GraphBuilder, terms: readonly { number: string; weight: number }[]): string {
  const weighed = terms.map(({ number, weight }) => {
    const op = { type: 'affine', scale: Float32Array.of(weight), offset: Float32Array.of(0) } as const
    return weight === 1 ? number : builder.add(op, [number], [1])
  })
  return weighed.length === 1 ? weighed[0]! : builder.add({ type: 'add' }, weighed, [1])
}

/** Points of a trajectory times their weights; of several trajectories, of that which holds. */
function addAlong(
  builder: GraphBuilder,
  numbers: string,
  { first, stride, best }: { first: number; stride: number; best?: BestOf | undefined },
  points: readonly { point: number; weight: number }[]
): string {
  const [size = 0] = builder.shapeOf(numbers)
  const { count, apart } = best ?? { count: 1, apart: 0 }
  const data = new Float32Array(size * count)
  for (let one = 0; one < count; one++)
    for (const { point, weight } of points) data[(first + point * stride + one * apart) * count + one]! += weight
  const kernel = { shape: [size, count], data }
  const each = builder.add({ type: 'dense', kernel, bias: null }, [numbers], [count])
  return best ? addBest(builder, { numbers, each, best }) : each
}
