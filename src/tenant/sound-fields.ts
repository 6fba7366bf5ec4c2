import { declarationFindings } from './declaration-findings.ts'
import type { Settings } from './settings/settings.ts'
import { fieldsValidator, requiredFields } from './tenant-validator.ts'
import { Mapping } from './yaml/plain-value.ts'
import type { YamlFile } from './yaml/file.ts'

/**
 * Whether nothing is to be said of the fields of a tenant file. The schema and the settings look at each field by
 * itself, so a value that was sound in one file is sound in the next, and is not looked at again. What is not sound
 * is for those to explain who look at the whole file.
 */
export function fieldsAreSound(yaml: YamlFile, settings: Settings): boolean {
  const { value } = yaml
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = value as Mapping
  if (!requiredFields.every((field) => field in fields)) return false
  const sound = soundUnder(settings)
  const fresh = new Mapping()
  // A list of pairs would be twenty more things to make for each tenant: a quarter of the time.
  for (const field in fields) if (sound.get(field)?.has(fields[field]) !== true) fresh[field] = fields[field]
  const isSound =
    fieldsValidator()(fresh) && declarationFindings({ ...yaml, value: fresh }, settings).length === 0
  if (isSound) for (const [field, content] of Object.entries(fresh)) remember(sound, field, content)
  return isSound
}

/** By field: texts and numbers as they are, and lists and mappings that are the very same (`yaml-parts.ts`). */
type Sound = Map<string, Set<unknown>>

function soundUnder(settings: Settings): Sound {
  const known = bySettings.get(settings) ?? new Map<string, Set<unknown>>()
  bySettings.set(settings, known)
  return known
}

const bySettings = new WeakMap<Settings, Sound>()

function remember(sound: Sound, field: string, content: unknown): void {
  // That an id is the file's name is sound in one file only.
  if (field === 'id') return
  const values = sound.get(field) ?? new Set()
  if (values.size >= mostKept) values.clear()
  sound.set(field, values.add(content))
}

const mostKept = 2_000
