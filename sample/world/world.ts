import { type Board, type BoardRule, plantBoards } from './boards.ts'
import { clearCrossings } from './clearing.ts'
import { type Junction, layJunctions, mouthOf, onCrossing, type Stretch } from './junctions.ts'
import { createLandscape, type Landscape } from './landscape.ts'
import { interrupt, paintMarkings, type PaintedLine, stopLines } from './markings.ts'
import { createRandom } from './random.ts'
import { layRoad, type Road } from './road.ts'
import { planCurvature } from './roadPlan.ts'
import { createScenery, type Scenery } from './scenery.ts'
import { createWeather, type Weather, type WeatherKind } from './weather.ts'

/** All that a world is made from. The same spec makes the same world in Node and in the browser. */
export interface WorldSpec {
  seed: string
  /** Metres of road. */
  length: number
  weather: WeatherKind
  boards: BoardRule
  /** Share of the rows of boards that are left standing, 0..1. All unless said. */
  lined?: number
  /** Where other roads cross at grade, metres along the road; gentle bends are asked for. None unless said. */
  junctions?: number[]
  /** Where nothing is painted. None unless said. */
  unmarked?: Stretch[]
}

export interface World {
  spec: WorldSpec
  land: Landscape
  road: Road
  junctions: Junction[]
  markings: PaintedLine[]
  boards: Board[]
  scenery: Scenery
  weather: Weather
}

/** Makes the world of a spec. Its parts draw from streams of their own, so that other boards leave the road as it is. */
export function createWorld(spec: WorldSpec): World {
  const random = createRandom(spec.seed)
  const land = createLandscape(random.fork('land'), 1)
  const bends = { length: spec.length, tightest: 36, widest: 170 }
  const road = layRoad(planCurvature(random.fork('bends'), bends), land)
  const junctions = layJunctions(random.fork('junctions'), spec.junctions ?? [])
  const bare = [...junctions.map(mouthOf), ...(spec.unmarked ?? [])]
  const painted = paintMarkings(random.fork('markings'), road.length)
  const boards = plantBoards(random.fork('boards'), road, spec.boards, spec.lined)
  return {
    spec,
    land,
    road,
    junctions,
    markings: [...interrupt(painted, bare), ...stopLines(junctions)],
    boards: boards.filter(({ s, offset }) => !onCrossing(junctions, s, offset, 2)),
    scenery: clearCrossings(createScenery(random.fork('scenery'), road), junctions),
    weather: createWeather(random.fork('weather'), spec.weather)
  }
}
