import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Jest's globalSetup: what a run leaves in temporary folders is in one, and its end takes that away, whatever was killed
 * before. Others may pass through it: PostgreSQL runs as a user of its own.
 */
export default function setUp(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cds-tests-'))
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
}
