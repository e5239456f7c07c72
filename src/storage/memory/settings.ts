import { ownCopy } from '../../apimachinery/own-copy.ts'
import { closed } from '../failures.ts'
import type { OwnSettings, SettingChanges } from '../store.ts'

export const memorySettings = (
  values = new Map<string, Buffer>(),
  isOpen = (): boolean => true,
): OwnSettings => {
  const assertOpen = (): void => {
    if (!isOpen()) throw closed()
  }
  const change = (changed: SettingChanges): void => {
    assertOpen()
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined) values.delete(name)
      else values.set(name, ownCopy(value))
    }
  }
  return {
    get(name) {
      assertOpen()
      const value = values.get(name)
      return value && Buffer.from(value)
    },
    names() {
      assertOpen()
      return [...values.keys()].sort()
    },
    set: (name, value) => change({ [name]: value }),
    change,
    // memory keeps no earlier values
    changeWithoutTrace: change,
  }
}
