/** Largest amounts of steering of the two curves, in their own units. */
export interface SteeringRange {
  recorded: number
  predicted: number
}

type Curve = readonly (number | null)[]

/** How far the curves go: one scale for both where their units agree, else one for each. */
export function steeringRange(recorded: Curve, predicted: Curve, sameUnit: boolean): SteeringRange {
  const largest = (curve: Curve) => curve.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
  const [r, p] = [largest(recorded), largest(predicted)]
  const both = Math.max(r, p)
  return sameUnit ? { recorded: both, predicted: both } : { recorded: r, predicted: p }
}
