/**
 * The folder that holds `cards/` and `src/`: the source tree, or the build. In the build, this file's text lies in one of
 * the bundles, and all of these lie in `src/`, too (`esbuild.config.js`).
 */
export const root = new URL('../', import.meta.url)
