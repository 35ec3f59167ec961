/** The input panel of an open node: the fields of the previous node. */
export class InputPanel {
	constructor(editor) {
		this.editor = editor;
	}

	/** The names of its fields, from top to bottom. */
	async fields() {
		const names = await this.#fields().allInnerTexts();
		return names.map((name) => name.trim().split('\n')[0]);
	}

	/** Whether n8n marks the fields as a preview because the workflow has not run. */
	async isPreview() {
		return await this.#panel().locator('[data-test-id="schema-preview-warning"]').isVisible();
	}

	/** Drags a field onto a target, as a user does to map it. */
	async drag(name, target) {
		const { mouse } = this.editor.page;
		const field = this.#fields().filter({ hasText: new RegExp(`^\\s*${name}\\b`) });
		const [from, to] = [await centerOf(field.first()), await centerOf(target)];
		await mouse.move(from.x, from.y);
		await mouse.down();
		await mouse.move(to.x - 5, to.y, { steps: 10 });
		await mouse.move(to.x, to.y);
		await mouse.up();
	}

	#panel() {
		return this.editor.byId('ndv-input-panel');
	}

	#fields() {
		return this.#panel().locator('[data-test-id="run-data-schema-item"] [data-target="mappable"]');
	}
}

async function centerOf(element) {
	await element.scrollIntoViewIfNeeded();
	const { x, y, width, height } = await element.boundingBox();
	return { x: x + width / 2, y: y + height / 2 };
}
