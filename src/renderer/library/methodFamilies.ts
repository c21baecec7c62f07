import type { MethodOffer } from '../../shared/methodSettings.ts'
import { count } from '../words.ts'

/** Methods that ask a model in the same way. */
export interface MethodFamily {
  label: string
  methods: MethodOffer[]
}

const families: readonly { label: string; ids: readonly string[] }[] = [
  { label: 'What the layers pass on', ids: ['visual-backprop'] },
  {
    label: 'Gradients: what small changes do',
    ids: ['gradient', 'grad-cam', 'gradient-input', 'smoothgrad', 'integrated-gradients', 'guided', 'rectified']
  },
  { label: 'Covering parts of the picture', ids: ['occlusion', 'rise'] }
]

/** The methods by family, in their own order; those of no known family come last, under 'Other methods'. */
export function byFamily(methods: readonly MethodOffer[]): MethodFamily[] {
  const known = new Set(families.flatMap(({ ids }) => ids))
  return [
    ...families.map(({ label, ids }) => ({ label, methods: methods.filter(({ id }) => ids.includes(id)) })),
    { label: 'Other methods', methods: methods.filter(({ id }) => !known.has(id)) }
  ].filter((family) => family.methods.length > 0)
}

/** Work for one frame: '25 runs a frame'. */
export function costLine(cost: number): string {
  return `${count(Math.max(1, Math.round(cost)), 'run')} a frame`
}
