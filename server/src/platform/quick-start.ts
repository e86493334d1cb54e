import { enableCompileCache, registerHooks } from 'node:module'

/*
 * Imported before everything else by what starts a process.
 *
 * What was compiled, and stripped of its types, is kept for the next start (nodejs.org/api/module.html#module-compile-cache).
 *
 * To know whether a file is a module Node reads the package.json above it, and parses that package's whole list of exports
 * again for each of its files (lib/internal/modules/package_json_reader.js, `getPackageScopeConfig`). drizzle-orm exports
 * some 450 names: half a second of a start. Its files are all modules, and between them they name each other by path, so
 * those paths are answered here, and each of its entrances is looked up once.
 */
enableCompileCache()

const entrances = new Map<string, { url: string; format?: string | null | undefined }>()

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context
    if (specifier.startsWith('.') && parentURL?.includes('/node_modules/drizzle-orm/') && specifier.endsWith('.js'))
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
    if (!/^drizzle-orm(\/|$)/.test(specifier) || parentURL?.includes('/node_modules/')) return next(specifier, context)
    const known = entrances.get(specifier)
    if (known) return { ...known, shortCircuit: true }
    const found = next(specifier, context)
    entrances.set(specifier, { url: found.url, format: found.format })
    return found
  },
})
