import contraindications from '../../cards/iv-ketamine-for-migraine/codes/contraindications.json' with { type: 'json' }
import {
  actCode,
  atc,
  canonicalSystem,
  CodeIndex,
  icd10cm,
  icd9cm,
  loinc,
  ndc,
  rxnorm,
  snomed,
  unii,
  type ValueSets,
} from '../../cards/terminology.ts'

const index = new CodeIndex([contraindications as unknown as ValueSets])

describe('a code system', () => {
  const absent = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips'
  const route = 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration'
  it.each([
    ['2.16.840.1.113883.6.88', rxnorm],
    ['2.16.840.1.113883.6.96', snomed],
    ['2.16.840.1.113883.6.90', icd10cm],
    ['2.16.840.1.113883.6.103', icd9cm],
    ['2.16.840.1.113883.6.69', ndc],
    ['2.16.840.1.113883.6.1', loinc],
    ['2.16.840.1.113883.6.73', atc],
    ['2.16.840.1.113883.4.9', unii],
    ['2.16.840.1.113883.5.112', route],
    ['2.16.840.1.113883.5.4', actCode],
    ['2.16.840.1.113883.6.3', icd10cm],
    ['2.16.840.1.113883.3.26.1.1', 'urn:oid:2.16.840.1.113883.3.26.1.1'],
  ])('is known by its OID: %s', (oid, system) => {
    expect(canonicalSystem(`urn:oid:${oid}`)).toBe(system)
    expect(canonicalSystem(oid)).toBe(system)
  })
  it.each([
    ['http://hl7.org/fhir/v3/RouteOfAdministration', route],
    ['http://hl7.org/fhir/v3/ActCode', actCode],
    ['http://hl7.org/fhir/v2/0162', 'http://terminology.hl7.org/CodeSystem/v2-0162'],
    ['http://hl7.org/fhir/v2/0164', 'http://terminology.hl7.org/CodeSystem/v2-0164'],
    ['http://hl7.org/fhir/v2/0165', 'http://terminology.hl7.org/CodeSystem/v2-0165'],
    ['http://hl7.org/fhir/sid/icd-10', icd10cm],
    ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', icd10cm],
    ['http://fhir.de/CodeSystem/bfarm/atc', 'http://www.whocc.no/atc'],
    ['http://hl7.org/fhir/sid/icd-9-cm/diagnosis', icd9cm],
    ['http://unii.nlm.nih.gov', unii],
    ['http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', 'urn:oid:2.16.840.1.113883.3.26.1.1'],
    ['http://ncithesaurus-stage.nci.nih.gov', 'urn:oid:2.16.840.1.113883.3.26.1.1'],
  ])('is known by the URI of another release: %s', (older, system) => {
    expect(canonicalSystem(older)).toBe(system)
  })
  it.each([
    ['https://snomed.info/sct', snomed],
    ['http://snomed.info/sct/731000124108', snomed],
    ['http://snomed.info/sct/731000124108/version/20250301', snomed],
    ['http://snomed.info/sct|http://snomed.info/sct/731000124108', snomed],
    ['https://hl7.org/fhir/sid/icd-10-cm', icd10cm],
    ['http://hl7.org/fhir/sid/icd-10-cm|2026', icd10cm],
    ['URN:OID:2.16.840.1.113883.6.90', icd10cm],
    ['https://www.nlm.nih.gov/research/umls/rxnorm/', rxnorm],
    [`${absent}|1.1.0`, absent],
    [absent.replace('http:', 'https:'), absent],
    ['https://terminology.hl7.org/CodeSystem/v3-NullFlavor', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'],
  ])('is known as %s', (system, known) => {
    expect(canonicalSystem(system)).toBe(known)
  })
  it.each(['https://ehr.example.org/problems', 'urn:oid:1.2.3', 'http://snomed.info/xsct/1', 'constructor'])(
    'stays as it is: %s',
    (system) => {
      expect(canonicalSystem(system)).toBe(system)
    },
  )
})

describe('an NDC', () => {
  const listing = (code: string): ValueSets =>
    ({ entry: [{ resource: { id: 'listed', compose: { include: [{ system: ndc, concept: [{ code }] }] } } }] }) as never
  it.each([
    ['4-4-2', '0517-2602-25', '0517260225', '00517260225'],
    ['5-3-2', '42023-115-10', '4202311510', '42023011510'],
    ['5-4-1', '65219-1880-2', '6521918802', '65219188002'],
  ])('of %s is one code, with hyphens, in ten digits and in eleven', (_, hyphened, ten, eleven) => {
    for (const listed of [hyphened, eleven]) {
      const known = new CodeIndex([listing(listed)])
      for (const code of [hyphened, ten, eleven, ` ${eleven} `])
        expect(known.idsOf({ system: ndc, code })).toEqual(['listed'])
    }
  })
  it('of a product stands for each of its packages, and for no other product', () => {
    const known = new CodeIndex([listing('65219-188')])
    const isListed = (code: string): boolean => known.idsOf({ system: ndc, code }).length > 0
    expect(['65219-188-02', '65219018899', '65219-188'].map(isListed)).toEqual([true, true, true])
    expect(['65219-189-02', '65218-188-02', '65219'].map(isListed)).toEqual([false, false, false])
  })
})

describe('a code of a branch', () => {
  it('is found by the branch, however long it is', () => {
    expect(index.idsOf({ system: icd10cm, code: 'I25.10' })).toEqual(['ischemic-heart-disease'])
    expect(index.idsOf({ system: icd10cm, code: `I25.1${'0'.repeat(50)}` })).toEqual(['ischemic-heart-disease'])
  })
  it('is not looked for letter by letter: a request has room for many of sixteen thousand', () => {
    const before = performance.now()
    for (let n = 0; n < 100; n++) {
      const code = `I25.1${String(n).padStart(16_000, '0')}`
      expect(index.idsOf({ system: icd10cm, code })).toEqual(['ischemic-heart-disease'])
    }
    expect(performance.now() - before).toBeLessThan(1000)
  })
})
