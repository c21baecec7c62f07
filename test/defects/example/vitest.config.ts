import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { watchDefects } from '../vitestOptions.ts'

export default defineConfig({
  root: join(import.meta.dirname, '../../..'),
  test: { include: ['test/defects/example/*.test.ts'], pool: 'forks', ...watchDefects }
})
