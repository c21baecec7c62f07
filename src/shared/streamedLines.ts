/** The complete, non-empty lines of a streamed text response. */
export async function* streamedLines({ body }: Pick<Response, 'body'>): AsyncGenerator<string> {
  if (!body) return
  let rest = ''
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const parts = (rest + value).split('\n')
      rest = parts.pop() ?? ''
      yield* parts.filter((part) => part.trim() !== '')
    }
    if (rest.trim() !== '') yield rest
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
