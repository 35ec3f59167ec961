/** The options of the open dropdown. The page also contains those of closed ones. */
const openOptions = (editor) => editor.page.locator('[role="option"]:visible');

/** The names that a dropdown offers, without their descriptions. */
export async function offeredOptions(editor, field) {
	await field.click();
	const options = openOptions(editor);
	await options.first().waitFor();
	const offered = await headlines(options);
	await editor.page.keyboard.press('Escape');
	await options.first().waitFor({ state: 'hidden' });
	return offered;
}

export async function chooseOption(editor, field, name, whileOpen = async () => {}) {
	await field.click();
	const options = openOptions(editor);
	await options.first().waitFor();
	const position = (await headlines(options)).indexOf(name);
	await whileOpen();
	if (position < 0) throw new Error(`"${name}" is not offered.`);
	await options.nth(position).click();
	await options.first().waitFor({ state: 'hidden' });
}

const headlines = async (options) =>
	(await options.allInnerTexts()).map((text) => text.trim().split('\n')[0]);
