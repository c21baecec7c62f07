import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { aptInstall, canUseApt, run, tail } from './run.mjs'
import { SetupError, say } from './say.mjs'

function hasFfmpeg() {
  if (process.env.FFMPEG_BIN) return existsSync(process.env.FFMPEG_BIN)
  try {
    // The package answers with a path even where its download failed.
    if (existsSync(createRequire(import.meta.url)('ffmpeg-static'))) return true
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
  }
  return run('ffmpeg', ['-version']).ok
}

/** An ffmpeg program: FFMPEG_BIN, ffmpeg-static, the PATH, or Debian's package. */
export function installFfmpeg() {
  if (hasFfmpeg()) return
  if (canUseApt()) {
    say('installing ffmpeg (apt-get)')
    const result = aptInstall('ffmpeg')
    if (hasFfmpeg()) return
    throw new SetupError(`apt-get could not install ffmpeg; no recording can be decoded:\n${tail(result.output)}`)
  }
  const how = { darwin: 'brew install ffmpeg', win32: 'winget install ffmpeg' }[process.platform]
  throw new SetupError(
    `there is no ffmpeg, so no recording can be decoded; run: ${how ?? 'sudo apt-get install ffmpeg'}` +
      ' (or set FFMPEG_BIN to the program)'
  )
}
