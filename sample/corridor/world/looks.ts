import type { Random } from '../../world/random.ts'
import { greyish, yellow } from './colour.ts'
import { dash, kerbstones, line, paint } from './lines.ts'
import type { Band, Line, Section } from './section.ts'
import { anything, band, dirt, floor, land, type MakeMaterial, tarmac, unlike } from './surfaces.ts'

/** The kinds of world there are. */
export const kinds = ['one surface', 'two lanes', 'tape', 'town', 'highway', 'dirt', 'walled', 'bare'] as const
export type Kind = (typeof kinds)[number]

/** A world's track cut across, and how large it is. */
export interface Look {
  kind: Kind
  section: Section
  /** Width of the own lane or track, in metres: the unit of everything else. */
  unit: number
}

/** A look of a kind; `wild` ones have colours and textures of any kind. */
export function createLook(random: Random, kind: Kind, wild: boolean): Look {
  const surface = (usual: MakeMaterial): MakeMaterial => (wild ? anything : usual)
  switch (kind) {
    case 'one surface':
      return oneSurface(random, surface(tarmac), surface(land), random.range(4, 10), kind)
    case 'dirt':
      return oneSurface(random, surface(dirt), surface(land), random.range(2.5, 7), kind)
    case 'two lanes':
      return marked(random, surface(tarmac), surface(land), random.range(2.8, 4.5), 2, kind)
    case 'highway':
      return marked(
        random,
        surface(tarmac),
        surface(land),
        random.range(3.2, 4),
        2 + Math.floor(random.range(0, 4)),
        kind
      )
    case 'town':
      return town(random, surface)
    case 'tape':
      return tape(random, surface(floor))
    case 'walled':
      return walled(random, surface(floor))
    case 'bare': {
      const look = random.chance(0.5)
        ? tape(random, surface(floor))
        : oneSurface(random, surface(tarmac), surface(land), 6, kind)
      const { material } = look.section.bands[0]!
      const strewn = random.chance(0.4) ? [] : look.section.lines.filter(() => random.chance(0.25))
      return {
        ...look,
        kind,
        section: { ...look.section, bands: [band(random, Infinity, material)], lines: strewn, bare: true }
      }
    }
  }
}

/** Bands outwards from an edge: kerb, strip, verge, land. Widths in metres; the edge itself comes first. */
function verge(random: Random, beside: MakeMaterial, inner: Band, edge: number, unit: number): Band[] {
  const bands: Band[] = []
  let at = edge
  const add = (width: number, material: Band['material'], wander = 0): void => {
    at += width
    bands.push(band(random, at, material, wander))
  }
  if (random.chance(0.4))
    add(unit * random.range(0.03, 0.12), { ...tarmac(random, unit), colour: greyish(random, 0.4, 0.98) })
  if (random.chance(0.35))
    add(unit * random.range(0.1, 0.6), unlike(random, unit, beside, inner.material), unit * random.range(0, 0.08))
  if (random.chance(0.3))
    add(unit * random.range(0.3, 2), unlike(random, unit, land, inner.material), unit * random.range(0, 0.2))
  const last = bands.length === 0 ? unlike(random, unit, beside, inner.material) : beside(random, unit)
  bands.push(band(random, Infinity, last))
  return bands
}

/** A road of bands between two edges: the verge of its right side, the road, the verge of its left side. */
function acrossRoad(
  random: Random,
  beside: MakeMaterial,
  road: Band['material'],
  from: number,
  to: number,
  unit: number,
  wander: number
): Band[] {
  const inner = band(random, to, road, wander)
  const left = verge(random, beside, inner, to, unit)
  const alike = random.chance(0.6)
  const right = alike ? left : verge(random, beside, inner, to, unit)
  // The right side is the left one's mirror: its outermost band comes first.
  const mirrored = right.map((each, i) => ({
    ...each,
    to: i === 0 ? from : from - (right[i - 1]!.to - to)
  }))
  return [...mirrored.reverse(), inner, ...left]
}

function oneSurface(random: Random, road: MakeMaterial, beside: MakeMaterial, unit: number, kind: Kind): Look {
  const half = unit / 2
  const isNatural = kind === 'dirt'
  const material = road(random, unit)
  const wander = isNatural ? unit * random.range(0.01, 0.07) : 0
  const lines: Line[] = []
  let [from, to] = [-half, half]
  const edging = isNatural ? 'none' : random.pick(['none', 'none', 'lines', 'lines', 'double', 'stones'] as const)
  if (edging === 'stones') lines.push(...[-1, 1].map((side) => kerbstones(random, side * half, unit)))
  if (edging === 'lines' || edging === 'double') {
    const inset = unit * random.range(0.02, 0.09)
    const colour = paint(random)
    const width = unit * random.range(0.008, 0.03)
    for (const side of [-1, 1]) {
      const edge: Line = { at: side * (half - inset), width, colour, dash: null, wear: random.chance(0.2) ? 0.4 : 0 }
      lines.push(edge)
      if (edging === 'double') lines.push({ ...edge, at: edge.at + side * width * random.range(1.8, 3) })
    }
    ;[from, to] = [-half + inset, half - inset]
  }
  const bands = acrossRoad(random, beside, material, -half, half, unit, wander)
  return {
    kind,
    unit,
    section: { bands, lines, lanes: [{ from, to }], drivable: { from: -half, to: half }, bars: [], bare: false }
  }
}

