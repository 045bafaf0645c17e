// What the scripts of the pages find in a browser: libraries that the service serves beside them (pages.ts).

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
