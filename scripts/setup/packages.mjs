import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand, root, run, tail } from './run.mjs'
import { SetupError, say } from './say.mjs'

/** node_modules as package-lock.json says, with Node 24 in node_modules/.bin. */
export function installPackages() {
  const stamp = join(root, 'node_modules/.lanegaze-packages')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const node = join(root, 'node_modules/.bin/node')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(node)) return
  say('installing the packages (npm ci), a minute or so the first time')
  const [npm, ...before] = npmCommand()
  const result = run(npm, [...before, 'ci', '--no-audit', '--no-fund'])
  if (!result.ok)
    throw new SetupError(`npm ci failed; nothing can run without the packages:\n${tail(result.output, 12)}`)
  if (!existsSync(node) && process.platform !== 'win32')
    throw new SetupError('the package node@24 did not bring its program; remove node_modules and try again')
  writeFileSync(stamp, lock)
}
