// Types of what the pages' scripts find in a browser: libraries that the service serves along with them (pages.ts).

declare module '*/vendor/purify.js' {
  export { default } from 'dompurify'
}

declare module '*/vendor/marked.js' {
  export { marked } from 'marked'
}

declare module '*/vendor/uplot.js' {
  export { default } from 'uplot'
}

interface Window {
  // oxlint-disable-next-line typescript/consistent-type-imports -- an import statement would make this file a module
  readonly FHIR: typeof import('fhirclient').default
}
