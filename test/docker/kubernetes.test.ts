import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { Namespace } from 'kubernetes-models/v1/Namespace'
import { Secret } from 'kubernetes-models/v1/Secret'
import { Service } from 'kubernetes-models/v1/Service'
import { parseAllDocuments } from 'yaml'
import { environment, readConfig } from '../../src/config.ts'
import { accessOf } from '../../src/security/access.ts'
import { aFolder } from '../server/process.ts'

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

const folder = 'docker/kubernetes'
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
const manifests = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { strict: true }).map((document) => ({
    file,
    errors: document.errors,
    manifest: document.toJS() as Manifest,
  })),
)
const models: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  'apps/v1/Deployment': Deployment,
  'networking.k8s.io/v1/Ingress': Ingress,
  'networking.k8s.io/v1/NetworkPolicy': NetworkPolicy,
  'policy/v1/PodDisruptionBudget': PodDisruptionBudget,
  'v1/ConfigMap': ConfigMap,
  'v1/Namespace': Namespace,
  'v1/Secret': Secret,
  'v1/Service': Service,
}
const kindOf = ({ apiVersion, kind }: Manifest): string => `${apiVersion}/${kind}`
const one = (kind: string, name = 'cds'): unknown =>
  manifests.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name)?.manifest

const check = (manifest: Manifest): void => {
  const Model = models[kindOf(manifest)]
  if (Model === undefined) throw new Error(`no schema of ${kindOf(manifest)}`)
  new Model(structuredClone(manifest) as never).validate()
}

/** What the compiler says of the manifests as literals of Kubernetes' own types: it also finds unknown members. */
function complaints(all: readonly Manifest[]): string {
  // The packages need not be this user's to write to.
  const at = aFolder()
  symlinkSync(resolve('node_modules'), join(at, 'node_modules'))
  const source = all.map((manifest, index) => {
    const { apiVersion, kind } = manifest
    return [
      `import { I${kind} as Kind${index} } from 'kubernetes-models/${apiVersion}/${kind}'`,
      `export const manifest${index}: Kind${index} = ${JSON.stringify(manifest)}`,
    ].join('\n')
  })
  const file = join(at, 'manifests.ts')
  writeFileSync(file, source.join('\n'))
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck --types node --module preserve --moduleResolution bundler'
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options.split(' '), file], {
      encoding: 'utf8',
    })
    return ''
  } catch (error) {
    return (error as { readonly stdout: string }).stdout
  }
}

