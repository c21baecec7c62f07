// Opens the app: in Electron where its runtime and a display are there, else in the browser, and says which and why.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { electronProgram, hasDisplay } from './setup/electron.mjs'
import { root } from './setup/run.mjs'

const program = electronProgram()
const given = process.argv.slice(2)
const desktop = program !== null && hasDisplay()
if (!desktop) {
  const why = hasDisplay() ? 'the Electron runtime is not there' : 'there is no display'
  process.stderr.write(`${why}: serving Lanegaze to the browser of this machine instead\n`)
}
const child = desktop
  ? spawn(program, [root, ...given], { stdio: 'inherit' })
  : spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--open', ...given], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)))
