/* What `bin/sandbox` runs: settings in, one JSON line out when ready, a clean end on SIGTERM. */
import { startSandbox } from './sandbox.js'
import { settingsFrom } from './settings.js'

try {
	const sandbox = await startSandbox(settingsFrom(process.env))
	console.log(JSON.stringify(sandbox.addresses))
	for (const signal of ['SIGTERM', 'SIGINT']) {
		process.once(signal, async () => {
			await sandbox.close()
			process.exit(0)
		})
	}
} catch (problem) {
	console.error(`sandbox: ${problem.message}`)
	process.exit(1)
}
