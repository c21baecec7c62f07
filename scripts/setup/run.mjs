import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The folder of the clone. */
export const root = resolve(import.meta.dirname, '../..')

/** Runs a program to its end; returns {ok, output}. Output goes nowhere else: it is for the message of a failure. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? result.error.message : ''}`
  return { ok: result.status === 0, output }
}

/** The last lines of a program's output, for a message. */
export function tail(output, lines = 6) {
  return output.trim().split('\n').slice(-lines).join('\n')
}

/** The npm that runs us, as arguments of the Node that runs us; or the one on the PATH. */
export function npmCommand() {
  const path = process.env.npm_execpath
  return path && path.endsWith('.js') ? [process.execPath, path] : ['npm']
}

/** The node-gyp that npm brings along, or null. */
export function nodeGyp() {
  const path = process.env.npm_execpath
  if (!path) return null
  const place = resolve(dirname(path), '../node_modules/node-gyp/bin/node-gyp.js')
  return existsSync(place) ? place : null
}

/** Folder that holds include/node/node_api.h already, so that node-gyp need not download it; null where none does. */
export function nodeHeaders() {
  const places = [dirname(dirname(process.execPath)), '/usr', '/usr/local']
  return places.find((place) => existsSync(join(place, 'include/node/node_api.h'))) ?? null
}

/** True where `apt-get install` can be used: root on Debian or one of its children. */
export function canUseApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  return existsSync('/etc/os-release') && /debian/i.test(readFileSync('/etc/os-release', 'utf8'))
}

/** Installs Debian packages; returns {ok, output}. */
export function aptInstall(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env })
}
