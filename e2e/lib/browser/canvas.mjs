/** The canvas of a workflow, and the panel of nodes beside it. */
export class Canvas {
	constructor(editor) {
		this.editor = editor;
	}

	async startNewWorkflow() {
		await this.editor.visit('/workflow/new');
		await this.editor.byId('canvas-plus-button').waitFor();
	}

	async addFirstNode(search, name) {
		await this.editor.byId('canvas-plus-button').click();
		await this.#pick(search, name);
	}

	/** Adds one of the actions of a node behind the last one; its panel opens by itself. */
	async addAction(search, name, action, whileOffered = async () => {}) {
		await this.editor.byId('canvas-handle-plus').last().click();
		await this.#pick(search, name);
		await this.#entry(action).waitFor();
		await whileOffered();
		await this.#entry(action).click();
		await this.editor.byId('ndv').waitFor();
	}

	/** Adds a node behind the last one; its panel opens by itself. */
	async addNode(search, name) {
		await this.editor.byId('canvas-handle-plus').last().click();
		await this.#pick(search, name);
		await this.editor.byId('ndv').waitFor();
	}

	/** Brings the whole workflow into view. */
	async showAll() {
		await this.editor.byId('zoom-to-fit').click();
	}

	node(name) {
		return this.editor.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** All that stands on a node: its name, and the line below it. */
	async textOf(name) {
		return await this.node(name).innerText();
	}

	async open(name) {
		await this.node(name).dblclick();
		await this.editor.byId('ndv').waitFor();
	}

	async execute() {
		await this.editor.byId('execute-workflow-button').click();
	}

	async waitForSuccess(name) {
		await this.node(name).locator('[data-test-id="canvas-node-status-success"]').waitFor();
	}

	async #pick(search, name) {
		await this.editor.byId('node-creator-search-bar').fill(search);
		await this.#entry(name).first().click();
	}

	#entry(name) {
		const pattern = name.replaceAll(/[()]/g, '\\$&');
		return this.editor
			.byId('node-creator-item-name')
			.filter({ hasText: new RegExp(`^\\s*${pattern}\\s*$`) });
	}
}
