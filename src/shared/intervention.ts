import { z } from 'zod'
import { Polygon } from './lanes.ts'
import { describeSteering, type SteeringUnit } from './steering.ts'

/** What to hide: over the frames first..last, and shown at `frame`. Without a region, what the maps mark. */
export const AskIntervention = z
  .object({
    first: z.number().int().min(0),
    last: z.number().int().min(0),
    frame: z.number().int().min(0),
    /** In unit picture coordinates. */
    region: Polygon.optional()
  })
  .refine(({ first, last, frame }) => first <= frame && frame <= last, 'frame must lie within first..last')
export type AskIntervention = z.input<typeof AskIntervention>

/** How the steering changes when something is hidden, in the unit of the model's head; left is positive. */
export interface Effect {
  /** Mean change. */
  change: number
  /** The middle 95 % of it; null over too few frames. */
  low: number | null
  high: number | null
  /** Mean size of the change, whichever way it goes. */
  size: number
  /** Part of the pixels seen that is hidden. */
  area: number
  /** The frame with it hidden by a blur: base64 of 8 bit [height, width, channels]. */
  picture: string
}

/** What became of the steering; each is null where there was nothing to hide. */
export interface Intervention {
  frame: number
  /** Frames that it was tried on. */
  frames: number
  unit: SteeringUnit
  height: number
  width: number
  channels: number
  /** The frame as the model is given it, as `Effect.picture`. */
  picture: string
  /** What the map marks most outside the lane is hidden. */
  outside: Effect | null
  /** As much of the lane is hidden, what the map marks most there. */
  inside: Effect | null
  /** The region that was asked for is hidden. */
  region: Effect | null
}

/** What is hidden in a picture, as a sentence begins. */
const hiddenWords = {
  outside: 'Without what it looked at outside the lane',
  inside: 'Without as much of the lane',
  region: 'Without this region'
} as const

export type HiddenPart = keyof typeof hiddenWords

/** 'Without as much of the lane: 0.21 further right (0.15 to 0.27).' */
export function hidingInWords(
  part: HiddenPart,
  { unit, [part]: effect }: Pick<Intervention, 'unit' | HiddenPart>
): string {
  return effect ? `${hiddenWords[part]}: ${effectInWords(effect, unit)}.` : nothingToHide[part]
}

const nothingToHide: Record<HiddenPart, string> = {
  outside: 'It looked at nothing outside the lane here.',
  inside: 'It looked at nothing in the lane here.',
  region: 'The model sees nothing of this region.'
}

/** '0.21 further right (0.15 to 0.27)'; of a change that goes either way, its size. */
function effectInWords({ change, low, high, size }: Effect, unit: SteeringUnit): string {
  const amount = (value: number): string => describeSteering(Math.abs(value), unit).replace('left ', '')
  const isOneWay = low === null || high === null || low > 0 || high < 0
  if (!isOneWay) return size === 0 ? 'no change' : `either way, by ${sizeInWords(size, unit)} on average`
  const said = describeSteering(change, unit)
  if (said === 'straight') return 'no change that counts'
  const [side] = said.split(' ')
  const ends =
    low === null || high === null
      ? ' in this frame'
      : ` (${[low, high]
          .map(Math.abs)
          .sort((a, b) => a - b)
          .map(amount)
          .join(' to ')})`
  return `${amount(change)} further ${side}${ends}`
}

function sizeInWords(size: number, unit: SteeringUnit): string {
  const said = describeSteering(size, unit)
  return said === 'straight' ? 'next to nothing' : said.replace('left ', '')
}
