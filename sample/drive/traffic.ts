import type { Random } from '../world/random.ts'
import { laneWidth, type Road } from '../world/road.ts'

/** Another car, as the renderer draws it: its middle on the road surface, heading and slope in radians. */
export interface OtherCar {
  x: number
  y: number
  z: number
  heading: number
  slope: number
  kind: 'saloon' | 'estate' | 'van'
  /** Hue in 0..1 and lightness in 0..1 of its paint. */
  paint: [hue: number, saturation: number, lightness: number]
  braking: boolean
}

type Painted = Pick<OtherCar, 'kind' | 'paint'>

/** Where the others are when the own car is at `s` after `time` seconds. */
export type Traffic = (time: number, s: number) => OtherCar[]

/** Oncoming cars every few hundred metres, and for some of the way one ahead. */
export function createTraffic(random: Random, road: Road): Traffic {
  const kinds = ['saloon', 'estate', 'van'] as const
  // Most cars are grey, black or white; the others are red, dark green or blue.
  const paint = (): OtherCar['paint'] =>
    random.chance(0.6)
      ? [0.6, 0.06, random.pick([0.03, 0.12, 0.35, 0.75])]
      : [random.pick([0, 0.01, 0.38, 0.58, 0.62]), random.range(0.4, 0.8), random.range(0.1, 0.3)]
  const oncoming: (Painted & { start: number; speed: number })[] = []
  for (let start = random.range(60, 200); start < road.length * 2.2; start += random.range(90, 420)) {
    oncoming.push({ start, speed: random.range(11, 15), kind: random.pick(kinds), paint: paint() })
  }
  const leaders: (Painted & { from: number; to: number; gap: number })[] = []
  for (let from = random.range(0, 300); from < road.length; from += random.range(400, 700)) {
    leaders.push({
      from,
      to: from + random.range(120, 300),
      gap: random.range(22, 45),
      kind: random.pick(kinds),
      paint: paint()
    })
  }
  const place = (s: number, lane: number, back: boolean): Pick<OtherCar, 'x' | 'y' | 'z' | 'heading' | 'slope'> => {
    const [x, y, z] = road.point(s, lane)
    const slope = Math.atan(road.slope(s))
    return { x, y, z, heading: road.heading(s) + (back ? Math.PI : 0), slope: back ? -slope : slope }
  }
  return (time, s) => {
    const cars: OtherCar[] = []
    for (const { start, speed, kind, paint } of oncoming) {
      const at = start - speed * time
      if (at > s - 10 && at < s + 260) cars.push({ ...place(at, laneWidth / 2, true), kind, paint, braking: false })
    }
    for (const { from, to, gap, kind, paint } of leaders) {
      // It turns up from behind a bend, keeps its distance and drives off.
      const drawn = Math.max(0, from + 60 - s) * 1.5 + Math.max(0, s - to + 60) * 1.5
      const at = s + gap + drawn
      if (s > from && s < to + 60 && drawn < 150) {
        const braking = Math.abs(road.curvature(at + 15)) > Math.abs(road.curvature(at)) + 0.004
        cars.push({ ...place(at, -laneWidth / 2, false), kind, paint, braking })
      }
    }
    return cars
  }
}
