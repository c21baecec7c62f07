import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { watchDefects } from './test/defects/vitestOptions.ts'

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ['{test/{cases,unit,integration,real,electron},sample/test}/**/*.test.ts'],
    // Native modules and child processes want processes, not threads.
    pool: 'forks',
    // On two cores Vitest would take one worker, which waits for ffmpeg and jobs for much of its time.
    maxWorkers: 2,
    ...watchDefects,
    testTimeout: 60_000,
    hookTimeout: 120_000
  }
})
