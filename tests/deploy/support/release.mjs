/* The preset release, built once however many tests of this folder begin at the same time. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/root.mjs'

const folder = join(root, 'build/release')

/* As tests/run's build() does, with the same lock. */
function alone(...command) {
	mkdirSync(folder, { recursive: true })
	return execFileSync('flock', [join(folder, '.lock'), ...command], { encoding: 'utf8', cwd: root, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 })
}

export const buildPrograms = () => alone('bash', '-c', 'cmake --preset release && cmake --build --preset release -j 2')

/* The path of the package: as it is, when nothing that goes into it has changed since. */
export const buildPackage = () => alone('bash', '-c', `
	made=$(ls -t build/release/acho_*.deb 2>/dev/null | head -n 1)
	if [[ -n $made && -z $(find deploy fcgi sql nginx CMakeLists.txt CMakePresets.json LICENSE -newer "$made" -print -quit) ]]; then
		realpath "$made"
	else
		deploy/package
	fi`).trim().split('\n').at(-1)
