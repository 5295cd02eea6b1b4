/*
 * The page as a screen reader has it: Chromium's accessibility tree, in reading order. What is wrong with it, in words;
 * nothing when all is well.
 */
const PRESSED = new Set(['button', 'link', 'textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'menuitem', 'tab', 'switch', 'DisclosureTriangle'])
const LANDMARKS = ['banner', 'complementary', 'main', 'contentinfo']

/* [{role, name, level, props, within}] of what is read, first to last; `within`: the roles around it. */
export async function readOut(page) {
	const session = await page.context().newCDPSession(page)
	const { nodes } = await session.send('Accessibility.getFullAXTree')
	await session.detach()
	const byId = new Map(nodes.map((node) => [node.nodeId, node]))
	const out = []
	const visit = (id, within) => {
		const node = byId.get(id)
		if (!node) return
		const role = node.role?.value
		const props = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]))
		if (!node.ignored) out.push({ role, name: node.name?.value ?? '', description: node.description?.value ?? '', level: props.level, props, within })
		for (const child of node.childIds ?? []) visit(child, node.ignored ? within : [...within, role])
	}
	visit(nodes[0].nodeId, [])
	return out
}

export async function treeFaults(page) {
	const read = await readOut(page)
	const modals = read.filter(({ role, props }) => role === 'dialog' && props.modal)
	return [...nameFaults(read), ...(modals.length ? modalFaults(read, modals) : documentFaults(read)), ...headingFaults(read)]
}

const shown = ({ role, name }) => `${role} "${name.slice(0, 40)}"`

function nameFaults(read) {
	return read.filter(({ role }) => PRESSED.has(role) || role === 'img' || role === 'image' || role === 'dialog').flatMap((one) => [
		one.name.trim() === '' && !/^(?:img|image)$/.test(one.role) ? `has no name for a screen reader: ${one.role} in ${one.within.join(' > ')}` : null,
		one.props.invalid === 'true' && one.description === '' && one.role !== 'checkbox' ? `wrong, and not said why: ${shown(one)}` : null,
	]).filter(Boolean)
}

/* While a dialog is open, nothing else is read, and it says what it is first. */
function modalFaults(read, modals) {
	const outside = read.filter(({ role, within }) => (PRESSED.has(role) || role === 'heading') && !within.includes('dialog'))
	const inside = read.filter(({ within }) => within.includes('dialog'))
	return [
		modals.length > 1 ? `${modals.length} dialogs at once` : null,
		...outside.map((one) => `read behind the dialog: ${shown(one)}`),
		inside.find(({ role }) => PRESSED.has(role) || role === 'heading')?.role === 'heading' ? null : 'the dialog does not begin with its title',
	].filter(Boolean)
}

function documentFaults(read) {
	const landmarks = read.map(({ role }) => role).filter((role) => LANDMARKS.includes(role))
	const pressed = read.filter(({ role }) => PRESSED.has(role))
	const first = read.filter(({ role, level }) => role === 'heading' && level === 1)
	return [
		String(landmarks.filter((role) => role !== 'complementary')) === 'banner,main,contentinfo' ? null : `landmarks: ${landmarks}`,
		pressed[0]?.role === 'link' && pressed[0].within.at(-1) === 'RootWebArea' ? null : `not the skip link first, but ${shown(pressed[0])}`,
		first.length === 1 && first[0].within.includes('main') ? null : `${first.length} headings of level 1`,
		...read.filter(({ role, within }) => (PRESSED.has(role) || role === 'heading') && !within.some((each) => LANDMARKS.includes(each))).slice(1)
			.map((one) => `in no landmark: ${shown(one)}`),
	].filter(Boolean)
}

/* Levels go down one at a time, so that they make an outline. */
function headingFaults(read) {
	const headings = read.filter(({ role }) => role === 'heading')
	return headings.flatMap((one, i) => (i > 0 && one.level > headings[i - 1].level + 1 ? [`from level ${headings[i - 1].level} to ${one.level}: ${shown(one)}`] : []))
}
