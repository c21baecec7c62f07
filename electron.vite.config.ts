import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import about from './package.json' with { type: 'json' }

const at = (path: string): string => resolve(import.meta.dirname, path)

const { dependencies, optionalDependencies } = about
const packages = Object.keys({ ...dependencies, ...optionalDependencies })

/** Every package stays a package: Vite must leave the `require`s of native modules, and of files beside them, alone. */
const external = ['electron', /^node:/, ...packages.flatMap((name) => [name, new RegExp(`^${name}/`)])]

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rollupOptions: {
        external,
        input: {
          index: at('src/main/hosts/desktop/index.ts'),
          cli: at('src/main/hosts/cli/cli.ts'),
          job: at('src/main/analysis/jobMain.ts'),
          onnxWorker: at('src/main/engine/onnxWorker.ts')
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
      }
    }
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        external: ['electron'],
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [svelte()],
    build: {
      outDir: at('out/renderer'),
      // Fonts and pictures stay files: the content security policy allows no data: scripts or styles.
      assetsInlineLimit: 0,
      rollupOptions: { input: at('src/renderer/index.html') }
    }
  }
})
