import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { askPython } from './python.ts'
import type { Known } from './tried.ts'

const Network = z.object({
  file: z.string(),
  output: z.string(),
  picture: z.array(z.number()),
  expected: z.array(z.number())
})

/**
 * Random networks that Keras makes, with what it computes of a picture each.
 * @param folder where their files go
 * @returns in one sentence why there are none, where there are none
 */
export async function randomKeras(folder: string): Promise<(Known & { name: string })[] | { skipped: string }> {
  const script = fileURLToPath(new URL('randomKeras.py', import.meta.url))
  const made = askPython('keras', [script, folder])
  if ('skipped' in made) return made
  return Promise.all(
    made.lines.map(async (line) => {
      const { file, output, picture, expected } = Network.parse(JSON.parse(await readFile(join(folder, line), 'utf8')))
      return {
        name: file,
        path: join(folder, file),
        picture: Float32Array.from(picture),
        output,
        expected,
        // Sums of larger numbers may cancel to almost nothing.
        scale: Math.max(0.01, ...expected.map(Math.abs))
      }
    })
  )
}
