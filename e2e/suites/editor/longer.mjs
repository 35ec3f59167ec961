import assert from 'node:assert/strict';
import { becomes } from '../../lib/browser/editor.mjs';
import { CHANGES } from '../../lib/browser/expected-fields.mjs';
import { ACTION, NODE } from './session.mjs';

const PROMPTS = {
	'Edit video': 'Make it snow, and keep everything else',
	'Extend video': 'The boat reaches the wide sea at sunset, the camera rises',
};

/** What only xAI can do, as it is filled in. */
export function longerSteps(session) {
	async function startWith(action) {
		const { canvas } = session;
		await canvas.startNewWorkflow();
		await canvas.addFirstNode('manual', 'Manual Trigger');
		await canvas.addAction('grok video', NODE, action);
	}

	for (const [action, { fields, options }] of Object.entries(CHANGES)) {
		session.step(`asks what it needs for the action ${action}`, async () => {
			await startWith(action);
			const { panel } = session;
			await becomes(() => panel.fields(), fields, action);
			assert.match(await panel.shownModel(), /^grok-imagine-video/);
			assert.deepEqual(await panel.offeredExtras(), options);
			await panel.fill('prompt', PROMPTS[action]);
			await panel.showTop();
			await session.photograph(`fields-${action.split(' ')[0].toLowerCase()}`);
		});
	}

	session.step('pins pictures to the end and to a moment', async () => {
		await startWith(ACTION);
		const { panel } = session;
		await panel.pickModel('grok-imagine-video-1.5');
		await panel.choose('inputMode', 'Image to Video');
		await panel.fill('prompt', 'The closed box opens by itself, soft studio light');
		await panel.fill('imageUrl', 'https://example.com/closed.png');
		await panel.addFrame();
		await panel.choose('at', 'Time');
		await becomes(async () => (await panel.fields()).includes('time'), true);
		await panel.fill('url', 'https://example.com/half-open.png');
		await panel.field('url').scrollIntoViewIfNeeded();
		await session.photograph('fields-frames');
	});
}
