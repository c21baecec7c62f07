import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeSpawner } from '../../src/main/app.ts'
import { serve, type Serving } from '../../src/main/hosts/serve/serve.ts'
import { heardLog } from '../fixtures/logs.ts'

let folder: string
let serving: Serving
let port: number
let token: string
let cookie: string

const options = () => ({
  dataDir: join(folder, 'data'),
  spawner: nodeSpawner(new URL('../../src/main/analysis/jobMain.ts', import.meta.url)),
  sampleDir: null,
  rendererDir: join(folder, 'page'),
  log: heardLog()
})

interface Answer {
  status: number
  headers: NodeJS.Dict<string | string[]>
  text: string
}

/** Plain HTTP, because fetch does not let a program say another Host. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((answered, failed) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => answered({ status: response.statusCode!, headers: response.headers, text }))
    })
    sent.on('error', failed).end(body)
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-serve-'))
  await mkdir(join(folder, 'page/assets'), { recursive: true })
  await writeFile(join(folder, 'page/index.html'), '<!doctype html><title>the page</title>')
  await writeFile(join(folder, 'page/assets/app-1234.js'), 'export {}')
  serving = await serve({ ...options(), port: 0 })
  const address = new URL(serving.address)
  port = Number(address.port)
  token = address.searchParams.get('token')!
})

afterAll(async () => {
  await serving.close()
  await rm(folder, { recursive: true })
})

describe('the way in', () => {
  it('is an address of this machine with a token that cannot be guessed', () => {
    expect(new URL(serving.address).hostname).toBe('127.0.0.1')
    expect(token).toMatch(/^[\w-]{43}$/)
  })

  it('takes the token from the address into a cookie that no script and no other site can use', async () => {
    const answer = await ask(`/?token=${token}`)
    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe('/')
    const set = String(answer.headers['set-cookie'])
    expect(set).toMatch(/; HttpOnly/)
    expect(set).toMatch(/; SameSite=Strict/)
    cookie = set.split(';')[0]!
    const page = await ask('/', { cookie })
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('the page')])
  })

  it('does not lead to another host', async () => {
    expect((await ask(`//elsewhere.test/?token=${token}`)).headers['location']).toBe('/elsewhere.test/')
  })

  it('listens on the loopback address only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === 'IPv4')
    if (!outside) return
    await expect(
      new Promise((connected, failed) =>
        connect(port, outside.address, () => connected('connected')).on('error', failed)
      )
    ).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('is shut to', () => {
  const own = () => ({ cookie, host: `127.0.0.1:${port}` })

  it.each<[string, () => Promise<Answer>, number]>([
    ['a request without a token', () => ask('/api/drives'), 401],
    ['the page without a token', () => ask('/'), 401],
    ['a wrong token in the address', () => ask('/?token=wrong'), 403],
    ['a wrong token in the cookie', () => ask('/api/drives', { cookie: `lanegaze-${port}=wrong` }), 401],
    ['the token of another port’s server', () => ask('/api/drives', { cookie: `lanegaze-${port + 1}=${token}` }), 401],
    ['another Host (DNS rebinding)', () => ask('/api/drives', { ...own(), host: `evil.test:${port}` }), 403],
    ['another Host even with the token', () => ask(`/?token=${token}`, { host: `evil.test:${port}` }), 403],
    ['the right Host with another port', () => ask('/api/drives', { ...own(), host: `127.0.0.1:${port + 1}` }), 403],
    ['another Origin', () => ask('/api/drives', { ...own(), origin: 'http://evil.test' }), 403],
    ['an opaque Origin', () => ask('/api/drives', { ...own(), origin: 'null' }), 403],
    [
      'another port of this machine',
      () => ask('/api/drives', { ...own(), origin: `http://127.0.0.1:${port + 1}` }),
      403
    ],
    ['a request from another site', () => ask('/api/drives', { ...own(), 'sec-fetch-site': 'cross-site' }), 403],
    ['a request from a neighbouring port', () => ask('/api/drives', { ...own(), 'sec-fetch-site': 'same-site' }), 403],
    [
      'a form of another page',
      () => ask('/api/drives', { ...own(), 'content-type': 'text/plain' }, 'POST', '{"path":"/etc/passwd"}'),
      400
    ]
  ])('%s', async (_, request, status) => {
    const answer = await request()
    expect(answer.status).toBe(status)
    expect((JSON.parse(answer.text) as { error: string }).error).toMatch(/^[A-Z].*\.$/)
    expect(answer.text).not.toContain(token)
  })

  it.each([{}, { origin: 'own' }, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'not to its own page: %j',
    async (headers) => {
      const filled = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value === 'own' ? `http://127.0.0.1:${port}` : value])
      )
      expect((await ask('/api/drives', { ...own(), ...filled })).status).toBe(200)
    }
  )
})

describe('every answer', () => {
  it.each(['/', '/api/drives', '/api/nothing', '/assets/app-1234.js', '/no/such/file.js'])(
    '%s carries strict headers',
    async (path) => {
      const { headers } = await ask(path, { cookie })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  )

  it('is the page for its views, and 404 for files that are not there', async () => {
    expect((await ask('/some/view', { cookie })).text).toContain('the page')
    expect((await ask('/no/such/file.js', { cookie })).status).toBe(404)
    expect((await ask('/%E0%A4%A', { cookie })).status).toBe(404)
    expect((await ask('/assets/app-1234.js', { cookie })).headers['cache-control']).toContain('immutable')
  })
})

it('says in one sentence that a port is taken', async () => {
  await expect(serve({ ...options(), dataDir: join(folder, 'other'), port })).rejects.toThrow(
    `Port ${port} cannot be used (EADDRINUSE); choose another with --port.`
  )
})
