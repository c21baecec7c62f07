import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLog } from '../../src/main/log/log.ts'
import { serve } from '../../src/main/hosts/serve/serve.ts'
import { ask, startApp } from '../fixtures/askedApp.ts'
import { inProcessJobs } from '../fixtures/inProcessJobs.ts'
import { temporaryFolder } from '../../testing/recordings.ts'

const logRoom = new URL('../../src/main/log/log.ts', import.meta.url).href
const cli = new URL('../../src/main/hosts/cli/cli.ts', import.meta.url).pathname

/** All that is in a data folder's log. */
function written(dataDir: string): string {
  const folder = join(dataDir, 'log')
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('')
}

it('several processes write one log, and no line is torn, lost or too much', async () => {
  using folder = temporaryFolder()
  const [writers, lines] = [3, 6000]
  const script = `
    const { openLog } = await import('${logRoom}')
    const [dataDir, name] = process.argv.slice(1)
    const log = openLog({ dataDir, process: 'job' })
    for (let i = 0; i < ${lines}; i++) log.info(\`\${name} \${i} \${'.'.repeat(i % 300)}|\`)`
  const children = Array.from({ length: writers }, (_, i) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, folder.path, `w${i}`], {
      cwd: folder.path,
      stdio: 'inherit'
    })
  )
  expect(await Promise.all(children.map((child) => once(child, 'exit')))).toEqual(children.map(() => [0, null]))

  const found = written(folder.path).trim().split('\n')
  const whole = found.map((line) => /^\S{24} info {2}job \d+ {2}(w\d) (\d+) (\.*)\|$/.exec(line))
  expect(found.filter((_, i) => whole[i] === null)).toEqual([])
  for (const [, , i, dots] of whole.map((match) => match!)) expect(dots!.length).toBe(Number(i) % 300)
  expect(new Set(whole.map((match) => `${match![1]} ${match![2]}`)).size).toBe(writers * lines)
  expect(found).toHaveLength(writers * lines)
  const files = readdirSync(join(folder.path, 'log'))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) expect(statSync(join(folder.path, 'log', file)).size).toBeLessThanOrEqual(2_000_000)
})

it('a served app and a command beside it write one log, without token, cookie and queries', async () => {
  using folder = temporaryFolder()
  const dataDir = join(folder.path, 'data')
  const log = openLog({ dataDir, process: 'serve', level: 'debug', say: () => undefined })
  const app = { dataDir, spawner: inProcessJobs, sampleDir: null, rendererDir: null, log }
  await using serving = Object.assign(await serve({ ...app, port: 0 }), {
    async [Symbol.asyncDispose]() {
      await serving.close()
    }
  })
  const address = new URL(serving.address)
  const token = address.searchParams.get('token')!
  const signedIn = await fetch(address, { redirect: 'manual' })
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
  const get = (path: string) => fetch(new URL(path, address.origin), { headers: { cookie } })
  expect((await get(`/api/runs?drive=whose-drive`)).status).toBe(200)
  expect((await get(`/api/${token}?secret=${token}`)).status).toBe(404)
  log.error(`GET ${serving.address} failed with ${cookie}`)

  const missing = join(folder.path, 'missing.mp4')
  const command = spawnSync(process.execPath, [cli, 'info', missing, '--data-dir', dataDir, '--log-level', 'debug'], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder.path }
  })
  expect(command.status, command.stderr).toBe(1)

  const text = written(dataDir)
  expect(text).toMatch(/debug serve \d+ {2}GET \/api\/runs 200 \d+ ms\n/)
  expect(text).toMatch(/debug command \d+ {2}POST \/api\/inspect 400 \d+ ms\n/)
  expect(text).toMatch(/debug serve \d+ {2}GET \/api\/… 404 /)
  expect(text).not.toMatch(/whose-drive|secret=|\?[^…]/)
  expect(text).not.toContain(token)
  const shown = await (await get('/api/log')).text()
  expect(shown).toContain('GET /api/runs 200')
  const diagnostics = await (await get('/api/diagnostics')).text()
  expect(diagnostics).toMatch(
    /^Lanegaze \d.*\nSystem: .*\n(.*\n)*Node \d.*\n(.*\n)*Engine ort: .*\n(.*\n)*ffmpeg version /
  )
  expect(diagnostics).not.toContain(token)
})

it('the log and the diagnostics answer where the library cannot be opened', async () => {
  using folder = temporaryFolder()
  const first = await startApp(folder.path)
  await first.close()
  const file = join(folder.path, 'library.sqlite')
  writeFileSync(file, 'not a library at all '.repeat(2000))
  const said: string[] = []
  const log = openLog({ dataDir: folder.path, say: (text) => said.push(text) })
  const app = await startApp(folder.path, { log })
  try {
    expect((await ask(app, 'GET', '/api/drives')).status).toBe(503)
    expect(await (await ask(app, 'GET', '/api/diagnostics')).text()).toMatch(
      /info {2}app \d+ {2}Lanegaze .* cannot open its library: it /
    )
    expect(said).toEqual([])
  } finally {
    await app.close()
  }
})

it('an app whose log is on a full disk works', async () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'log'))
  symlinkSync('/dev/full', join(folder.path, 'log/lanegaze.log'))
  const app = await startApp(folder.path, { log: openLog({ dataDir: folder.path, level: 'debug' }) })
  try {
    for (let i = 0; i < 20; i++) expect((await ask(app, 'GET', '/api/drives')).status).toBe(200)
  } finally {
    await app.close()
  }
})

/** A file system of 64 kB at a folder; false where this machine lets nobody make one. */
const small = (folder: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0

it('a disk that was full takes whole lines again when there is room', ({ skip }) => {
  using folder = temporaryFolder()
  const disk = join(folder.path, 'log')
  mkdirSync(disk)
  if (!small(disk)) return skip('no small disk can be mounted here')
  try {
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(40_000))
    const log = openLog({ dataDir: folder.path })
    for (let i = 0; i < 1000; i++) log.info(`${i} ${'.'.repeat(i % 90)}|`)
    rmSync(join(disk, 'ballast'))
    log.info('and on|')
    log.info('and on|')
    const lines = written(folder.path).trim().split('\n')
    expect(lines.length).toBeLessThan(1000)
    expect(lines.filter((line) => !/^\S{24} info {2}app \d+ {2}.*\|$/.test(line)).length).toBeLessThanOrEqual(1)
    expect(lines.slice(-2)).toEqual([/ {2}and on\|$/, / {2}and on\|$/].map((text) => expect.stringMatching(text)))
  } finally {
    spawnSync('umount', [disk])
  }
})
