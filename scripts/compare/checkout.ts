import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Why there is no comparison, in one sentence. */
export class CannotCompare extends Error {}

/** What the command left behind. */
export interface Ran {
  status: number
  out: string
  err: string
}

/** A built version of Lanegaze. */
export interface Checkout {
  place: string
  version: string
  /** Runs its command with the words after `lanegaze` on that data folder. */
  run(words: readonly string[], dataDir: string): Promise<Ran>
}

/** Minutes after which a command is taken to hang. */
const patience = 10

/**
 * The built command of a checkout with the Node of that checkout; an abort ends whatever it runs.
 * @throws CannotCompare where it is not built
 */
export async function openCheckout(place: string, stop: AbortSignal): Promise<Checkout> {
  const root = resolve(place)
  const [node, command] = [join(root, 'node_modules/.bin/node'), join(root, 'out/main/cli.js')]
  for (const file of [node, command])
    if (!existsSync(file))
      throw new CannotCompare(`There is no built Lanegaze in ${root}; run 'npm run lanegaze -- version' there.`)
  const run: Checkout['run'] = (words, dataDir) =>
    new Promise((done) => {
      // Nothing of the person's own is read or written, whatever the words leave out.
      const env = { ...process.env, LANEGAZE_DATA_DIR: dataDir, LANEGAZE_DEFECTS: '' }
      const options = { signal: stop, env, cwd: tmpdir(), maxBuffer: 1 << 28, timeout: patience * 60_000 }
      execFile(node, [command, ...words], options, (error, out, err) => {
        const code = error?.code
        const ended = error?.killed ? `\n(ended after ${patience} minutes)\n` : ''
        done({ status: error === null ? 0 : typeof code === 'number' ? code : -1, out, err: err + ended })
      })
    })
  const { status, out, err } = await run(['version'], '')
  if (status !== 0)
    throw new CannotCompare(`The command of ${root} does not start: ${err.trim() || `status ${status}`}`)
  return { place: root, version: out.trim(), run }
}
