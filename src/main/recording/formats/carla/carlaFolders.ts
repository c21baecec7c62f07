import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Place } from '../../format.ts'
import { lookAt } from '../../place/place.ts'
import { inNaturalOrder } from '../../pictures/naturalOrder.ts'

/** Where a program that records in CARLA puts things, below the folder of a route. */
export interface CarlaLayout {
  /** Who records so, as a part of a sentence: 'Bench2Drive records'. */
  records: string
  /** The folder of the logs, one a frame. */
  logs: string
  /** The folder in which the cameras' folders lie; '' is that of the route. */
  cameras: string
  /** The camera that is shown, and the folder of its semantic pictures. */
  front: string
  semantic: string
  /** Metres above the road; both cameras look level. */
  cameraHeight: number
  /** Frames a second, where neither places nor speeds tell. */
  rate: number
}

/**
 * Bench2Drive (tools/data_collect.py: a camera 1.6 m high; every second of 20 steps a second), and TransFuser and
 * carla_garage (team_code/data_agent.py and config.py: 2 m high; every fifth step).
 */
const layouts: readonly CarlaLayout[] = [
  {
    records: 'Bench2Drive records',
    logs: 'anno',
    cameras: 'camera',
    front: 'rgb_front',
    semantic: 'camera/semantic_front',
    cameraHeight: 1.6,
    rate: 10
  },
  {
    records: 'carla_garage and TransFuser record',
    logs: 'measurements',
    cameras: '',
    front: 'rgb',
    semantic: 'semantics',
    cameraHeight: 2,
    rate: 4
  }
]

/** What lies in the folder of a route: where it is, its layout, its logs and its cameras, the front one first. */
export interface CarlaFolders {
  /** Absolute; above what was opened where that is the folder of a camera. */
  route: string
  layout: CarlaLayout
  /** Names of the logs by the number that they and the pictures of their frames are called. */
  logs: Map<string, string>
  cameras: string[]
  /** The camera whose folder was opened, else the front one. */
  usual: string
}

const CAMERA = /^rgb(_|$)/
const LOG = /^(\d+)\.json(\.gz)?$/
const PICTURE = /^(\d+)\.(jpe?g|png)$/i

/**
 * The folders of a route in CARLA; of the folder of one camera, those of its route, with that camera as the usual one. Null where
 * a place is neither.
 */
export async function carlaFolders(place: Place): Promise<CarlaFolders | null> {
  if (!CAMERA.test(place.name)) return routeFolders(place)
  const above = dirname(place.path)
  const route = await lookAt(basename(above) === 'camera' ? dirname(above) : above).catch(() => null)
  const found = route && (await routeFolders(route))
  return found?.cameras.includes(place.name) ? { ...found, usual: place.name } : null
}

async function routeFolders({ path, folders }: Place): Promise<CarlaFolders | null> {
  for (const layout of layouts) {
    if (!folders.includes(layout.logs) || (layout.cameras && !folders.includes(layout.cameras))) continue
    const logs = await numbered(join(path, layout.logs), LOG)
    const there = layout.cameras ? await readdir(join(path, layout.cameras)).catch(() => []) : folders
    const cameras = inNaturalOrder(there.filter((name) => CAMERA.test(name)))
    const isFirst = (name: string): number => Number(name !== layout.front)
    const [usual] = cameras.sort((a, b) => isFirst(a) - isFirst(b))
    if (logs.size === 0 || usual === undefined) continue
    return { route: path, layout, logs, cameras, usual }
  }
  return null
}

/** Names of the pictures in a folder by their numbers, as these are written. */
export const picturesIn = (folder: string): Promise<Map<string, string>> => numbered(folder, PICTURE)

async function numbered(folder: string, pattern: RegExp): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => [])
  return new Map(
    inNaturalOrder(names).flatMap((name) => {
      const number = pattern.exec(name)?.[1]
      return number === undefined ? [] : [[number, name] as const]
    })
  )
}
