/** The options of the open dropdown. The page also contains the options of closed ones. */
const openOptions = (editor) => editor.page.locator('[role="option"]:visible');

/** The names of a dropdown's options, without their descriptions. */
export async function readOptions(editor, field) {
	await field.click();
	const options = openOptions(editor);
	await options.first().waitFor();
	const names = await optionNames(options);
	await editor.page.keyboard.press('Escape');
	await options.first().waitFor({ state: 'hidden' });
	return names;
}

export async function chooseOption(editor, field, name, whileOpen = async () => {}) {
	await field.click();
	const options = openOptions(editor);
	await options.first().waitFor();
	const index = (await optionNames(options)).indexOf(name);
	await whileOpen();
	if (index < 0) throw new Error(`There is no option "${name}".`);
	await options.nth(index).click();
	await options.first().waitFor({ state: 'hidden' });
}

const optionNames = async (options) =>
	(await options.allInnerTexts()).map((text) => text.trim().split('\n')[0]);
