/** The alerts against made-up series, where promtool is installed; else skipped. */
import { spawnSync } from 'node:child_process'

const promtool = (...args: readonly string[]): ReturnType<typeof spawnSync> => spawnSync('promtool', [...args])
const whereInstalled = promtool('--version').status === 0 ? describe : describe.skip

whereInstalled('the alerts for Prometheus', () => {
  it('tell what they are there for, and nothing besides', () => {
    const { status, stdout, stderr } = promtool('test', 'rules', 'test/docker/alerts.yaml')
    expect([status, status === 0 ? '' : `${String(stdout)}${String(stderr)}`]).toEqual([0, ''])
  })
})
