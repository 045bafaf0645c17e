import { dstu2 } from './dstu2.ts'
import { stu3 } from './stu3.ts'
import { r4 } from './r4.ts'
import { r5 } from './r5.ts'

export const samePatient = { DSTU2: dstu2, STU3: stu3, R4: r4, R5: r5 } as const
