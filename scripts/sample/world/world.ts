import { type Board, type BoardRule, plantBoards } from './boards.ts'
import { createLandscape, type Landscape } from './landscape.ts'
import { paintMarkings, type PaintedLine } from './markings.ts'
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
}

export interface World {
  spec: WorldSpec
  land: Landscape
  road: Road
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
  return {
    spec,
    land,
    road,
    markings: paintMarkings(random.fork('markings'), road.length),
    boards: plantBoards(random.fork('boards'), road, spec.boards),
    scenery: createScenery(random.fork('scenery'), road),
    weather: createWeather(random.fork('weather'), spec.weather)
  }
}
