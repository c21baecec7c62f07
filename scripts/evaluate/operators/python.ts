import { spawnSync } from 'node:child_process'

/** Python as the machine has it ($LANEGAZE_PYTHON or python3). */
const python = process.env['LANEGAZE_PYTHON'] ?? 'python3'

/**
 * What a Python program prints.
 * @param needs the packages it imports, for the reason where they are missing
 * @returns the lines, or in one sentence why there are none
 */
export function askPython(needs: string, args: readonly string[]): { lines: string[] } | { skipped: string } {
  const missing = spawnSync(python, ['-c', `import ${needs}`], { encoding: 'utf8' })
  if (missing.status !== 0) {
    return { skipped: `'${python}' has no ${needs}: install it, or name another Python in LANEGAZE_PYTHON.` }
  }
  const run = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (run.status !== 0) {
    const why = (run.stderr ?? '').trim().split('\n').at(-1) ?? ''
    return { skipped: `'${python} ${args.join(' ')}' failed: ${why}` }
  }
  return { lines: run.stdout.split('\n').filter((line) => line !== '') }
}
