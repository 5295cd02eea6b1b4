/* A copy of this machine that is gone afterwards: an overlay in a mount namespace of its own, where dpkg may do as it likes, and a network of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'

const MOUNTS = `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/up" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount -t tmpfs tmpfs "$1/root/run"
ip link set lo up
mkdir -p "$1/root/tmp"
`

const inNamespace = (script, ...args) => ['unshare', ['--mount', '--pid', '--net', '--fork', 'bash', '-c', script, '-', ...args]]

function withFolder(use) {
	const folder = mkdtempSync('/var/tmp/acho-overlay-')
	try {
		return use(folder)
	} finally {
		rmdirSync(folder)
	}
}

/* May this machine do that? A container often may not. */
export const overlays = () => withFolder((folder) => spawnSync(...inNamespace(`${MOUNTS}test -d "$1/root/usr"`, folder)).status === 0)

/* Run a script of bash there, as root, with `files` in its /tmp; what it printed, both ways. */
export const onACopyOfTheMachine = (script, files = []) => withFolder((folder) => {
	const [program, args] = inNamespace(`${MOUNTS}cp "\${@:3}" "$1/root/tmp/"\nexec chroot "$1/root" bash -c "$2" 2>&1`, folder, `set -e\ncd /tmp\n${script}`, ...files)
	const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26, timeout: 300_000, killSignal: 'SIGKILL', env: { PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8' }, cwd: '/' })
	if (status !== 0) throw new Error(`ended with ${status}:\n${stdout}${stderr}`)
	return stdout
})
