/** Uses of a name (FHIR NameUse), the preferred ones first. A name without a use comes after a usual one. */
const uses = ['official', 'usual', undefined, 'temp', 'anonymous', 'nickname', 'maiden', 'old']

const words = ({ text, given, family }) => (text ?? [given, family].flat().filter(Boolean).join(' ')).trim()

/** A day, month or year has ended once it is over. @param {{ end?: string } | undefined} period @param {Date} now */
const isOver = (period, now) => {
  const end = period?.end
  if (typeof end !== 'string') return false
  return end.length > 10 ? Date.parse(end) < now.getTime() : end < now.toISOString().slice(0, end.length)
}

/**
 * What a patient is called now: the official or the usual name; one that is over, or a nickname, only for want of others.
 * @param {any} patient a FHIR Patient
 * @param {Date} now
 * @returns {string} empty where no name is on record
 */
export function nameOfPatient(patient, now) {
  const rank = ({ use, period }) => {
    const place = uses.indexOf(use)
    return (place < 0 ? uses.indexOf(undefined) : place) + (isOver(period, now) ? uses.length : 0)
  }
  const [best] = (patient.name ?? [])
    .filter((name) => words(name) !== '')
    .toSorted((one, other) => rank(one) - rank(other))
  return best === undefined ? '' : words(best)
}
