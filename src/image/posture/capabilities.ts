import type { CapabilityFile } from '../../core/domain/image/posture.js'
import type { ImagePackages } from '../packages/find-packages.js'
import type { ImageView } from '../view/image-view.js'
import { osKinds } from './modes.js'

/** In the kernel's order. */
const names = [
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service',
  'net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin',
  'sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override',
  'mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore',
]
  .join(' ')
  .split(' ')

/** What engines give a container that asks for nothing. */
const givenByDefault = new Set(
  'chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod audit_write setfcap'.split(
    ' ',
  ),
)

export const findCapabilityFiles = (view: ImageView, { ownerOf }: ImagePackages): readonly CapabilityFile[] =>
  [...view.files()].flatMap(({ path, kind, inode: { entry, layer } }) => {
    const read = kind === 'file' ? readCapabilities(entry.captured?.capabilities) : undefined
    if (read === undefined) return []
    const owner = ownerOf(path)
    return [{ path, ...read, layer, ...(owner && osKinds.has(owner.from) && { package: owner.name }) }]
  })

/** By revision: how many words of 32 there are, each with what it permits and what it lets be inherited. */
const wordsOf: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 2],
  [3, 2],
])

/** The attribute as kernels write it; undefined where it grants nothing or is of another making. */
export function readCapabilities(
  hex: string | undefined,
): Pick<CapabilityFile, 'capabilities' | 'beyondDefault'> | undefined {
  const bytes = Buffer.from(hex ?? '', 'hex')
  if (bytes.length < 4) return undefined
  const words = wordsOf.get(bytes.readUInt32LE(0) >>> 24) ?? 0
  if (words === 0 || bytes.length < 4 + 8 * words) return undefined
  const isGranted = (number: number): boolean =>
    ((bytes.readUInt32LE(4 + 8 * (number >>> 5)) >>> (number & 31)) & 1) === 1
  const all = Array.from({ length: 32 * words }, (_, number) => number)
    .filter(isGranted)
    .map((number) => names[number] ?? `${number}`)
  if (all.length === 0) return undefined
  // Without this bit the program takes them itself, and is started all the same.
  const isEffective = (bytes.readUInt32LE(0) & 1) === 1
  const named = (list: readonly string[]) => list.map((one) => `cap_${one}`)
  return {
    capabilities: named(all),
    beyondDefault: named(isEffective ? all.filter((one) => !givenByDefault.has(one)) : []),
  }
}
