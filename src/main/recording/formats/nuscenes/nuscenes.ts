import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import type { Format, Place } from '../../format.ts'
import { namesInWords } from '../../place/namesInWords.ts'
import { recordingOfLog, refuseTable } from '../logged.ts'
import { busSignals, scenesOnBus } from './nuscenesBus.ts'
import { nuscenesFolders, nuscenesPictures, type NuscenesFolders } from './nuscenesPictures.ts'
import { nuscenesScenes, type NuscenesScene } from './nuscenesScenes.ts'

/** Sweeps of a camera. */
const RATE = 12
/** Messages of the CAN bus may begin so much before or after the pictures, microseconds. */
const AROUND = 500_000

/**
 * A scene of nuScenes: samples and sweeps of one camera in the order of the microseconds in their names, with the steering,
 * the speed and the turning of its CAN bus expansion. Steering is in radians at the steering wheel, positive to the right.
 */
export const nuscenes: Format = {
  kind: 'nuscenes',

  async recognise(place) {
    const found = place.isFolder ? await nuscenesFolders(place) : null
    if (!found) return null
    const names = namesInWords([...found.cameras.keys()], 2)
    return `the names of its pictures (${names}) are those of nuScenes, with microseconds`
  },

  async list(place) {
    const found = await nuscenesFolders(place)
    const [folders] = found?.cameras.values() ?? []
    if (!found || !folders) return []
    const scenes = await nuscenesScenes(found.root, await nuscenesPictures(folders))
    return scenes.map((scene, i) => {
      const episode = scene.name ?? String(i)
      const about = scene.description && `: ${scene.description}`
      const because = `${scene.pictures.length} pictures${scene.name === null ? '' : ` of ${scene.pictures[0]!.log}`}${about}`
      return { path: place.path, name: nameOf(scene, i), kind: 'nuscenes', because, openWith: { episode } }
    })
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a folder of nuScenes')
    const found = await nuscenesFolders(place)
    if (!found) throw new InputError(`The pictures of ${place.name} are not there any more; choose it again.`)
    const cameras = [...found.cameras.keys()]
    const camera = options.camera ?? cameras[0]!
    const folders = found.cameras.get(camera)
    if (!folders) throw new InputError(`${place.name} has no camera "${camera}"; choose one of ${cameras.join(', ')}.`)
    const scenes = await nuscenesScenes(found.root, await nuscenesPictures(folders))
    const scene = sceneOf(options.episode, scenes, place)
    const warnings: Warning[] = []
    const recording = await recordingOfLog({
      kind: 'nuscenes',
      place,
      because,
      files: scene.pictures.map(({ file }) => file),
      stamps: scene.pictures.map(({ microseconds }) => microseconds / 1000),
      assumedRate: RATE,
      signals: await signalsOf(found, scene, warnings),
      choices: [{ option: 'camera', values: cameras, chosen: camera }],
      warnings
    })
    return scenes.length > 1 ? { ...recording, name: nameOf(scene, scenes.indexOf(scene)) } : recording
  }
}

function nameOf({ name, pictures }: NuscenesScene, number: number): string {
  return name ?? `${pictures[0]!.log} (${number})`
}

/** The scene of that name or number; the only one where none is asked for. */
function sceneOf(asked: string | undefined, scenes: readonly NuscenesScene[], { name }: Place): NuscenesScene {
  const found = asked === undefined ? scenes[0] : scenes.find((scene, i) => scene.name === asked || String(i) === asked)
  if (found) return found
  const names = namesInWords(scenes.map((scene, i) => scene.name ?? String(i)))
  throw new InputError(
    scenes.length > 0
      ? `${name} has no scene "${asked}"; choose one of ${names}.`
      : `No picture in ${name} belongs to a scene of its tables; copy the pictures and the tables of one data set.`
  )
}

async function signalsOf({ root }: NuscenesFolders, { name, pictures }: NuscenesScene, warnings: Warning[]) {
  const folder = join(root, 'can_bus')
  const [start, end] = [pictures[0]!.microseconds, pictures.at(-1)!.microseconds]
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    const message =
      "There is no CAN bus beside the pictures; for steering and speed unpack nuScenes' CAN bus expansion as can_bus, beside samples and sweeps."
    warnings.push({ code: 'signals-left-out', message })
    return []
  }
  const scenes = name === null ? await scenesOnBus(folder, start - AROUND, end + AROUND) : [name]
  return busSignals(folder, scenes, start, warnings)
}
