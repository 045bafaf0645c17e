import { asStoreError } from '../../src/store/engine.ts'

it.each(['timeout exceeded when trying to connect', 'Connection terminated due to connection timeout'])(
  'gives the pool’s own error a code: %s',
  (message) => {
    expect(asStoreError(new Error(message))).toMatchObject({ code: 'STORE_TIMEOUT', rejected: false })
  },
)
