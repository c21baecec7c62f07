import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Hono } from 'hono'
import { NotFoundError, UnavailableError } from '../../shared/errors.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json'
}

/** The built renderer; addresses that are no file of it are views of the page, so they get its index. */
export function pageRoutes(rendererDir: string) {
  return new Hono().get('*', async (c) => {
    const asked = decoded(c.req.path).slice(1)
    const isView = extname(asked) === '' || asked === 'index.html'
    const file = await readInside(rendererDir, isView ? 'index.html' : asked)
    if (file === null && isView) throw new UnavailableError('The page is not built yet; build it with: npm run build.')
    if (file === null) throw new NotFoundError(`There is no '${asked}' here.`)
    // Built assets carry their content's hash in the name.
    const lasting = asked.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    return c.body(file, 200, {
      'content-type': types[isView ? '.html' : extname(asked)] ?? 'application/octet-stream',
      'cache-control': lasting
    })
  })
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new NotFoundError(`There is no '${path}' here.`)
  }
}

/** The file's bytes; null where it is missing or lies outside the folder. */
async function readInside(folder: string, relative: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, relative))
    return file.startsWith(root + sep) ? await readFile(file) : null
  } catch {
    return null
  }
}
