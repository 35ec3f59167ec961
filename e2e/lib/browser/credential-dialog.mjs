import { chooseOption } from './dropdown.mjs';

/** The credential dialog: its fields and the result of its test. */
export class CredentialDialog {
	constructor(editor) {
		this.editor = editor;
	}

	/** Selects the type in the "Add new credential" dialog. */
	async pickType(name) {
		const { editor } = this;
		const select = editor.byId('new-credential-type-select').locator('input');
		await select.fill(name);
		await editor
			.byId('new-credential-type-select-option')
			.filter({ hasText: name, visible: true })
			.click();
		await editor.byId('new-credential-type-button').click();
		await editor.byId('credential-edit-dialog').waitFor();
	}

	async has(field) {
		return await this.editor.byId(`parameter-input-${field}`).isVisible();
	}

	async choose(field, option, whileOpen) {
		const input = this.editor.byId(`parameter-input-${field}`);
		await chooseOption(this.editor, input, option, whileOpen);
	}

	async fill(field, text) {
		await this.editor.byId(`parameter-input-${field}`).locator('input').fill(text);
	}

	/** Saves, which also tests the credential. */
	async save() {
		await this.editor.byId('credential-save-button').click();
	}

	async waitForSuccess() {
		await this.editor.byId('credentials-config-container-test-success').waitFor();
	}

	/** The full error message of the credential test. */
	async error() {
		const { editor } = this;
		await editor.page.getByText('Couldn’t connect with these settings').waitFor();
		await editor.page.getByText('More details').click();
		return await editor.byId('node-credentials-config-container').innerText();
	}
}
