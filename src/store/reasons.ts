import type { FeedbackEntry, OverrideReason } from './events.ts'
import { other, token, unstated, type Count } from './roll-up.ts'
import type { Database } from './schema.ts'

/** A reason that cards of a service offer. */
export interface ListedReason extends Required<Omit<OverrideReason, 'words'>> {
  readonly service: string
  readonly display: string
}

/** How many distinct reasons besides those that cards offer are counted by name for each client, service and day. */
const mostNamed = 50

/** One EHR's form of a reason: named members of an extension, of which a title may be told in words. */
const vendorMember = /^com\.epic\.cdshooks\.feedback\.overrideReason\.(?:reasonCategory|(?:reason)?(?:Title|Display))$/

/** A position in a list of the EHR's own: it names nobody. */
const place = /^\d{1,4}$/
const isListOf = (system: string | undefined): boolean =>
  system === undefined || vendorMember.test(system) || /^urn:oid:[\d.]{1,64}$/.test(system)

/** What looks like a code, and what like a title in a vendor's list: a few words, without a number that may name a patient. */
const codeLike = /^[\w.:/-]{1,64}$/
const titleLike = /^(?=.{1,64}$)(?:[\w.:/-]+|[A-Za-z.:/-]+(?: [A-Za-z.:/-]+){1,9})$/
const systemLike = /^(?!.*\|)[!-~]{1,200}$/

const folded = (text: string): string => text.trim().toLowerCase()

/**
 * What is kept of a reason: one that cards of the service offer, known by its code or its words, or a position in a list. All else
 * counts as `other`, since a person may have typed it, and a name or an id can look like a code.
 * @param words whether the site asked for clinicians' words: then what looks like a code, or a title of its own list, is kept
 */
export function keepingReasons(
  listed: readonly ListedReason[],
  words: boolean,
): (service: string, entry: FeedbackEntry) => FeedbackEntry {
  // Cards of two recommendations may call one reason alike and give it other codes, or one code to other reasons.
  const keepers = new Map(
    [...Map.groupBy(listed, ({ service }) => service)].map(([service, own]) => [service, keeperOf(own, words)]),
  )
  const ofNone = keeperOf([], words)
  return (service, entry) => (keepers.get(service) ?? ofNone)(entry)
}

function keeperOf(listed: readonly ListedReason[], words: boolean): (entry: FeedbackEntry) => FeedbackEntry {
  const codes = new Set(listed.flatMap(({ system, code }) => [code, token({ system, code })]))
  const byWords = new Map(
    listed.flatMap(({ system, code, display }) => [code, display].map((text) => [folded(text), { system, code }])),
  )
  // Some EHRs give back the code alone: the same reason, unless two lists have the code.
  const byCode = Map.groupBy(new Map(listed.map((one) => [token(one), one])).values(), ({ code }) => code)
  const kept = ({ words: more = [], ...reason }: OverrideReason): OverrideReason => {
    const { code, system } = reason
    const [own, ...others] = system === undefined ? (byCode.get(code) ?? []) : []
    if (own !== undefined && others.length === 0) return { code, system: own.system }
    if (codes.has(token(reason))) return reason
    if (code.length > 200) return { code: other }
    const isVendor = system !== undefined && vendorMember.test(system)
    const told = isVendor ? [code, ...more].flatMap((text) => byWords.get(folded(text)) ?? []) : []
    if (told[0] !== undefined) return told[0]
    if (place.test(code) && isListOf(system)) return reason
    if (!words || !(isVendor ? titleLike : codeLike).test(code)) return { code: other }
    return system !== undefined && systemLike.test(system) ? reason : { code }
  }
  return ({ comment, ...entry }) => ({
    ...entry,
    reasons: distinct(entry.reasons.map(kept)),
    ...(comment === undefined || !words ? {} : { comment }),
  })
}

const distinct = (reasons: readonly OverrideReason[]): OverrideReason[] => [
  ...new Map(reasons.map((reason) => [token(reason), reason])).values(),
]

/** The same counts, with reasons beyond the limit for their client, service and day as `other`. Inside a transaction. */
export async function withinNames(
  tx: Database,
  counts: readonly Count[],
  listed: readonly ListedReason[],
): Promise<Count[]> {
  const always = new Set([unstated, other, ...listed.flatMap((one) => [one.code, token(one)])])
  const isNamed = ({ metric, detail }: Count): boolean => metric === 'overridden' && !always.has(detail)
  const named = new Map<string, Set<string>>()
  for (const count of counts) {
    const key = placeOf(count)
    if (!isNamed(count) || named.has(key)) continue
    const { period, client, service } = count
    const rows = await tx
      .selectFrom('counts')
      .select('detail')
      .distinct()
      .where('metric', '=', 'overridden')
      .where('period', '=', period)
      .where('client', '=', client)
      .where('service', '=', service)
      .limit(mostNamed + always.size)
      .execute()
    named.set(key, new Set(rows.flatMap(({ detail }) => (always.has(detail) ? [] : [detail]))))
  }
  return counts.map((count) => {
    const names = named.get(placeOf(count))
    if (names === undefined || !isNamed(count) || names.has(count.detail)) return count
    if (names.size >= mostNamed) return { ...count, detail: other }
    names.add(count.detail)
    return count
  })
}

const placeOf = ({ period, client, service }: Count): string => `${period}\n${client}\n${service}`
