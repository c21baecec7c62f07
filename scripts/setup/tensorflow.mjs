// The native TensorFlow engine. The package's own download comes first; where its host is out of reach, the same
// binding is built against the TensorFlow library of Python's tensorflow-cpu wheel, once, in a cache outside the clone.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { nodeGyp, nodeHeaders, root, run, tail } from './run.mjs'
import { SetupError, say } from './say.mjs'

const tensorflow = '2.21.0'
const binding = '4.22.0'
const target = join(root, 'node_modules/@tensorflow/tfjs-node')
const cost = 'the native TensorFlow engine is not there (wasm is used; the tests of the native engine are skipped)'

/** Folder for what takes long to make and does not belong to one clone. */
function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return process.env.LANEGAZE_CACHE ?? join(base, 'lanegaze')
}

/** True where the engine loads and adds two numbers. */
function works() {
  if (!existsSync(join(target, 'lib'))) return false
  const program = `
    const util = require('node:util')
    util.isNullOrUndefined ??= (v) => v == null
    util.isArray ??= Array.isArray
    const tf = require('@tensorflow/tfjs-node')
    process.exit(tf.add(tf.scalar(1), tf.scalar(2)).dataSync()[0] === 3 ? 0 : 1)`
  const node = join(root, 'node_modules/.bin/node')
  return run(node, ['-e', program], { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } }).ok
}

function download() {
  const node = join(root, 'node_modules/.bin/node')
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` }
  return run(node, ['scripts/install.js'], { cwd: target, env, timeout: 600_000 }).ok && works()
}

/** Unpacks the wheel's headers and libraries into `deps`, under the names that the binding links to. */
function unpackWheel(work, deps) {
  const pip = run('python3', ['-m', 'pip', 'download', '-q', '--no-deps', '-d', work, `tensorflow-cpu==${tensorflow}`])
  const wheel = readdirSync(work).find((name) => name.endsWith('.whl'))
  if (!pip.ok || !wheel) throw new SetupError(`pip could not download tensorflow-cpu ${tensorflow}; ${cost}`)
  const unzip = run('python3', ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'wheel')])
  if (!unzip.ok) throw new SetupError(`the tensorflow-cpu wheel could not be unpacked; ${cost}\n${tail(unzip.output)}`)
  const from = join(work, 'wheel/tensorflow')
  mkdirSync(join(deps, 'lib'), { recursive: true })
  renameSync(join(from, 'include'), join(deps, 'include'))
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
    renameSync(join(from, name), join(deps, 'lib', name))
  symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib/libtensorflow.so'))
  symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib/libtensorflow.so.2'))
  symlinkSync('libtensorflow_framework.so.2', join(deps, 'lib/libtensorflow_framework.so'))
}

function build(place) {
  const gyp = nodeGyp()
  if (!gyp) throw new SetupError(`node-gyp is not beside npm (run this through npm); ${cost}`)
  const headers = nodeHeaders()
  mkdirSync(dirname(place), { recursive: true })
  const work = mkdtempSync(`${place}-making-`)
  try {
    const source = join(work, 'package')
    cpSync(target, source, { recursive: true, filter: (name) => !/tfjs-node[/\\](deps|lib)$/.test(name) })
    // The binding's sources find the N-API headers through the package that npm has put beside it.
    unpackWheel(work, join(source, 'deps'))
    const made = run(
      process.execPath,
      [
        gyp,
        'configure',
        'build',
        '--module_name=tfjs_binding',
        '--module_path=lib/napi-v8',
        '--napi_version=9',
        '--napi_build_version=8',
        ...(headers ? [`--nodedir=${headers}`] : [])
      ],
      { cwd: source }
    )
    if (!made.ok) throw new SetupError(`the TensorFlow binding could not be built; ${cost}\n${tail(made.output, 12)}`)
    const ready = join(work, 'ready')
    mkdirSync(join(ready, 'lib/napi-v8'), { recursive: true })
    mkdirSync(join(ready, 'deps'))
    renameSync(join(source, 'build/Release/tfjs_binding.node'), join(ready, 'lib/napi-v8/tfjs_binding.node'))
    renameSync(join(source, 'deps/lib'), join(ready, 'deps/lib'))
    rmSync(place, { recursive: true, force: true })
    renameSync(ready, place)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function link(place) {
  for (const name of ['deps', 'lib']) {
    rmSync(join(target, name), { recursive: true, force: true })
    symlinkSync(join(place, name), join(target, name), 'dir')
  }
}

/** Makes `@tensorflow/tfjs-node` loadable. */
export function installTensorflow() {
  if (!existsSync(target)) throw new SetupError(`npm left @tensorflow/tfjs-node out; ${cost}`)
  const place = join(cacheFolder(), `tfjs-node-${binding}-tensorflow-${tensorflow}-${process.platform}-${process.arch}`)
  if (existsSync(place) && !existsSync(join(target, 'lib'))) link(place)
  if (works()) return
  say('setting up the native TensorFlow engine (a few minutes the first time)')
  if (download()) return
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(`TensorFlow's download failed and it can be built on Linux x64 only; ${cost}`)
  build(place)
  link(place)
  if (!works()) throw new SetupError(`the TensorFlow binding was built but does not load; ${cost}`)
}
