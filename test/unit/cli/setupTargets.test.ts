import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'

const root = fileURLToPath(new URL('../../../', import.meta.url))

it("npm's scripts ask the setup for what it has", () => {
  const { stderr } = spawnSync(process.execPath, ['scripts/setup.mjs', 'nothing'], { cwd: root, encoding: 'utf8' })
  const known = /one of (.*)/.exec(stderr)?.[1]?.split(', ') ?? []
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')))
  const asked = Object.values(scripts).flatMap((script) => /scripts\/setup\.mjs (\S+)/.exec(script)?.[1] ?? [])
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.filter((target) => !known.includes(target))).toEqual([])
})
