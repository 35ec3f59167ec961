import { chooseOption, readOptions } from './dropdown.mjs';

/** An open node: its fields on the left, its output on the right. */
export class NodePanel {
	constructor(editor) {
		this.editor = editor;
	}

	/** Opens the model list and filters it. */
	async searchModels(text) {
		const search = this.editor.byId('rlc-search');
		if (!(await search.isVisible())) await this.editor.byId('rlc-input').click();
		await search.fill(text);
	}

	/** The names in the open model list. */
	async listedModels() {
		return await this.editor.byId('rlc-item').allInnerTexts();
	}

	async pickModel(id, { search = '' } = {}) {
		await this.searchModels(search);
		const items = this.editor.byId('rlc-item');
		const name = new RegExp(`^\\s*${id.replaceAll('.', '\\.')}(\\s|$)`);
		await items.filter({ hasText: name }).click();
		await items.first().waitFor({ state: 'hidden' });
	}

	/** The selected model as the field shows it. */
	async selectedModel() {
		return await this.editor
			.byId('rlc-input')
			.evaluate((element) => (element.querySelector('input') ?? element).value);
	}

	async credential() {
		const select = this.editor.byId('node-credentials-select');
		return await select.evaluate((element) => {
			const input = element.querySelector('input');
			return input?.value || element.innerText.trim();
		});
	}

	/** The names of the visible fields, from top to bottom. */
	async fields() {
		return await this.editor.page
			.locator('[data-test-id="node-parameters"] [data-test-id]:visible')
			.evaluateAll((elements) => {
				const pattern = /^(?:parameter-input|fixed-collection)-(?!field$|add$|delete$)(\w+)$/;
				return elements.flatMap(({ dataset }) => pattern.exec(dataset.testId)?.[1] ?? []);
			});
	}

	field(name) {
		return this.editor.byId(`parameter-input-${name}`).first();
	}

	async options(name) {
		return await readOptions(this.editor, this.field(name));
	}

	async choose(name, option) {
		await chooseOption(this.editor, this.field(name), option);
	}

	async fill(name, text) {
		await this.#input(name).fill(text);
		await this.#input(name).blur();
	}

	async value(name) {
		return await this.#input(name).inputValue();
	}

	/** Whether a text is visible among the fields. */
	async shows(text) {
		return await this.editor.byId('node-parameters').getByText(text).first().isVisible();
	}

	/** Adds an entry to the list of reference images. */
	async addImage(url) {
		await this.editor.byId('fixed-collection-add').click();
		await this.fill('url', url);
	}

	/** Adds an entry to the list of frames. */
	async addFrame() {
		await this.editor.byId('fixed-collection-add').click();
	}

	/** Whether n8n marks the value of the field as invalid. */
	async hasIssue(name) {
		return await this.field(name).locator('[data-test-id="parameter-issues"]').isVisible();
	}

	/** The options in the "Add option" list. */
	async addableOptions() {
		return await readOptions(this.editor, this.#addOptionList());
	}

	async addOption(name) {
		await chooseOption(this.editor, this.#addOptionList(), name);
	}

	/** The hints above the output. */
	async hints() {
		const texts = await this.editor.byId('node-hint').allInnerTexts();
		return texts.map((text) => text.trim());
	}

	async execute() {
		await this.editor.byId('node-execute-button').click();
	}

	/** The message and the description in the error panel. */
	async error() {
		const message = this.editor.byId('node-error-message');
		await message.waitFor();
		return {
			message: await message.innerText(),
			description: await this.editor.byId('node-error-description').innerText(),
		};
	}

	/** Opens the file of the first output item. */
	async viewBinary() {
		const { editor } = this;
		await editor.byId('output-panel').locator('[data-test-id="radio-button-binary"]').click();
		await editor.byId('ndv-view-binary-data').click();
	}

	async video() {
		return await this.editor.page.locator('video').evaluate((video) => ({
			ready: video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
			plays: video.currentTime > 0,
			hasPicture: video.videoWidth > 0,
			seconds: Math.round(video.duration),
		}));
	}

	/** Plays the video up to about this second. n8n serves it without ranges, so seeking does not work. */
	async playVideoTo(seconds) {
		await this.editor.page.locator('video').evaluate(async (video, endTime) => {
			while (video.currentTime < endTime && !video.ended) {
				await new Promise((resolve) => requestAnimationFrame(resolve));
			}
			video.pause();
		}, seconds);
	}

	/** The area of Edit Fields where input fields are dropped. */
	dropArea() {
		return this.editor.byId('assignment-collection-drop-area');
	}

	/** The mapped fields of Edit Fields: name → expression. */
	async mappedFields() {
		const rows = await this.editor.byId('assignment').all();
		const entries = rows.map(async (row) => {
			const name = row.locator('[data-test-id="assignment-name"] input');
			const value = row.locator('[data-test-id="assignment-value"]').getByText('{{');
			return [await name.inputValue(), (await value.first().innerText()).trim()];
		});
		return Object.fromEntries(await Promise.all(entries));
	}

	async scrollToTop() {
		await this.editor.byId('node-credentials-select').scrollIntoViewIfNeeded();
	}

	async close() {
		const { editor } = this;
		await editor.byId('ndv-close-button').or(editor.byId('back-to-canvas')).first().click();
		await editor.byId('ndv').waitFor({ state: 'hidden' });
	}

	#addOptionList() {
		return this.editor.page.getByPlaceholder('Add option');
	}

	#input(name) {
		return this.field(name).locator('input, textarea').first();
	}
}
