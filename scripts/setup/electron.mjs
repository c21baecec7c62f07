import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'
import { SetupError, say } from './say.mjs'

const electron = join(root, 'node_modules/electron')
const day = 24 * 60 * 60 * 1000

/** Path of Electron's program, or null where its runtime was not downloaded. */
export function electronProgram() {
  const pointer = join(electron, 'path.txt')
  if (!existsSync(pointer)) return null
  const program = join(electron, 'dist', readFileSync(pointer, 'utf8').trim())
  return existsSync(program) ? program : null
}

/** True where a window can be shown. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Electron's runtime, where there is a display to show it on. A failed download is tried again after a day. */
export function installElectron() {
  if (!hasDisplay() || electronProgram()) return
  const failed = join(root, 'node_modules/.lanegaze-electron-failed')
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < day) return
  say('downloading the Electron runtime')
  const program = join(root, 'node_modules/.bin/node')
  if (run(program, [join(electron, 'install.js')], { timeout: 600_000 }).ok && electronProgram()) return
  writeFileSync(failed, '')
  throw new SetupError('the Electron runtime could not be downloaded; Lanegaze opens in the browser instead')
}
