/** A URL without its trailing slashes. `/\/+$/` would look at a run of them again from each: callers send long ones. */
export function withoutSlash(url: string): string {
  let end = url.length
  while (url[end - 1] === '/') end -= 1
  return url.slice(0, end)
}

/** An id inside a URL. Half of a pair of surrogates, which JSON may hold, would throw: it becomes U+FFFD. */
export const idInUrl = (id: string): string => encodeURIComponent(id.toWellFormed())
