import type { HeadPreset, HeadPresetId } from '../../shared/headPresets.ts'
import { type OutputShape, headFault, SteeringHead } from '../../shared/steeringHead.ts'

/** Which of the presets of an output a head is one of, by what it says; null where it is none of them. */
export function presetOf(head: SteeringHead, presets: readonly HeadPreset[]): HeadPresetId | null {
  const like = presets.filter(({ head: one }) => kindOf(one) === kindOf(head))
  // Presets of one kind differ in what else they say.
  const same = like.find(({ head: one }) => strideOf(one) === strideOf(head)) ?? like[0]
  return same?.id ?? null
}

function kindOf({ bins, of }: SteeringHead): string {
  if (bins) return 'bins'
  if (!of) return 'number'
  return 'best' in of && of.best ? `${of.as} of several` : of.as
}

const strideOf = ({ of }: SteeringHead): number | null => (of && 'stride' in of ? of.stride : null)

/** Units in which plain numbers are told; those of the model are kept from one such meaning to the next. */
const isPlain = ({ of }: SteeringHead): boolean => !of || of.as === 'difference' || of.as === 'sum'

/** The head of a preset, in place of another: what a person said of plain numbers stays said. */
export function headAs(preset: HeadPreset, before: SteeringHead): SteeringHead {
  const head = structuredClone(preset.head)
  return isPlain(head) && isPlain(before) ? { ...head, unit: before.unit, positive: before.positive } : head
}

/** What is wrong with a head, in one sentence; null where the model gives what it asks for. */
export function headProblem(head: SteeringHead, outputs: readonly OutputShape[] | null): string | null {
  const parsed = SteeringHead.safeParse(head)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return issue?.code === 'custom' ? `${issue.message}.` : 'Fill in every field with a number.'
  }
  const fault = outputs && headFault(parsed.data, outputs)
  return fault ? `${fault.why}.` : null
}

/** Times of a trajectory's points that lie evenly; null where they do not. */
export function evenTimes(times: readonly number[]): { from: number; between: number } | null {
  const [from = 0, next = 0] = times
  const between = next - from
  const isEven = times.every((time, i) => Math.abs(time - from - i * between) < 1e-6)
  return isEven ? { from, between: Number(between.toPrecision(6)) } : null
}

/** So many points from a time on. */
export function timesOf(points: number, from: number, between: number): number[] {
  return Array.from({ length: points }, (_, i) => Number((from + i * between).toPrecision(9)))
}
