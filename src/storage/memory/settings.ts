import { ownCopy } from '../../apimachinery/own-copy.ts'
import type { OwnSettings, SettingChanges } from '../store.ts'

export const memorySettings = (values = new Map<string, Buffer>()): OwnSettings => {
  const change = (changed: SettingChanges): void => {
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined) values.delete(name)
      else values.set(name, ownCopy(value))
    }
  }
  return {
    get(name) {
      const value = values.get(name)
      return value && Buffer.from(value)
    },
    names: () => [...values.keys()].sort(),
    change,
    // memory keeps no earlier values
    changeWithoutTrace: change,
  }
}
