import { existsSync, readFileSync, rmSync } from 'node:fs'

/** Defects that the test under way makes on purpose. */
let expected: RegExp[] = []

/**
 * Names an error inside the program that this test makes on purpose; it must come, and only while this test runs.
 * @param pattern matches what is taken down of it: what was being done, and the stack
 */
export function expectDefect(pattern: RegExp): void {
  expected.push(pattern)
}

/**
 * What is wrong with the defects taken down in a file: those that nobody named, and those named that did not come. The
 * file is read and emptied, and what was named is forgotten.
 * @returns null where all is as it should be
 */
export function complaint(file: string): string | null {
  const texts = takeDefects(file)
  const named = expected
  expected = []
  const unnamed = texts.filter((text) => !named.some((pattern) => pattern.test(text)))
  const missing = named.filter((pattern) => !texts.some((text) => pattern.test(text)))
  const parts = [
    ...unnamed.map((text) => `an error inside the program, whatever the input, is a defect:\n${text}`),
    ...missing.map((pattern) => `the defect ${String(pattern)} did not come`)
  ]
  return parts.length > 0 ? parts.join('\n') : null
}

/** The defects in a file (see src/main/log/defects.ts), which is emptied. */
export function takeDefects(file: string): string[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  rmSync(file)
  return lines.map((line) => String(JSON.parse(line)))
}
