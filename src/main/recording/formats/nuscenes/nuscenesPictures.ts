import { opendir, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Place } from '../../format.ts'

/** A picture of nuScenes: its name says the log, the camera and the microseconds. */
export interface NuscenesPicture {
  /** Absolute. */
  file: string
  /** Such as n015-2018-07-18-11-07-57+0800: a car and the beginning of its drive. */
  log: string
  microseconds: number
}

/** Where pictures of nuScenes lie. */
export interface NuscenesFolders {
  /** The folder of the data set. */
  root: string
  /** The folders of each camera's pictures, absolute; the front camera is the first. */
  cameras: Map<string, string[]>
}

const NAME = /^(n\d{3}-\d{4}(?:-\d\d){5}[+-]\d{4})__(CAM_[A-Z_]+)__(\d{16})\.(?:jpe?g|png)$/
const PARTS = ['samples', 'sweeps']

/**
 * The cameras in a folder of nuScenes (docs/schema_nuscenes.md of its devkit): in `samples` and `sweeps`, or in the one
 * folder of a camera that was chosen. Null where a place is none.
 */
export async function nuscenesFolders({ path, folders, files }: Place): Promise<NuscenesFolders | null> {
  const [own] = files.flatMap((name) => NAME.exec(name)?.[2] ?? [])
  if (own !== undefined) return { root: dirname(dirname(path)), cameras: new Map([[own, [path]]]) }
  const cameras = new Map<string, string[]>()
  for (const part of PARTS.filter((name) => folders.includes(name)))
    for (const camera of (await readdir(join(path, part)).catch(() => [])).sort()) {
      const folder = join(path, part, camera)
      if (!/^CAM_/.test(camera) || !(await holdsPictures(folder))) continue
      cameras.set(camera, [...(cameras.get(camera) ?? []), folder])
    }
  const names = [...cameras.keys()].sort((a, b) => Number(b === 'CAM_FRONT') - Number(a === 'CAM_FRONT'))
  return names.length > 0 ? { root: path, cameras: new Map(names.map((name) => [name, cameras.get(name)!])) } : null
}

async function holdsPictures(folder: string): Promise<boolean> {
  let looked = 0
  for await (const { name } of await opendir(folder).catch(() => [])) {
    if (NAME.test(name)) return true
    if (++looked > 16) break
  }
  return false
}

/** All pictures of a camera in the order of their times. */
export async function nuscenesPictures(folders: readonly string[]): Promise<NuscenesPicture[]> {
  const found: NuscenesPicture[] = []
  for (const folder of folders)
    for (const name of await readdir(folder)) {
      const [, log = '', , microseconds] = NAME.exec(basename(name)) ?? []
      if (microseconds !== undefined) found.push({ file: join(folder, name), log, microseconds: Number(microseconds) })
    }
  // Two cars may drive at one time.
  return found.sort((a, b) => (a.log < b.log ? -1 : a.log > b.log ? 1 : a.microseconds - b.microseconds))
}
