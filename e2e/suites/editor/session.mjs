import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Canvas } from '../../lib/browser/canvas.mjs';
import { openPage } from '../../lib/browser/chromium.mjs';
import { Editor, waitForValue } from '../../lib/browser/editor.mjs';
import { InputPanel } from '../../lib/browser/input-panel.mjs';
import { NodePanel } from '../../lib/browser/node-panel.mjs';
import { steps } from '../../lib/browser/steps.mjs';
import { startStack } from '../../lib/n8n/stack.mjs';
import { isEnding } from '../../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../../lib/system/paths.mjs';

const IMAGES_FOLDER = join(ROOT_FOLDER, 'docs', 'images');
const GATEWAY = {
	taskSeconds: 1,
	models: [
		{ id: 'gpt-4o-mini', supported_endpoint_types: ['openai'] },
		'grok-video-2-preview',
		'grok-imagine-video',
		'grok-imagine-video-1.5',
		'grok-video-1.5',
		'grok-image-video',
	],
};

export const NODE = 'Grok Video';
export const ACTION = 'Create video'; // also n8n's name for the node
export const PROMPT = 'A paper boat sails down a rainy street at dusk, close to the water';

/** A user's session in n8n's editor. */
export class EditorSession {
	constructor(major) {
		this.major = major;
		/** Adds a step as a test. After one fails, the others fail without running. */
		this.step = steps(async () => await this.#saveDebugFiles());
	}

	/** Sets { stack, editor, canvas, panel (of an open node), input (of an open node) }. */
	async start() {
		const page = await openPage();
		this.stack = await startStack({ major: this.major, gateway: GATEWAY });
		await this.stack.client.request('DELETE', `/rest/credentials/${this.stack.credential.id}`);
		this.editor = new Editor(page, this.stack.n8n.url);
		this.canvas = new Canvas(this.editor);
		this.panel = new NodePanel(this.editor);
		this.input = new InputPanel(this.editor);
	}

	/** Saves a screenshot for the docs, which show n8n 2. */
	async saveScreenshot(name, options) {
		if (this.major !== 2) return;
		mkdirSync(IMAGES_FOLDER, { recursive: true });
		await this.editor.saveScreenshot(join(IMAGES_FOLDER, `${name}.png`), options);
	}

	/** n8n itself prevents a run while a required field is empty. */
	async assertDoesNotStart(field, label) {
		const { editor, panel, stack } = this;
		const requestCount = stack.gateway.requests.length;
		await panel.execute();
		const messages = { 1: 'The workflow has issues', 2: `Parameter "${label}" is required` };
		await editor.page.getByText(messages[this.major]).first().waitFor();
		await waitForValue(() => panel.hasIssue(field), true, `${label} is marked`);
		assert.equal(stack.gateway.requests.length, requestCount);
		await editor.closeNotifications();
	}

	/** The node fails with this error and creates nothing. */
	async assertRejects(message, description) {
		const { editor, panel } = this;
		const createCount = this.#createCount();
		await panel.execute();
		await waitForValue(async () => (await panel.error()).message, message);
		assert.match((await panel.error()).description, description);
		assert.equal(this.#createCount(), createCount);
		await editor.closeNotifications();
	}

	#createCount() {
		return this.stack.gateway.requests.filter(({ endpoint }) => endpoint === 'create').length;
	}

	async #saveDebugFiles() {
		if (!this.editor || isEnding()) return undefined;
		const folder = await this.editor.saveDebugFiles();
		copyFileSync(this.stack.n8n.logFile, join(folder, 'n8n.log'));
		return folder;
	}
}
