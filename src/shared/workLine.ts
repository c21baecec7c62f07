/** One line of work that is streamed: how far it is, and at last what came of it or why nothing did. */
export type WorkLine<Progress, Found> = { progress: Progress } | { found: Found } | { error: string }
