import { readdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import type { Format } from '../../format.ts'
import { openParquet } from '../../parquet/parquetFile.ts'
import { numberOf } from '../../parquet/parquetNumbers.ts'
import { fingerprint } from '../../place/fingerprint.ts'
import { video } from '../video.ts'
import { refuseTable } from '../logged.ts'
import { egomotionOf, readEgomotion } from './egomotion.ts'

/** `{clip}.{camera}.mp4`. */
const VIDEO = /^(.+?)\.(camera_[a-z0-9_]+)\.mp4$/
const CAMERA = /^camera_[a-z0-9_]+$/

/**
 * A camera of one clip of NVIDIA's PhysicalAI-Autonomous-Vehicles: a video, the times of its frames in a table beside it,
 * and the egomotion of the car. There is no steering: the curvature of the driven path is what a model is compared with.
 * Layout: https://huggingface.co/datasets/nvidia/PhysicalAI-Autonomous-Vehicles, NVlabs/physical_ai_av and
 * autonomousvision/py123d, docs/datasets/physical-ai-av.rst.
 */
export const physicalAi: Format = {
  kind: 'physical-ai-av',

  async recognise(place) {
    const camera = VIDEO.exec(place.name)?.[2]
    if (camera === undefined || (await video.recognise(place)) === null) return null
    return (await isFile(timesFile(place.path))) ? `it is a clip of PhysicalAI-AV (${camera})` : null
  },

  async open(place, because, options) {
    refuseTable(options, place, 'a clip of PhysicalAI-AV')
    const { path, name } = place
    const [, clip = '', own = ''] = VIDEO.exec(name) ?? []
    const cameras = await camerasBeside(path, own)
    const camera = options.camera ?? own
    if (!cameras.includes(camera))
      throw new InputError(`${clip} has no camera "${camera}" here; choose one of ${cameras.join(', ')}.`)
    const file = ofCamera(path, own, camera)
    const facts = await options.probe(file)
    const warnings: Warning[] = [...facts.warnings]
    const counted = Math.max(1, Math.round(facts.duration * facts.rate))
    const stamps = await stampsOf(timesFile(file))
    const times = timesOf(stamps, counted, basename(timesFile(file)), warnings)
    const table = await egomotionOf(file, clip)
    if (table === null) {
      const message = `${clip}.egomotion.parquet is neither beside ${basename(file)} nor in labels/egomotion; without it there is nothing to compare a model with.`
      warnings.push({ code: 'no-steering', message })
    }
    const signals = table === null ? [] : await readEgomotion(table, stamps[0] ?? 0, options.steering, warnings)
    const steering = signals.find(({ role }) => role === 'steering')?.name ?? null
    return {
      kind: 'physical-ai-av',
      path,
      name: `${clip} ${camera}`,
      because,
      fingerprint: await fingerprint('physical-ai-av', [file]),
      source: { type: 'video', file },
      width: facts.width,
      height: facts.height,
      frames: { count: counted, exact: false },
      times,
      rate: facts.rate,
      signals,
      choices: [
        { option: 'camera', values: cameras, chosen: camera },
        ...(signals.length > 0
          ? [{ option: 'steering' as const, values: signals.map((signal) => signal.name), chosen: steering }]
          : [])
      ],
      warnings
    }
  }
}

function timesFile(video: string): string {
  return video.replace(/\.mp4$/, '.timestamps.parquet')
}

/** The same clip of another camera: each has a folder of its own, or all lie together. */
function ofCamera(path: string, own: string, camera: string): string {
  return path.replaceAll(own, camera)
}

async function camerasBeside(path: string, own: string): Promise<string[]> {
  const found = new Set([own])
  const folder = dirname(path)
  for (const place of [folder, dirname(folder), dirname(dirname(folder))])
    for (const name of await readdir(place).catch(() => [])) {
      const camera = CAMERA.test(name) ? name : VIDEO.exec(name)?.[2]
      if (camera !== undefined && !found.has(camera) && (await isFile(ofCamera(path, own, camera)))) found.add(camera)
    }
  return [...found].sort()
}

async function stampsOf(file: string): Promise<Float64Array> {
  if (!(await isFile(file))) return new Float64Array()
  await using table = await openParquet(file)
  const column = table.columns.map(({ element }) => element.name).find((name) => /^timestamp(_us)?$/.test(name))
  return column === undefined ? new Float64Array() : Float64Array.from(await table.read(column), numberOf)
}

/** Seconds from frame 0; null, so that the video's own times are taken, where the table's cannot be used. */
function timesOf(stamps: Float64Array, counted: number, name: string, warnings: Warning[]): Float64Array | null {
  const start = stamps[0] ?? NaN
  const times = stamps.map((micros) => (micros - start) / 1e6)
  if (times.length === 0 || times.some((time, i) => !(time >= (times[i - 1] ?? 0)))) {
    const message = `The times of ${name} are missing or go back; those of the video are taken.`
    warnings.push({ code: 'false-times', message })
    return null
  }
  if (Math.abs(times.length - counted) > Math.max(1, 0.02 * counted)) {
    const message = `${name} has the times of ${times.length} frames, and the video about ${counted}; frames without one are taken to come evenly.`
    warnings.push({ code: 'frame-times-differ', message })
  }
  return times
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false
}
