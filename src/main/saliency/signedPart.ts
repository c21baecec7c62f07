import type { GraphBuilder } from './graphBuilder.ts'
import type { Explain } from './method.ts'

/** Adds what `partOf` does with a number, element by element: |x|, max(x, 0) or max(-x, 0). */
export function addPart(builder: GraphBuilder, signed: string, explain: Explain): string {
  const shape = builder.shapeOf(signed)
  if (explain === 'change') return builder.add({ type: 'absolute' }, [signed], shape)
  return builder.add({ type: 'positive' }, [explain === 'left' ? signed : addNegative(builder, signed)], shape)
}

/** Adds -x. */
export function addNegative(builder: GraphBuilder, id: string): string {
  const negate = { type: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(0) } as const
  return builder.add(negate, [id], builder.shapeOf(id))
}
