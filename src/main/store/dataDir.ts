import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { InputError, sentence } from '../../shared/errors.ts'

/** The parts of a machine that decide where data is kept. */
export interface Machine {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  home: string
}

const thisMachine = (): Machine => ({ platform: process.platform, env: process.env, home: homedir() })

/** Where Lanegaze keeps its data unless told otherwise: `LANEGAZE_DATA_DIR`, else the place the system has for it. */
export function defaultDataDir(machine: Machine = thisMachine()): string {
  const { platform, env, home } = machine
  if (env['LANEGAZE_DATA_DIR']) return resolve(env['LANEGAZE_DATA_DIR'])
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Lanegaze')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Lanegaze')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'lanegaze')
}

/**
 * Makes the folder and its `cache` folder where they are missing.
 * @throws InputError where that fails, or where nothing can be written there.
 */
export function ensureDataDir(dataDir: string): void {
  try {
    mkdirSync(join(dataDir, 'cache'), { recursive: true })
    accessSync(dataDir, constants.W_OK)
    accessSync(join(dataDir, 'cache'), constants.W_OK)
  } catch (error) {
    throw new InputError(
      `The data folder cannot be used (${sentence(error)}); make it writable, or choose another with --data-dir or LANEGAZE_DATA_DIR.`,
      { cause: error }
    )
  }
}
