/* Dialogs and copy buttons; the pages' only script. */
for (const button of document.querySelectorAll('[data-opens]'))
	button.addEventListener('click', () => document.getElementById(button.dataset.opens).showModal())
for (const button of document.querySelectorAll('[data-closes]'))
	button.addEventListener('click', () => button.closest('dialog').close())
for (const dialog of document.querySelectorAll('dialog[data-reopen]')) dialog.showModal()

for (const button of document.querySelectorAll('[data-copy]')) {
	button.addEventListener('click', async () => {
		const source = document.getElementById(button.dataset.copy)
		try {
			await navigator.clipboard.writeText(source.textContent)
			button.textContent = 'Copied'
		} catch {
			/* Not allowed here: select it, so that Ctrl+C works. */
			getSelection().selectAllChildren(source)
			button.textContent = 'Selected'
		}
		setTimeout(() => { button.textContent = 'Copy' }, 2000)
	})
}

document.documentElement.dataset.ready = ''
