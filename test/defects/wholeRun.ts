import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { takeDefects } from './watched.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the files in which defects are taken down. */
    defects: string
  }
}

/** Around all tests: what a process still takes down when the tests of its file are over fails the run. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'lanegaze-defects-'))
  project.provide('defects', folder)
  return () => {
    const left = readdirSync(folder).flatMap((name) => takeDefects(join(folder, name)))
    rmSync(folder, { recursive: true, force: true })
    if (left.length > 0)
      throw new Error(`errors inside the program, taken down when tests were over:\n${left.join('\n')}`)
  }
}
