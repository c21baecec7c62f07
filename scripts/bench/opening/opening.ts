import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Input } from './inputs.ts'
import type { Opened } from './openOnce.ts'

const program = new URL('openOnce.ts', import.meta.url).pathname

/** What opening a recording took, each time in a process of its own and a library of its own. */
export interface Opening {
  name: string
  /** Sorted by the time to the first picture. */
  times: Opened[]
}

/** Opens large recordings `rounds` times each. `folder` is for files, some gigabytes of them. */
export async function openings(
  inputs: readonly Input[],
  folder: string,
  rounds: number,
  say: (line: string) => void
): Promise<Opening[]> {
  const measured: Opening[] = []
  for (const { name, make } of inputs) {
    say(`${name}: making it`)
    const place = await mkdtemp(join(folder, 'input-'))
    const path = await make(place)
    const times: Opened[] = []
    for (let round = 1; round <= rounds; round++) {
      say(`${name}: round ${round} of ${rounds}`)
      const dataDir = await mkdtemp(join(folder, 'data-'))
      const { stdout } = await promisify(execFile)(process.execPath, [program, path, dataDir])
      times.push(JSON.parse(stdout) as Opened)
      await rm(dataDir, { recursive: true })
    }
    measured.push({ name, times: times.toSorted((a, b) => a.picture - b.picture) })
    await rm(place, { recursive: true })
  }
  return measured
}

/** A table of medians, with the slowest first picture. */
export function openingTable(measured: readonly Opening[]): string {
  const heads = ['known', 'picture', '(slowest)', 'signals', 'cpu', 'blocked', 'MB more']
  const row = (name: string, cells: readonly string[]) => name.padEnd(40) + cells.map((c) => c.padStart(11)).join('')
  const lines = measured.map(({ name, times }) => {
    const middle = (of: keyof Opened) => times.map((one) => one[of]).toSorted((a, b) => a - b)[times.length >> 1] ?? 0
    const slowest = Math.max(...times.map(({ picture }) => picture))
    const ms = [middle('known'), middle('picture'), slowest, middle('signals'), middle('cpu'), middle('blocked')]
    return row(`  ${name}`, [...ms.map((time) => `${time} ms`), String(middle('most') - middle('before'))])
  })
  return [row('Opening, from choosing it', heads), ...lines].join('\n')
}
