import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, tail } from './run.mjs'
import { SetupError, say } from './say.mjs'

/** What the build depends on, by size and time of change. */
function inputs() {
  const hash = createHash('sha256')
  const files = readdirSync(join(root, 'src'), { recursive: true }).map((name) => join('src', name))
  for (const name of [...files, 'electron.vite.config.ts', 'package-lock.json', 'package.json'].sort()) {
    const facts = statSync(join(root, name))
    if (facts.isFile()) hash.update(`${name} ${facts.size} ${facts.mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** out/, built from src/ when anything in it changed. */
export function buildApp() {
  const stamp = join(root, 'out/.lanegaze-build')
  const now = inputs()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  say('building the app')
  const program = join(root, 'node_modules/.bin/node')
  const result = run(existsSync(program) ? program : 'node', [
    join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
    'build'
  ])
  if (!result.ok) throw new SetupError(`the build failed:\n${tail(result.output, 30)}`)
  writeFileSync(stamp, now)
}
