// Brings a clone to the point where a given script can run. Plain Node 20, nothing installed; idempotent; speaks on
// standard error only, so that the command's standard output stays its own.
import { buildApp } from './setup/build.mjs'
import { installBrowser } from './setup/browser.mjs'
import { installElectron } from './setup/electron.mjs'
import { installFfmpeg } from './setup/ffmpeg.mjs'
import { installPackages } from './setup/packages.mjs'
import { SetupError, say } from './setup/say.mjs'
import { installTensorflow } from './setup/tensorflow.mjs'

const optional = (step) => async () => {
  try {
    await step()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
  }
}

/** What each script needs, in order. Optional steps say what their failure costs and go on. */
const targets = {
  packages: [installPackages],
  command: [installPackages, installFfmpeg, buildApp],
  start: [installPackages, installFfmpeg, buildApp, optional(installElectron)],
  unit: [installPackages, installFfmpeg, optional(installTensorflow), buildApp],
  test: [installPackages, installFfmpeg, optional(installTensorflow), installBrowser, buildApp],
  browser: [installPackages, installFfmpeg, optional(installTensorflow), installBrowser],
  tensorflow: [installPackages, installTensorflow]
}

const target = process.argv[2] ?? 'start'
const steps = targets[target]
if (!steps) {
  say(`unknown target '${target}'; one of ${Object.keys(targets).join(', ')}`)
  process.exit(2)
}
try {
  for (const step of steps) await step()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exit(1)
}
