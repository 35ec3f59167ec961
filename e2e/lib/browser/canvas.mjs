/** The canvas of a workflow, and the list of nodes to add. */
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

	/** Waits until a search in the list of nodes finds a node. Leaves the list open. */
	async find(search, name) {
		await this.#openNodeList();
		await this.editor.byId('node-creator-search-bar').fill(search);
		await this.#entry(name).first().waitFor();
	}

	/** Adds an action of a node after the last node and opens its panel. `whileOpen` runs while the actions are shown. */
	async addAction(search, name, action, whileOpen = async () => {}) {
		await this.#openNodeList();
		await this.#pick(search, name);
		await this.#entry(action).waitFor();
		await whileOpen();
		await this.#entry(action).click();
		await this.editor.byId('ndv').waitFor();
	}

	/** Adds a node after the last node and opens its panel. */
	async addNode(search, name) {
		await this.#openNodeList();
		await this.#pick(search, name);
		await this.editor.byId('ndv').waitFor();
	}

	async openWorkflow(id, name) {
		await this.editor.visit(`/workflow/${id}`);
		await this.node(name).waitFor();
	}

	async zoomToFit() {
		await this.editor.byId('zoom-to-fit').click();
	}

	node(name) {
		return this.editor.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** The text of a node: its name and its subtitle. */
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

	/** Opens the list for a node after the last one. */
	async #openNodeList() {
		if (await this.editor.byId('node-creator-search-bar').isVisible()) return;
		await this.editor.byId('canvas-handle-plus').last().click();
		await this.editor.byId('node-creator-search-bar').waitFor();
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