describe('docker/kubernetes', () => {
  it.each(manifests.map(({ file, errors, manifest }) => [`${file}: ${manifest.kind}`, errors, manifest] as const))(
    '%s follows the schema of Kubernetes',
    (_which, errors, manifest) => {
      expect(errors).toEqual([])
      expect(() => check(manifest)).not.toThrow()
    },
  )

  it('is refused by those schemas when a value has the wrong type', () => {
    const { spec, ...rest } = one('Deployment') as Manifest & { readonly spec: object }
    expect(() => check({ ...rest, spec: { ...spec, replicas: 'three' } } as Manifest)).toThrow(/replicas/)
  })

  it('holds no member that Kubernetes does not know', () => {
    const all = manifests.map(({ manifest }) => manifest)
    expect(complaints(all)).toBe('')
    const { spec, ...rest } = one('NetworkPolicy') as Manifest & { readonly spec: object }
    expect(complaints([{ ...rest, spec: { ...spec, egres: [] } } as Manifest])).toContain('\'"egres"\' does not exist')
  }, 30_000)

  it('can be applied as a folder, which is done by name: the namespace comes first', () => {
    expect(files.toSorted()[0]).toBe('00-namespace.yaml')
    expect(manifests.filter(({ manifest }) => manifest.kind === 'Namespace').map(({ file }) => file)).toEqual([
      '00-namespace.yaml',
    ])
  })

  it('is a configuration that the service starts with, once the secrets are made', () => {
    const { data } = one('ConfigMap') as { readonly data: Record<string, string> }
    const { stringData } = one('Secret') as { readonly stringData: Record<string, string> }
    const secrets = { ...stringData, HASH_KEY: 'x'.repeat(48), ADMIN_TOKEN: 'x'.repeat(48) }
    expect(accessOf(readConfig({ HOST: '0.0.0.0', ...data, ...secrets }))).toEqual({ mode: 'jwt', guarded: false })
  })

  it('mounts the files with clients and policies where the configuration looks for them', () => {
    const { data } = one('ConfigMap') as { readonly data: Record<string, string> }
    const { data: site } = one('ConfigMap', 'cds-site') as { readonly data: Record<string, string> }
    expect(Object.keys(site).map((name) => `/site/${name}`)).toEqual([data['TRUSTED_CLIENTS'], data['POLICIES']])
    for (const name of ['clients', 'policies']) {
      const example: unknown = JSON.parse(readFileSync(`docker/site/${name}.example.json`, 'utf8'))
      expect(JSON.parse(String(site[`${name}.json`]))).toEqual(example)
    }
  })

  it('asks for the EHR’s own certificate at the ingress', () => {
    expect(one('Ingress')).toMatchObject({
      metadata: {
        annotations: {
          'nginx.ingress.kubernetes.io/auth-tls-secret': 'cds/cds-ehr-ca',
          'nginx.ingress.kubernetes.io/auth-tls-verify-client': 'on',
        },
      },
    })
  })

  it('does not start with the example’s secrets: they are too short to be a key', () => {
    const { stringData } = one('Secret') as { readonly stringData: Record<string, string> }
    expect(() => readConfig({ HASH_KEY: stringData['HASH_KEY'] })).toThrow(/^HASH_KEY must/)
  })

  it('keeps everything in one namespace, where only restricted pods run', () => {
    const elsewhere = manifests.filter(
      ({ manifest }) => manifest.kind !== 'Namespace' && manifest.metadata.namespace !== 'cds',
    )
    expect(elsewhere).toEqual([])
    expect(one('Namespace')).toMatchObject({
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    })
  })

  it('runs as nobody in particular, on a root file system that cannot be written to', () => {
    expect(one('Deployment')).toMatchObject({
      spec: {
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
                livenessProbe: { httpGet: { path: '/healthz' } },
                readinessProbe: { httpGet: { path: '/readyz' } },
                resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
              },
            ],
          },
        },
      },
    })
  })

  it('gives a pod longer than its shutdown may take', () => {
    interface Pod {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly terminationGracePeriodSeconds: number
            readonly containers: readonly {
              readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } }
            }[]
          }
        }
      }
    }
    const { terminationGracePeriodSeconds, containers } = (one('Deployment') as Pod).spec.template.spec
    const shutdown = Number((one('ConfigMap') as { readonly data: Record<string, string> }).data['SHUTDOWN_MS']) / 1000
    const sleep = containers[0]?.lifecycle.preStop.sleep.seconds ?? 0
    expect(terminationGracePeriodSeconds).toBeGreaterThan(shutdown + sleep)
  })

  it('sets only variables that the service knows, secrets in the Secret alone', () => {
    const config = Object.keys((one('ConfigMap') as { readonly data: object }).data)
    const secret = Object.keys((one('Secret') as { readonly stringData: object }).stringData)
    expect([...config, ...secret].filter((name) => !(name in environment.properties))).toEqual([])
    expect(secret.toSorted()).toEqual(['ADMIN_TOKEN', 'DATABASE_URL', 'HASH_KEY'])
  })

  it('lets out only to the name service, to addresses it names, and at no port but theirs', () => {
    interface Policy {
      readonly spec: {
        readonly policyTypes: readonly string[]
        readonly egress: readonly {
          readonly to?: readonly { readonly ipBlock?: { readonly cidr: string }; readonly namespaceSelector?: object }[]
          readonly ports?: readonly { readonly port: number }[]
        }[]
      }
    }
    const { policyTypes, egress } = (one('NetworkPolicy') as Policy).spec
    expect(policyTypes).toEqual(['Ingress', 'Egress'])
    expect(egress.map(({ ports = [] }) => ports.map(({ port }) => port))).toEqual([[53, 53], [443], [443], [5432]])
    for (const { to = [] } of egress) {
      expect(to).not.toEqual([])
      for (const { ipBlock, namespaceSelector } of to)
        expect(namespaceSelector !== undefined || ipBlock?.cidr.endsWith('/32')).toBe(true)
    }
  })

  it('lets the world in at the CDS Hooks interface alone', () => {
    expect(one('Ingress')).toMatchObject({
      spec: { rules: [{ http: { paths: [{ path: '/cds-services', backend: { service: { name: 'cds' } } }] } }] },
    })
  })
})
