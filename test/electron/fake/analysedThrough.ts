import type { Page } from '@playwright/test'

/** Adds a drive and a model through the page and has them analysed. @returns the run when its job has ended */
export function analysedThrough(page: Page, drive: string, model: string): Promise<{ error: string | null }> {
  return page.evaluate(
    async ([drivePath, modelPath]) => {
      const post = async (address: string, body: unknown): Promise<{ id: string }> => {
        const headers = { 'content-type': 'application/json' }
        return (await (await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as {
          id: string
        }
      }
      const driveId = (await post('/api/drives', { path: drivePath })).id
      const modelId = (await post('/api/models', { path: modelPath })).id
      const { id } = await post('/api/runs', { driveId, modelId })
      await (await fetch(`/api/runs/${id}/progress`)).text()
      return (await (await fetch(`/api/runs/${id}`)).json()) as { error: string | null }
    },
    [drive, model] as const
  )
}
