import type { Warning } from '../../../shared/recording.ts'
import { SteeringUnit } from '../../../shared/steering.ts'
import type { Recording } from '../recording.ts'

/** Of fewer values nobody can tell where their middle is. */
const ENOUGH = 10

/** What steering of a drive does not come to, in each unit. */
interface Bounds {
  words: string
  /** A drive that is steered this far for half of its time, and hardly to the other side, goes in circles. */
  middle: number
  /** Two turns of a steering wheel. */
  most: number
  /** What numbers without a unit are not likely to mean: more than any front wheels turn. */
  mostGuessed: number
}

const degree = Math.PI / 180
const BOUNDS: Record<SteeringUnit, Bounds | null> = {
  deg: { words: 'degrees', middle: 45, most: 720, mostGuessed: 90 },
  rad: { words: 'radians', middle: 45 * degree, most: 720 * degree, mostGuessed: 90 * degree },
  normalised: { words: '-1 to 1 of full lock', middle: 0.4, most: 1.5, mostGuessed: 1.5 },
  '1/m': null,
  m: null
}

/**
 * Warnings of numbers that are hardly what they are taken for: steering that is no angle around 0 (a servo's 0 to 180, a
 * joystick's 0 to 1), or beyond what wheels turn; and a speed whose unit nobody has said.
 */
export function implausibleValues({ name, signals, warnings }: Recording): Warning[] {
  return [...implausibleSteering(signals, name, warnings), ...speedWithoutUnit(signals, name)]
}

function implausibleSteering(
  signals: Recording['signals'],
  name: string,
  said: readonly Pick<Warning, 'code'>[]
): Warning[] {
  const steering = signals.find(({ role }) => role === 'steering')
  const unit = SteeringUnit.safeParse(steering?.unit)
  const bounds = unit.success ? BOUNDS[unit.data] : null
  const sorted = steering?.values.filter(Number.isFinite).sort() ?? new Float64Array()
  if (!steering || !bounds || sorted.length < ENOUGH) return []
  const part = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [least, median, most] = [part(0.01), part(0.5), part(0.99)]
  const isGuessed = said.some(({ code }) => code === 'steering-unit-guessed')
  const range = `goes from ${short(least)} to ${short(most)}`
  const taken = `taken as ${bounds.words} around 0`
  const mend = 'bring a table of signals with the angles in degrees, or -1 to 1, around 0.'
  const isAside = Math.abs(median) >= bounds.middle && part(0.1) * part(0.9) >= 0
  // Who states a unit and a sign states where 0 is.
  if (isAside && (isGuessed || steering.convention === null)) {
    const message = `"${steering.name}" of ${name} ${range}, half of it beyond ${short(median)}, and is ${taken}: the car would steer to one side throughout. If straight ahead is another number (as 90 of a servo's 0 to 180), ${mend}`
    return [{ code: 'steering-off-centre', message }]
  }
  const furthest = Math.max(-least, most)
  if (furthest <= (isGuessed ? bounds.mostGuessed : bounds.most)) return []
  const turned =
    furthest > bounds.most ? 'is more than a steering wheel turns' : 'a steering wheel may turn but the wheels do not'
  const message = `"${steering.name}" of ${name} ${range}, and is ${taken}, which ${turned}. If the numbers mean something else (as per mille of full lock), ${mend}`
  return [{ code: 'steering-beyond-lock', message }]
}

function speedWithoutUnit(signals: Recording['signals'], name: string): Warning[] {
  const speed = signals.find(({ role, unit }) => role === 'speed' && unit === '')
  if (!speed) return []
  const message = `${name} gives no unit for the speed "${speed.name}"; it is shown as it stands, and how far the car drove is not known by it. A table of signals may name the unit in its column (speed_kmh, speed_mps, speed_mph).`
  return [{ code: 'speed-unit-unknown', message }]
}

function short(value: number): string {
  return `${Number(value.toPrecision(3))}`
}
