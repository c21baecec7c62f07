import type { Random } from '../../world/random.ts'
import { anyColour, type Colour, hsl, white, yellow } from './colour.ts'
import type { Bar, Line } from './section.ts'

/** White, yellow, or now and then anything. */
export function paint(random: Random): Colour {
  return random.chance(0.12) ? anyColour(random) : random.chance(0.35) ? yellow(random) : white(random)
}

/** Marks and gaps for a lane that is `unit` metres wide. */
export function dash(random: Random, unit: number, second: Colour | null = null): Line['dash'] {
  const on = unit * random.range(0.25, 1.6)
  return { on, off: on * random.range(0.5, 3), phase: random.range(0, 9) * unit, second }
}

/** A painted line, new or worn. */
export function line(random: Random, unit: number, at: number, colour: Colour, isBroken: boolean): Line {
  const worn = random.chance(0.35) ? random.range(0, 0.8) : 0
  return { at, width: unit * random.range(0.022, 0.06), colour, dash: isBroken ? dash(random, unit) : null, wear: worn }
}

/** Red and white stones, or any two colours in turns. */
export function kerbstones(random: Random, at: number, unit: number): Line {
  const isRed = random.chance(0.5)
  const on = unit * random.range(0.1, 0.5)
  const first = isRed ? hsl(random.range(-0.03, 0.03), 0.8, random.range(0.3, 0.5)) : anyColour(random)
  const second = isRed ? white(random) : anyColour(random)
  return { at, width: unit * random.range(0.04, 0.14), colour: first, dash: { on, off: on, phase: 0, second }, wear: 0 }
}

/** Stop lines and crossings, where a town has them, and now and then something across any other track. */
export function createBars(random: Random, { kind, unit }: { kind: string; unit: number }): Bar[] {
  const often = kind === 'town' ? 0.6 : kind === 'highway' || kind === 'dirt' ? 0.02 : 0.12
  if (!random.chance(often)) return []
  const colour = random.chance(0.85) ? white(random) : anyColour(random)
  return Array.from({ length: Math.ceil(random.range(0, 8)) }, () => {
    const from = unit * random.range(5, 120)
    const isCrossing = random.chance(0.4)
    const long = unit * (isCrossing ? random.range(0.5, 1.3) : random.range(0.05, 0.2))
    return { from, to: from + long, stripe: isCrossing ? unit * random.range(0.08, 0.25) : null, colour }
  })
}
