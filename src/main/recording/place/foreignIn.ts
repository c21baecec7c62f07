import { extname, join } from 'node:path'
import { spread } from './fingerprint.ts'
import { foreignFile, inOneSentence } from './foreignFile.ts'
import type { Place } from '../format.ts'
import { inNaturalOrder } from '../pictures/naturalOrder.ts'
import { lookAt, readHead } from './place.ts'

/** How deep, and through how many folders, they are looked for. */
const DEPTH = 4
const FOLDERS = 200
/** Files of one suffix that are looked at. */
const LOOKED_AT = 3

/**
 * What lies in a folder in place of a recording, in one sentence; null where it is nothing that is known. Of several
 * kinds the one with the most files of a suffix is named, in the first folder that has any.
 */
export async function foreignIn(place: Place): Promise<string | null> {
  let looked = 0
  const walk = async (folder: Place, depth: number): Promise<string | null> => {
    const found = await foreignAmong(folder)
    if (found) return `${place.name} holds no recording: ${found}`
    for (const name of depth > 0 ? inNaturalOrder(folder.folders) : []) {
      if (looked++ >= FOLDERS) return null
      const inside = await lookAt(join(folder.path, name)).catch(() => null)
      const below = inside && (await walk(inside, depth - 1))
      if (below) return below
    }
    return null
  }
  return walk(place, DEPTH)
}

async function foreignAmong({ path, files }: Place): Promise<string | null> {
  const groups = [...Map.groupBy(files, (name) => extname(name).toLowerCase()).values()]
  for (const group of groups.sort((a, b) => b.length - a.length)) {
    for (const name of spread(group.length, LOOKED_AT).map((i) => group[i]!)) {
      const foreign = foreignFile(await readHead(join(path, name)).catch(() => new Uint8Array(0)), name)
      if (foreign) return `${name} ${inOneSentence(foreign, name)}`
    }
  }
  return null
}
