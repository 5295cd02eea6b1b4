/* The settings of the sandbox, all from the environment; a wrong one is named with what it should be. */
const PORT_MAX = 65535

export function settingsFrom(env) {
	return {
		port: portFrom(env, 'ACHO_SANDBOX_PORT', 8090),
		smtpPort: portFrom(env, 'ACHO_SANDBOX_SMTP_PORT', 8025),
		tlsPort: portFrom(env, 'ACHO_SANDBOX_TLS_PORT', null),
		stateFile: env.ACHO_SANDBOX_STATE || null,
	}
}

/* 0 asks the kernel for a free port. */
function portFrom(env, name, otherwise) {
	const text = env[name]
	if (!text) return otherwise
	if (!/^\d{1,5}$/.test(text) || Number(text) > PORT_MAX)
		throw new Error(`${name} is "${text}"; it should be a port from 1 to ${PORT_MAX}, or 0 for a free one`)
	return Number(text)
}