function marked(
  random: Random,
  road: MakeMaterial,
  beside: MakeMaterial,
  unit: number,
  count: number,
  kind: Kind
): Look {
  const total = unit * count
  const [right, left] = [-total / 2, total / 2]
  const shoulder = (): number => (random.chance(0.7) ? unit * random.range(0.05, kind === 'highway' ? 0.9 : 0.35) : 0)
  const [rightEdge, leftEdge] = [right - shoulder(), left + shoulder()]
  const lines: Line[] = []
  const edgeColour = paint(random)
  const hasEdges = kind === 'highway' ? true : random.chance(0.75)
  const places = Array.from({ length: count + 1 }, (_, i) => right + i * unit)
  if (hasEdges)
    for (const at of [right, left])
      lines.push(line(random, unit, at, random.chance(0.8) ? edgeColour : paint(random), random.chance(0.06)))
  const inner = paint(random)
  for (const at of places.slice(1, -1)) {
    const style = line(random, unit, at, inner, kind === 'highway' ? true : random.chance(0.55))
    lines.push(style)
    if (kind !== 'highway' && random.chance(0.25))
      lines.push({ ...line(random, unit, at + style.width * 2.2, inner, false), width: style.width })
  }
  const ends = hasEdges ? [right, left] : [rightEdge, leftEdge]
  const lanes = places.slice(1).map((to, i) => ({
    from: i === 0 ? ends[0]! : places[i]!,
    to: i === count - 1 ? ends[1]! : to
  }))
  const bands = acrossRoad(random, beside, road(random, unit), rightEdge, leftEdge, unit, 0)
  return {
    kind,
    unit,
    section: { bands, lines, lanes, drivable: { from: rightEdge, to: leftEdge }, bars: [], bare: false }
  }
}

function town(random: Random, surface: (usual: MakeMaterial) => MakeMaterial): Look {
  const pavement = random.chance(0.8) ? tarmac : land
  if (random.chance(0.35)) return oneSurface(random, surface(tarmac), surface(pavement), random.range(4, 9), 'town')
  return marked(random, surface(tarmac), surface(pavement), random.range(2.6, 3.8), random.chance(0.75) ? 2 : 4, 'town')
}

/** Tape or paint on a floor that is the same on both sides. */
function tape(random: Random, make: MakeMaterial): Look {
  const unit = random.range(0.3, 1.2)
  const count = random.chance(0.6) ? 2 : 1
  const material = make(random, unit)
  const total = unit * count
  const colour = paint(random)
  const width = unit * random.range(0.04, 0.13)
  const edge = (at: number): Line => ({
    at,
    width,
    colour: random.chance(0.8) ? colour : paint(random),
    dash: null,
    wear: 0
  })
  const lines = [edge(-total / 2), edge(total / 2)]
  // Half of a track may have no more than its middle line.
  const middle: Line = {
    at: 0,
    width: width * random.range(0.6, 1.4),
    colour: random.chance(0.6) ? yellow(random) : paint(random),
    dash: random.chance(0.8) ? dash(random, unit) : null,
    wear: 0
  }
  if (count === 2) lines.push(middle)
  const other = { ...make(random, unit) }
  const laid = random.chance(0.35)
  const bands = laid
    ? [
        band(random, -total / 2 - unit * 0.1, other),
        band(random, total / 2 + unit * 0.1, material),
        band(random, Infinity, other)
      ]
    : [band(random, Infinity, material)]
  const lanes =
    count === 2
      ? [
          { from: -unit, to: 0 },
          { from: 0, to: unit }
        ]
      : [{ from: -unit / 2, to: unit / 2 }]
  return {
    kind: 'tape',
    unit,
    section: { bands, lines, lanes, drivable: { from: -total / 2, to: total / 2 }, bars: [], bare: false }
  }
}

/** Boards, tubes or a carpet of its own mark the track; there may be a line along its middle, which is no lane's edge. */
function walled(random: Random, make: MakeMaterial): Look {
  const unit = random.range(0.5, 2.5)
  const half = unit / 2
  const track = make(random, unit)
  const around = unlike(random, unit, make, track)
  const bands = [band(random, -half, around), band(random, half, track), band(random, Infinity, around)]
  const lines: Line[] = []
  if (random.chance(0.5))
    lines.push(
      ...[-half, half].map((at) => ({
        at,
        width: unit * random.range(0.02, 0.06),
        colour: paint(random),
        dash: null,
        wear: 0
      }))
    )
  return {
    kind: 'walled',
    unit,
    section: {
      bands,
      lines,
      lanes: [{ from: -half, to: half }],
      drivable: { from: -half, to: half },
      bars: [],
      bare: false
    }
  }
}
