import { createNoise } from './noise.ts'
import type { Random } from './random.ts'
import type { Road } from './road.ts'
import { pavedHalfWidth } from './road.ts'

/** A thing beside the road. `offset` is from the centre line, left-positive; sizes in metres. */
export interface Placed {
  s: number
  offset: number
}

export interface Plant extends Placed {
  kind: 'broadleaf' | 'conifer' | 'bush' | 'grass'
  height: number
  /** Which of the pictures of its kind, any number >= 0. */
  variant: number
  /** Brightness and hue shift of this plant, about 1 and about 0. */
  brightness: number
  hue: number
}

export interface House extends Placed {
  /** Along and across the road, and height of the walls. */
  size: [length: number, depth: number, height: number]
  wall: number
  roof: number
  turn: number
}

export interface Pole extends Placed {
  kind: 'utility' | 'delineator' | 'place-sign' | 'speed-sign'
}

export interface Rail {
  from: number
  to: number
  side: 1 | -1
}

export interface Scenery {
  plants: Plant[]
  houses: House[]
  poles: Pole[]
  rails: Rail[]
}

/** Woods, meadows, hamlets, poles and guard rails along the whole road. */
export function createScenery(random: Random, road: Road): Scenery {
  const woods = createNoise(random.fork('woods'))
  const houses = placeHouses(random.fork('houses'), road)
  const rails = placeRails(random.fork('rails'), road)
  return {
    plants: growPlants(random.fork('plants'), road, woods, houses),
    houses,
    poles: placePoles(random, road),
    rails
  }
}

function growPlants(
  random: Random,
  road: Road,
  woods: (x: number, y: number) => number,
  houses: readonly House[]
): Plant[] {
  const plants: Plant[] = []
  const free = (s: number, offset: number): boolean =>
    houses.every((h) => Math.abs(h.s - s) > 16 || Math.abs(h.offset - offset) > 13)
  const add = (kind: Plant['kind'], s: number, offset: number, height: number): void => {
    if (!free(s, offset)) return
    const variant = Math.floor(random.range(0, 64))
    plants.push({ kind, s, offset, height, variant, brightness: random.range(0.78, 1.2), hue: random.range(-1, 1) })
  }
  for (let s = -20; s < road.length + 150; s += 2) {
    for (const side of [1, -1] as const) {
      const wooded = woods(s / 170, side * 3.7) + 0.12
      const conifers = woods(s / 300, side * 9.1) > 0.1
      const edge = side * pavedHalfWidth
      for (let tuft = 0; tuft < 2; tuft++)
        add('grass', s + random.range(-1, 1), edge + side * random.range(0.8, 3.2), random.range(0.18, 0.5))
      if (random.chance(0.7))
        add('grass', s + random.range(-1, 1), edge + side * random.range(3, 10), random.range(0.3, 0.8))
      if (random.chance(0.05 + Math.max(0, wooded) * 0.25))
        add('bush', s, edge + side * random.range(4.2, 9), random.range(0.9, 2.4))
      const trees = wooded > 0 ? 0.5 : 0.06
      if (random.chance(trees)) {
        const kind = random.chance(conifers ? 0.75 : 0.08) ? 'conifer' : 'broadleaf'
        add(kind, s, edge + side * random.range(5.5, 16), random.range(6, 14))
      }
      if (random.chance(trees * 0.8))
        add(conifers ? 'conifer' : 'broadleaf', s, edge + side * random.range(16, 38), random.range(8, 17))
      if (random.chance(wooded > 0 ? 0.4 : 0.07))
        add('broadleaf', s, edge + side * random.range(40, 110), random.range(8, 16))
    }
  }
  return plants
}

function placeHouses(random: Random, road: Road): House[] {
  const houses: House[] = []
  for (let s = random.range(60, 200); s < road.length; s += random.range(25, 380)) {
    const side = random.chance(0.5) ? 1 : -1
    houses.push({
      s,
      offset: side * random.range(17, 30),
      size: [random.range(8, 15), random.range(7, 10), random.range(3, 6)],
      wall: Math.floor(random.range(0, 5)),
      roof: Math.floor(random.range(0, 4)),
      turn: random.range(-0.4, 0.4)
    })
  }
  return houses
}

function placePoles(random: Random, road: Road): Pole[] {
  const poles: Pole[] = []
  const side = random.chance(0.5) ? 1 : -1
  const wires = random.chance(0.7)
  for (let s = 10; s < road.length; s += 45) {
    if (wires) poles.push({ kind: 'utility', s, offset: side * (pavedHalfWidth + 4.6) })
    for (const edge of [1, -1]) poles.push({ kind: 'delineator', s: s + 20, offset: edge * (pavedHalfWidth + 0.75) })
  }
  for (let s = random.range(80, 250); s < road.length; s += random.range(120, 400)) {
    poles.push({ kind: random.chance(0.6) ? 'speed-sign' : 'place-sign', s, offset: -(pavedHalfWidth + 1.7) })
  }
  return poles
}

function placeRails(random: Random, road: Road): Rail[] {
  const rails: Rail[] = []
  for (let from = random.range(50, 250); from < road.length - 120; from += random.range(200, 500)) {
    rails.push({ from, to: from + random.range(50, 110), side: random.chance(0.5) ? 1 : -1 })
  }
  return rails
}
