/** What makes a run of Vitest fail for any error inside the program. */
export const watchDefects = {
  setupFiles: ['test/defects/everyTest.ts'],
  globalSetup: ['test/defects/wholeRun.ts']
}
