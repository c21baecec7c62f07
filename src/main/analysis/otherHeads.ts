import { canonicalJson } from '../../shared/canonicalJson.ts'
import { headPresets, type HeadPresetId } from '../../shared/headPresets.ts'
import { type OutputShape, sizeOf, type SteeringHead } from '../../shared/steeringHead.ts'

/** An output of more numbers than this has too many of them for each to be tried. */
const FEW_NUMBERS = 8
/** So many are tried at most. */
const MOST = 40

/**
 * Presets that are tried. A sum is of weights that nobody knows, the angle for a curvature goes with the curvature, and
 * JetRacer's x is a number.
 */
const tried: readonly HeadPresetId[] = ['bins', 'offset', 'jetbot', 'openpilot-plan', 'openpilot-plan-alone']

/** What else of a model's outputs the steering may be: each of few numbers, and what fits the shapes. */
export function otherHeads(outputs: readonly OutputShape[], own: SteeringHead): SteeringHead[] {
  const all = outputs.flatMap((output): SteeringHead[] => {
    const size = sizeOf(output.shape)
    const { unit, positive } = own
    const numbers = Array.from({ length: size <= FEW_NUMBERS ? size : 0 }, (_, index) => ({
      ...{ output: output.name, index, unit, positive }
    }))
    const presets = headPresets(output, outputs)
    const fitting = presets.filter(({ id }) => tried.includes(id) || (id === 'difference' && size <= 2))
    return [...numbers, ...fitting.map(({ head }) => head)]
  })
  const said = ({ output, index, bins, of }: SteeringHead): string => canonicalJson({ output, index, bins, of })
  const known = new Map(all.map((head) => [said(head), head]))
  known.delete(said(own))
  return [...known.values()].slice(0, MOST)
}
