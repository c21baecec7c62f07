// Puts the stand-in where the built host imports `electron`.
import { registerHooks } from 'node:module'

const fake = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context)
})
