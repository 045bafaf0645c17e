import { calls, refusal } from './peers/calls.ts'
import * as fault from './peers/fault-server.ts'

const { start, connect } = calls()

describe('scope', () => {
  it.each([
    'patient/Patient.read',
    'patient/Patient.rs launch openid fhirUser',
    'user/Observation.cruds',
    'patient/Condition.write patient/Condition.cud',
    'launch/patient openid profile offline_access',
    'openid email address phone online_access smart/orchestrate_launch',
    'patient/*.write',
    'patient/Patient.*',
    'system/Patient.read',
  ])('%j skips the read of a Condition, without asking', async (scope) => {
    const server = await start({ Condition: fault.json(fault.bundle([])) })
    expect(refusal(await connect(server.url, { scope }).read('Condition?patient=1'))).toBe(
      'scope does not allow Condition reads',
    )
    expect(server.requests).toEqual([])
  })

  it.each([
    'patient/Condition.read',
    'patient/Condition.rs',
    'patient/Condition.r',
    'patient/Condition.s?category=problem-list-item',
    'patient/Condition.cruds',
    'patient/*.read',
    'user/*.*',
    'system/*.rs launch',
    'patient/Patient.read https://vendor.example/scope',
    'EPIC.DEFAULT',
    'patient/Patient.READ',
    'patient/Patient.reader',
    'my-patient/Patient.read',
    'my-openid',
    'openid2',
    'patient/Patient.',
    '',
  ])('%j lets the read of a Condition be tried', async (scope) => {
    const { url } = await start({ Condition: fault.json(fault.bundle([])) })
    expect(await connect(url, { scope }).read('Condition?patient=1')).toEqual({ ok: true, resources: [] })
  })

  const category = 'patient/Condition.rs?category=http://terminology.hl7.org/CodeSystem/condition-category|'
  it.each([
    [`${category}encounter-diagnosis`, 'Condition'],
    [`${category}encounter-diagnosis ${category}health-concern launch`, 'Condition'],
    ['user/AllergyIntolerance.rs?category=food', 'AllergyIntolerance'],
    ['patient/MedicationRequest.s?category=inpatient', 'MedicationRequest'],
    ['patient/Condition.rs?code=G43', 'Condition'],
  ])('%j shows a part of %s', async (scope, type) => {
    const { url } = await start({ [type]: fault.json(fault.bundle([])) })
    expect(await connect(url, { scope }).read(`${type}?patient=1`)).toEqual({
      ok: true,
      resources: [],
      cut: `scope shows a part of ${type} only`,
    })
  })

  it.each([
    `${category}encounter-diagnosis ${category}problem-list-item`,
    `${category}encounter-diagnosis patient/*.rs`,
    `${category}encounter-diagnosis EPIC.DEFAULT`,
  ])('%j shows all of Condition', async (scope) => {
    const { url } = await start({ Condition: fault.json(fault.bundle([])) })
    expect(await connect(url, { scope }).read('Condition?patient=1')).toEqual({ ok: true, resources: [] })
  })
})
