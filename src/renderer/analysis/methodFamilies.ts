import type { MethodFamily, MethodOffer } from '../../shared/methodSettings.ts'
import { count } from '../shell/words.ts'

/** The families in the order in which they are shown, in words. */
const families: Readonly<Record<MethodFamily, string>> = {
  activation: 'What the layers pass on',
  gradient: 'Gradients: what small changes do',
  perturbation: 'Covering parts of the picture'
}

/** The methods that ask a model in the same way, family by family, in their own order. */
export function byFamily(methods: readonly MethodOffer[]): { label: string; methods: MethodOffer[] }[] {
  return Object.entries(families)
    .map(([family, label]) => ({ label, methods: methods.filter((method) => method.family === family) }))
    .filter(({ methods: some }) => some.length > 0)
}

/** Runs of the model for one frame: '25 runs a frame'. */
export function costLine(cost: number): string {
  return `${runs(cost)} a frame`
}

/** The same for a whole drive, in round numbers: '52 runs of the model for each frame, about 63,000 for this drive'. */
export function wholeCost(cost: number, frames: number): string {
  const all = Number((Math.max(1, cost) * frames).toPrecision(2)).toLocaleString('en-GB')
  return `${runs(cost)} of the model for each frame, about ${all} for this drive`
}

function runs(cost: number): string {
  return count(Math.max(1, Math.round(cost)), 'run')
}
